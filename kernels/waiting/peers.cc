// Other libraries' gates and barriers, measured as our own are.
#include <kernels/waiting/episodes.h>
#include <kernels/waiting/gates.h>
#include <peers/barrier.h>
#include <peers/gate.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  workload::add_peers(list, [&] {
    for_each_peer_barrier([&]<class B>(const char* name) { waiting::add_barrier<B>(list, name); },
                          [&](const char* library, const char* why) {
                            list.push_back(workload::absent("waiting", "barrier", library, why));
                          });
    for_each_peer_gate([&]<class G>(const char* name) { waiting::add_gate<G>(list, name); },
                       [&](const char* library, const char* why) {
                         list.push_back(workload::absent("waiting", "gate", library, why));
                       });
  });
});

}  // namespace
}  // namespace fenceline
