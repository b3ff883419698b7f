#include <structures/wait/wait_group.h>
#include <verify/checked.h>
#include <verify/scenarios.h>

namespace fenceline::verify {
namespace {

/// The group is where its waiter can give it back: the last done() may find nothing left of it behind its own step.
template <unsigned kSpins>
struct Work {
  using Group = WaitGroup<Checked>;
  Group* const group = Checked::make<Group>(2u, kSpins);
  CheckedPlain<int> first{0}, second{0};

  void finish(CheckedPlain<int>& part) {
    part.write(1);
    group->done();
  }
  void wait() {
    group->wait();
    require(first.read() == 1 && second.read() == 1, "what was done is seen");
  }
};

template <unsigned kSpins>
struct RegisteredGroup {
  using S = Work<kSpins>;

  RegisteredGroup() {
    const std::string of = kSpins == 0 ? "" : ", who looks before it sleeps";
    Registered("wait/wait-group", scenario<S>("two work, one waits and gives it back" + of,
                                              {[](S& s) { s.finish(s.first); }, [](S& s) { s.finish(s.second); },
                                               [](S& s) {
                                                 s.wait();
                                                 Checked::destroy(s.group);
                                               }}));
  }
};
const RegisteredGroup<0> sleeps;
const RegisteredGroup<1> looks;

using S = Work<0>;
const Registered waiters("wait/wait-group", scenario<S>("one works, two wait",
                                                        {[](S& s) {
                                                           s.second.write(1);
                                                           s.finish(s.first);
                                                           s.group->done();
                                                         },
                                                         [](S& s) { s.wait(); }, [](S& s) { s.wait(); }},
                                                        [](S& s) { Checked::destroy(s.group); }));
const Registered adds("wait/wait-group", scenario<S>("who works adds more, and it serves again",
                                                     {[](S& s) {
                                                        s.group->add(1);
                                                        s.second.write(1);
                                                        s.group->done();
                                                        s.finish(s.first);
                                                      },
                                                      [](S& s) { s.group->done(); },
                                                      [](S& s) {
                                                        s.wait();
                                                        s.group->add(1);
                                                        s.group->done();
                                                        s.group->wait();
                                                      }},
                                                     [](S& s) { Checked::destroy(s.group); }));

}  // namespace
}  // namespace fenceline::verify
