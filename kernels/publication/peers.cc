// The same over other libraries' reclaimers: liburcu's is the real RCU.
#include <kernels/publication/over.h>
#include <peers/reclaim.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  workload::add_peers(list, [&] {
    for_each_peer_reclaim([&]<class R>(const char* name) { publication::add<publication::OverPeer<R>>(list, name); },
                          [&](const char* library, const char* why) {
                            list.push_back(workload::absent("publication", "record", library, why));
                          });
  });
});

}  // namespace
}  // namespace fenceline
