// Queues of other libraries, measured as our own are.
#include <kernels/streams.h>
#include <kernels/workload.h>
#include <peers/queue.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  workload::add_peers(list, [&] {
    for_each_peer_queue(
        [&]<class Peer>(const char* name) {
          streams::add<Peer>(list, workload::describe("queues", "queue", name, "", Metric::contended, ""));
        },
        [&](const char* library, const char* why) {
          list.push_back(workload::absent("queues", "queue", library, why));
        });
  });
});

}  // namespace
}  // namespace fenceline
