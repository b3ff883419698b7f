// Other libraries' caches, measured as our own are.
#include <kernels/caches/lru.h>
#include <peers/cache.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  workload::add_peers(list, [&] {
    for_each_peer_cache(
        [&]<class Peer>(const char* name) { caches::add_lru<Peer>(list, name); },
        [&](const char* library, const char* why) { list.push_back(workload::absent("caches", "lru", library, why)); });
  });
});

}  // namespace
}  // namespace fenceline
