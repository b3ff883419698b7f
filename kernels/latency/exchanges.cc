// Exchanges, by the value that is stored and by the address.
#include <kernels/latency/padded.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  arch::exchanges::for_each([&]<class Op>() { latency::add<measure::FetchAction, Op, true>(list, "exchange"); });
});

}  // namespace
}  // namespace fenceline
