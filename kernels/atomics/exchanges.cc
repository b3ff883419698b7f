// Unconditional exchange.
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

const Registration registration([](std::vector<Kernel>& list) {
  arch::exchanges::for_each([&]<class Op>() {
    constexpr auto variant = variant_of<Op>();
    add(list, variant, "atomics", "exchange", "chain", Metric::chain,
        "exchanges on one word, each storing what the one before brought", chain<FetchAction, Op>, check_zero);
    add(list, variant, "atomics", "exchange", "throughput", Metric::throughput,
        "independent exchanges, round 8 lines in L1", stream<FetchAction, Op>, check_zero);
    if constexpr (sizeof(Value<Op>) == sizeof(uint64_t))
      add_contended(list, variant, "exchange", "exchanges", contended_exchange<Op>, check_exchange<Value<Op>>);
  });
});

}  // namespace
}  // namespace fenceline
