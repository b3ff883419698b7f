#include <structures/queue/mutex_queue.h>
#include <verify/scenarios/eager_mutex.h>
#include <verify/scenarios/queue/items.h>

namespace fenceline::verify {
namespace {

const RegisteredQueue<MutexQueue<int, Checked, EagerMutex>, 1> all("queue/mutex-deque");

}  // namespace
}  // namespace fenceline::verify
