// Work-stealing deques: Chase and Lev's, and other libraries'.
#include <kernels/queues/steals.h>
#include <peers/deque.h>
#include <structures/queue/chase_lev.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  steals::add<ChaseLev<uint64_t>>(list, "chase_lev");
  workload::add_peers(list, [&] {
    for_each_peer_deque([&]<class Peer>(const char* name) { steals::add<Peer>(list, name); },
                        [&](const char* library, const char* why) {
                          list.push_back(workload::absent("queues", "deque", library, why));
                        });
  });
});

}  // namespace
}  // namespace fenceline
