// Stacks of other libraries, measured as our own are.
#include <kernels/pairs.h>
#include <kernels/workload.h>
#include <peers/stack.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  workload::add_peers(list, [&] {
    for_each_peer_stack(
        [&]<class Peer>(const char* name) {
          pairs::add<Peer>(list, workload::describe("stacks", "stack", name, "", Metric::contended, ""));
        },
        [&](const char* library, const char* why) {
          list.push_back(workload::absent("stacks", "stack", library, why));
        });
  });
});

}  // namespace
}  // namespace fenceline
