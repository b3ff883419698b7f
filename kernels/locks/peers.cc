// Locks of other libraries, measured as our own are.
#include <kernels/locks/turns.h>
#include <peers/lock.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  workload::add_peers(list, [&] {
    for_each_peer_lock(
        [&]<class Peer>(const char* name) { locks::add<Peer>(list, name); },
        [&](const char* library, const char* why) { list.push_back(workload::absent("locks", "lock", library, why)); });
  });
});

}  // namespace
}  // namespace fenceline
