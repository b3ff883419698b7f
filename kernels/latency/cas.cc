// Successful compare-and-swap, by the value expected and by the address.
#include <kernels/latency/padded.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  arch::cas::for_each([&]<class Op>() { latency::add<measure::CasSuccess, Op, true>(list, "cas"); });
});

}  // namespace
}  // namespace fenceline
