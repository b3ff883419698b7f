// Queues: our own.
#include <kernels/streams.h>
#include <kernels/workload.h>
#include <structures/queue/list.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  for_each_queue<uint64_t, Counted>([&]<class Q>(const char* name) {
    streams::add<Q>(list, workload::describe("queues", "queue", name, "", Metric::contended, ""));
  });
});

}  // namespace
}  // namespace fenceline
