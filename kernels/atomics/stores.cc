// Stores of every width and order: the round trip through store forwarding, throughput on lines that hit,
// and threads that store to one word or one line.
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

const Registration registration([](std::vector<Kernel>& list) {
  arch::stores::for_each([&]<class Op>() {
    constexpr auto variant = variant_of<Op>();
    add(list, variant, "atomics", "store", "latency", Metric::latency,
        "store and plain load of the same word, each waiting for the other: the store's way through memory",
        chain<ForwardAction, Op>, check_zero);
    add(list, variant, "atomics", "store", "throughput", Metric::throughput, "independent stores, round 8 lines in L1",
        stream<StoreAction, Op>, check_zero);
    if constexpr (sizeof(Value<Op>) == sizeof(uint64_t))
      add_contended(list, variant, "store", "stores", contended<StoreAction, Op>, check_stored<Value<Op>>);
  });
});

}  // namespace
}  // namespace fenceline
