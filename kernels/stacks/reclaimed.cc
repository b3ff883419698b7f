// Treiber's stack of nodes from the allocator, over reclaimers.
#include <kernels/members.h>
#include <kernels/pairs.h>
#include <structures/stack/reclaimed.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  for_each_measured_reclaimer<1>([&]<class R>(const std::string& name) {
    pairs::add<WithMembers<ReclaimedStack<uint64_t, R>>>(
        list, workload::describe("stacks", "stack", ("treiber_" + name).c_str(), "", Metric::contended, ""));
  });
});

}  // namespace
}  // namespace fenceline
