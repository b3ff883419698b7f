// Fetch-and-add, by what is added and by the address.
#include <kernels/latency/padded.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  arch::fetch_adds::for_each([&]<class Op>() { latency::add<measure::FetchAction, Op, true>(list, "fetch_add"); });
});

}  // namespace
}  // namespace fenceline
