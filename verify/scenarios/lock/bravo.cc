#include <structures/lock/bravo.h>
#include <verify/scenarios/lock/held.h>

namespace fenceline::verify {
namespace {

/// Readers mark their slots again after the first that took the lock.
template <unsigned kSlots>
struct Bravo : BravoLock<Checked, RwSpinLock<Checked>, 0> {
  Bravo() : BravoLock(kSlots) {}
};

const RegisteredLock<Bravo<3>> all("lock/bravo");

using S = Held<Bravo<1>>;
const Registered shared("lock/bravo", scenario<S>("a writer and two readers with one slot",
                                                  {[](S& s) { s.add(0, 1); },
                                                   [](S& s) {
                                                     const int before = s.look(1);
                                                     require(before <= s.look(1), "a count does not run backwards");
                                                   },
                                                   [](S& s) { require(s.look(2) <= 1, "a count that was there"); }},
                                                  [](S& s) { require(s.count.read() == 1, "nothing is lost"); }));

}  // namespace
}  // namespace fenceline::verify
