#include <structures/queue/spsc_ring.h>
#include <verify/scenarios/queue/items.h>

namespace fenceline::verify {
namespace {

const RegisteredQueue<SpscRing<int, Checked>> all("queue/spsc-ring");

}  // namespace
}  // namespace fenceline::verify
