// Loads: of what is loaded only the address can wait.
#include <kernels/latency/padded.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  arch::loads::for_each([&]<class Op>() { latency::add<measure::LoadAction, Op, false>(list, "load"); });
});

}  // namespace
}  // namespace fenceline
