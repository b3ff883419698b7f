#include <structures/wait/once.h>
#include <verify/checked.h>
#include <verify/scenarios.h>

namespace fenceline::verify {
namespace {

struct Initialised {
  Once<Checked> once;
  CheckedPlain<int> value{0}, begun{0};

  void call() {
    once.call([&] { value.write(value.read() + 1); });
    require(value.read() == 1, "it is done once, and seen by all who come");
  }
  /// Fails if it is the first.
  void call_or_fail() {
    try {
      once.call([&] {
        begun.write(begun.read() + 1);
        if (begun.read() == 1) throw 1;
        value.write(value.read() + 1);
      });
    } catch (int) {
      return;
    }
    require(value.read() == 1, "it is done once, and seen by all who come");
  }
};
using S = Initialised;

const Registered two("wait/once", scenario<S>("two come, one twice", {[](S& s) { s.call(); },
                                                                      [](S& s) {
                                                                        s.call();
                                                                        s.call();
                                                                      }}));
const Registered three("wait/once", scenario<S>("three come", {[](S& s) { s.call(); }, [](S& s) { s.call(); },
                                                               [](S& s) { s.call(); }}));
const Registered looks("wait/once", scenario<S>("one comes, one looks whether it is done",
                                                {[](S& s) { s.call(); },
                                                 [](S& s) {
                                                   if (s.once.is_done()) require(s.value.read() == 1, "it is seen");
                                                 }}));
const Registered fails(
    "wait/once",
    scenario<S>("the first fails, and another does it",
                {[](S& s) { s.call_or_fail(); }, [](S& s) { s.call_or_fail(); }, [](S& s) { s.call_or_fail(); }},
                [](S& s) { require(s.begun.read() == 2 && s.once.is_done(), "two have tried, one was done"); }));

}  // namespace
}  // namespace fenceline::verify
