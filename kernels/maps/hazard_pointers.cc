// Maps over hazard pointers, whose readers need no fence. What other reclaimers cost is the reclamation suite's.
#include <kernels/maps/reclaimed.h>
#include <structures/reclaim/hazard_pointers.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  maps::add_over<HazardPointers<Counted, AsymmetricFences>>(list, "hazard_pointers_asymmetric");
});

}  // namespace
}  // namespace fenceline
