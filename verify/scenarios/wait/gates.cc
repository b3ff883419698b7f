// What was done before a post is seen behind its wait, turn by turn, and no wake-up is lost.
#include <structures/lock/tas.h>
#include <structures/wait/gates.h>
#include <verify/checked.h>
#include <verify/scenarios.h>

namespace fenceline::verify {
namespace {

template <class G>
struct Turns {
  G there, back;
  CheckedPlain<int> turn{0};

  void take(int after) {
    require(turn.read() == after, "in turns");
    turn.write(after + 1);
  }
};

/// What it sleeps by has scenarios of its own: a smaller lock is enough here, and no look before the sleep.
template <class G>
struct RegisteredGate {
  using S = Turns<G>;
  explicit RegisteredGate(const char* name) {
    Registered(name, scenario<S>("a turn goes there and back, twice", {[](S& s) {
                                                                         for (int i = 0; i < 2; ++i) {
                                                                           s.take(2 * i);
                                                                           s.there.post();
                                                                           s.back.wait();
                                                                         }
                                                                       },
                                                                       [](S& s) {
                                                                         for (int i = 0; i < 2; ++i) {
                                                                           s.there.wait();
                                                                           s.take(2 * i + 1);
                                                                           s.back.post();
                                                                         }
                                                                       }}));
  }
};

struct EagerGroup : WaitGroupGate<Checked> {
  EagerGroup() : WaitGroupGate(0) {}
};
using Small = TasLock<Checked>;

const RegisteredGate<WordGate<Checked, kForEver>> spinning("wait/gate-spinning");
const RegisteredGate<WordGate<Checked>> futex("wait/gate-futex");
const RegisteredGate<EagerGroup> group("wait/gate-wait-group");
const RegisteredGate<EventGate<Checked>> event("wait/gate-event-count");
const RegisteredGate<CondVarGate<Checked, Small>> condition("wait/gate-cond-var");
const RegisteredGate<ParkingGate<Checked, ParkingLot<Checked, Small>>> parking("wait/gate-parking-lot");

}  // namespace
}  // namespace fenceline::verify
