// Stores of every width and order: the round trip through the store buffer or past it, throughput on lines that hit,
// and threads that store to one word or one line.
#include <kernels/forwarded.h>

namespace fenceline {
namespace {

using namespace measure;

const Registration registration([](std::vector<Kernel>& list) {
  arch::stores::for_each([&]<class Op>() {
    constexpr auto variant = variant_of<Op>();
    if constexpr (only_stores<Op>()) {
      add(list, variant, "atomics", "store", arch::is_vector<Op> ? "forwarded_and_move" : "forwarded", Metric::chain,
          "store to two lines and plain load from one of them, by chance, each waiting for the other: the way through "
          "the "
          "store buffer (_and_move: with the value's way into a vector register)",
          forwarded<Op>, check_zero)
          .shows = Emits::once;  // twice for each load
      add(list, variant, "atomics", "store", arch::is_vector<Op> ? "renamed_and_move" : "renamed", Metric::chain,
          "store and plain load of the same word by the same register, each waiting for the other: some cores take the "
          "value from the register that was stored (_and_move: with its way into a vector register)",
          renamed<Op>, check_zero);
    } else {
      add(list, variant, "atomics", "store", "chain", Metric::chain,
          "store and plain load of the same word, each waiting for the other", renamed<Op>, check_zero);
    }
    add(list, variant, "atomics", "store", "throughput", Metric::throughput, "independent stores, round 8 lines in L1",
        short_stream<StoreAction, Op>(), check_zero);
    if constexpr (sizeof(Value<Op>) == sizeof(uint64_t))
      add_contended(list, variant, "store", "stores", contended<StoreAction, Op>, check_stored<Value<Op>>);
  });
});

}  // namespace
}  // namespace fenceline
