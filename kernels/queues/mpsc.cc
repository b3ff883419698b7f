// Queues of nodes for many producers and one consumer: Vyukov's, and other libraries'.
#include <kernels/queues/noded.h>
#include <kernels/streams.h>
#include <kernels/workload.h>
#include <peers/mpsc.h>
#include <structures/queue/vyukov_mpsc.h>

namespace fenceline {
namespace {

unsigned producer_of(uint64_t item) { return static_cast<unsigned>(item >> items::kNumberBits); }

const Registration registration([](std::vector<Kernel>& list) {
  const auto add = [&]<class Q>(const char* name) {
    streams::add<Noded<Q, producer_of>>(list, workload::describe("queues", "queue", name, "", Metric::contended, ""));
  };
  add.operator()<VyukovMpsc<>>("vyukov_mpsc");
  workload::add_peers(list, [&] {
    for_each_peer_mpsc(add, [&](const char* library, const char* why) {
      list.push_back(workload::absent("queues", "queue", library, why));
    });
  });
});

}  // namespace
}  // namespace fenceline
