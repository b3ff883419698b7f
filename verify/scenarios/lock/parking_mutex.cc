#include <structures/lock/tas.h>
#include <structures/lock/parking_mutex.h>
#include <verify/scenarios/lock/held.h>

namespace fenceline::verify {
namespace {

/// The lot's lock is the smallest that there is: others have scenarios of their own.
using Lot = ParkingLot<Checked, TasLock<Checked>>;

struct Owned {
  Lot lot{1};
};
/// With a lot of its own, one look before it parks.
struct Mutex : Owned, ParkingMutex<Checked, Lot> {
  Mutex() : ParkingMutex(lot, 1) {}
};

const RegisteredLock<Mutex> all("lock/parking-mutex");

}  // namespace
}  // namespace fenceline::verify
