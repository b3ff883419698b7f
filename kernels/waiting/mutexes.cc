// A mutex that goes to one who sleeps for it: from unlock until the other one has it. What it costs uncontended, and under
// contention, is in the suite `locks`.
#include <kernels/waiting/wake.h>
#include <structures/lock/futex_mutex.h>
#include <structures/lock/parking_mutex.h>
#include <structures/lock/standard.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  waiting::add_wake<waiting::LockGate<FutexMutex<>>>(list, "mutex", "futex_mutex");
  waiting::add_wake<waiting::LockGate<ParkingMutex<>>>(list, "mutex", "parking_mutex");
  waiting::add_wake<waiting::LockGate<StdMutex>>(list, "mutex", "std_mutex");
});

}  // namespace
}  // namespace fenceline
