// The map in stripes, all of whose keys are in one.
#include <structures/map/striped.h>
#include <verify/scenarios/map/meetings.h>

namespace fenceline::verify {
namespace {

struct OneStripe {
  std::uint64_t operator()(int key) const { return static_cast<std::uint64_t>(key) << 55; }
};
const Meetings<StripedMap<int, int, EagerMutex, Checked, OneStripe, 1>> meetings("map/striped");

}  // namespace
}  // namespace fenceline::verify
