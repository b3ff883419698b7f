#include <structures/queue/spsc_cached.h>
#include <verify/scenarios/queue/items.h>

namespace fenceline::verify {
namespace {

const RegisteredQueue<SpscCached<int, Checked>> all("queue/spsc-cached");

}  // namespace
}  // namespace fenceline::verify
