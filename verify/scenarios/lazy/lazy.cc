// Objects that are made when they are first wanted: everybody has the same one, whole, and it is destroyed once.
#include <structures/lazy/double_checked.h>
#include <structures/lazy/raced.h>
#include <verify/checked.h>
#include <verify/scenarios.h>
#include <verify/scenarios/eager_mutex.h>

namespace fenceline::verify {
namespace {

struct Object {
  CheckedPlain<int> value{0};
  explicit Object(int v) { value.write(v); }
};

/// Each thread would make one of its own; the values that they got.
template <class L>
struct Wanted {
  L lazy;
  int got[3] = {};

  void want(unsigned thread) {
    got[thread] = lazy.get([&] { return Checked::make<Object>(static_cast<int>(thread) + 1); }).value.read();
  }
};

template <class L>
void register_lazy(const std::string& structure) {
  using W = Wanted<L>;
  const auto want = [](unsigned thread) { return [=](W& s) { s.want(thread); }; };
  Registered(structure, scenario<W>("two threads want it, one of them twice",
                                    {want(0),
                                     [](W& s) {
                                       s.want(1);
                                       s.want(2);
                                       require(s.got[1] == s.got[2], "it stays the same");
                                     }},
                                    [](W& s) {
                                      require(s.got[0] == s.got[1], "all have one");
                                      require(s.got[0] == 1 || s.got[0] == 2, "which somebody made");
                                    }));
  Registered(structure, scenario<W>("three threads want it", {want(0), want(1), want(2)}, [](W& s) {
               require(s.got[0] == s.got[1] && s.got[1] == s.got[2], "all have one");
             }));
}

const int registration = [] {
  register_lazy<DoubleChecked<Object, Checked, EagerMutex>>("lazy/double-checked");
  register_lazy<Raced<Object, Checked>>("lazy/raced");
  return 0;
}();

}  // namespace
}  // namespace fenceline::verify
