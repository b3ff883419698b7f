// Maps over type-stable memory, which destroys nothing and waits for nobody. What other reclaimers cost is the reclamation
// suite's.
#include <kernels/maps/reclaimed.h>
#include <structures/reclaim/type_stable.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  maps::add_over_reuse<TypeStable<Counted>>(list, "type_stable");
});

}  // namespace
}  // namespace fenceline
