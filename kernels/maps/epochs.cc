// Maps over epochs, whose readers need no fence. What other reclaimers cost is the reclamation suite's.
#include <kernels/maps/reclaimed.h>
#include <structures/reclaim/epochs.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  maps::add_over<Epochs<Counted, AsymmetricFences>>(list, "epochs_asymmetric");
});

}  // namespace
}  // namespace fenceline
