#include <structures/queue/mutex_queue.h>
#include <verify/scenarios/queue/items.h>

namespace fenceline::verify {
namespace {

/// The lock sleeps at once: spinning before is no other behaviour.
struct Eager : FutexMutex<Checked> {
  Eager() : FutexMutex(0) {}
};

const RegisteredQueue<MutexQueue<int, Checked, Eager>, 1> all("queue/mutex-deque");

}  // namespace
}  // namespace fenceline::verify
