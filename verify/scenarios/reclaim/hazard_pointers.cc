#include <structures/reclaim/hazard_pointers.h>
#include <verify/scenarios/reclaim/popping.h>

namespace fenceline::verify {
namespace {

const RegisteredReclaimer<HazardPointers<Checked, FullFences, 1>> full("hazard-pointers");
const RegisteredReclaimer<HazardPointers<Checked, AsymmetricFences, 1>> asymmetric("hazard-pointers-asymmetric");

}  // namespace
}  // namespace fenceline::verify
