// Maps of other libraries, measured as our own are.
#include <kernels/maps/groups.h>
#include <peers/map.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  workload::add_peers(list, [&] {
    for_each_peer_map(
        [&]<class Peer>(const char* group, const char* name) { maps::add_to<Peer>(list, group, name); },
        [&](const char* library, const char* why) { list.push_back(workload::absent("maps", "hash", library, why)); });
  });
});

}  // namespace
}  // namespace fenceline
