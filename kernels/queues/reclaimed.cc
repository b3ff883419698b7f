// Michael and Scott's queue of nodes from the allocator, over reclaimers.
#include <kernels/members.h>
#include <kernels/streams.h>
#include <structures/queue/reclaimed.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  for_each_measured_reclaimer<2>([&]<class R>(const std::string& name) {
    streams::add<WithMembers<ReclaimedQueue<uint64_t, R>>>(
        list, workload::describe("queues", "queue", ("michael_scott_" + name).c_str(), "", Metric::contended, ""));
  });
});

}  // namespace
}  // namespace fenceline
