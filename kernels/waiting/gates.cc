// Our own ways to let a thread go on.
#include <kernels/waiting/gates.h>
#include <structures/wait/list.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  for_each_gate([&]<class G>(const char* name) {
    if constexpr (std::same_as<G, WordGate<Native, kForEver>>) {
      waiting::add_hand_over<G>(list, name);
      waiting::add_wake<G>(list, "gate", name);
    } else {
      waiting::add_gate<G>(list, name);
    }
  });
});

}  // namespace
}  // namespace fenceline
