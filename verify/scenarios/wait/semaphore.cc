#include <structures/wait/semaphore.h>
#include <verify/checked.h>
#include <verify/linearizable.h>
#include <verify/scenarios.h>
#include <verify/specification.h>

namespace fenceline::verify {
namespace {

template <unsigned kCount, unsigned kSpins = 0>
struct Counted {
  Semaphore<Checked> semaphore{kCount, kSpins};
  CheckedPlain<int> value{0};
  Recorder calls{3};

  void wait(unsigned thread) {
    calls.record(thread, [&]() -> Operation {
      semaphore.wait();
      return {.what = Does::acquire};
    });
  }
  void try_wait(unsigned thread) {
    calls.record(thread, [&]() -> Operation { return {.what = Does::acquire, .done = semaphore.try_wait()}; });
  }
  void post(unsigned thread, std::uint32_t n) {
    calls.record(thread, [&]() -> Operation {
      semaphore.post(n);
      return {.what = Does::release, .argument = n};
    });
  }
  /// As a lock's holder.
  void add() {
    semaphore.wait();
    value.write(value.read() + 1);
    semaphore.post();
  }
  void check() { require(is_linearizable(calls, SemaphoreSpec{kCount}), "a semaphore"); }
};

template <unsigned kSpins>
struct RegisteredSemaphore {
  RegisteredSemaphore() {
    using None = Counted<0, kSpins>;
    using One = Counted<1, kSpins>;
    const std::string of = kSpins == 0 ? "" : ", who look before they sleep";
    const std::function<void(None&)> check = [](None& s) { s.check(); };
    Registered("wait/semaphore", scenario<None>("one posts twice, two wait" + of,
                                                {[](None& s) {
                                                   s.post(0, 1);
                                                   s.post(0, 1);
                                                 },
                                                 [](None& s) { s.wait(1); }, [](None& s) { s.wait(2); }},
                                                check));
    Registered(
        "wait/semaphore",
        scenario<None>("one posts two, two wait" + of,
                       {[](None& s) { s.post(0, 2); }, [](None& s) { s.wait(1); }, [](None& s) { s.wait(2); }}, check));
    Registered("wait/semaphore", scenario<One>("two threads, twice, one at a time" + of,
                                               {[](One& s) {
                                                  s.add();
                                                  s.add();
                                                },
                                                [](One& s) {
                                                  s.add();
                                                  s.add();
                                                }},
                                               [](One& s) { require(s.value.read() == 4, "nothing is lost"); }));
    Registered("wait/semaphore",
               scenario<One>("three threads, one at a time" + of,
                             {[](One& s) { s.add(); }, [](One& s) { s.add(); }, [](One& s) { s.add(); }},
                             [](One& s) { require(s.value.read() == 3, "nothing is lost"); }));
  }
};
const RegisteredSemaphore<0> sleeps;
const RegisteredSemaphore<1> looks;

using S = Counted<0>;
/// A third comes by while one who was woken has not taken yet.
const Registered barges("wait/semaphore", scenario<S>("one who tries comes between",
                                                      {[](S& s) {
                                                         s.post(0, 1);
                                                         s.post(0, 1);
                                                       },
                                                       [](S& s) { s.wait(1); }, [](S& s) { s.try_wait(2); }},
                                                      [](S& s) { s.check(); }));
const Registered tries("wait/semaphore", scenario<S>("what was done before a post is seen by who tries",
                                                     {[](S& s) {
                                                        s.value.write(1);
                                                        s.semaphore.post();
                                                      },
                                                      [](S& s) {
                                                        if (s.semaphore.try_wait())
                                                          require(s.value.read() == 1, "it is seen");
                                                      }}));

/// A semaphore on the stack of who waits for one event.
struct Lent {
  Semaphore<Checked>* const semaphore = Checked::make<Semaphore<Checked>>(0u, 0u);
};
const Registered lent("wait/semaphore",
                      scenario<Lent>("who has waited gives it back", {[](Lent& s) { s.semaphore->post(); },
                                                                      [](Lent& s) {
                                                                        s.semaphore->wait();
                                                                        Checked::destroy(s.semaphore);
                                                                      }}));

}  // namespace
}  // namespace fenceline::verify
