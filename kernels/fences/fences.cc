// What a fence costs when nothing waits for it, after a store, and after stores that miss.
#include <kernels/fences/no_fence.h>
#include <kernels/measure.h>
#include <kernels/scatter.h>

#include <bit>

namespace fenceline {
namespace {

using namespace measure;

/// A store that hits, then the fence.
template <class Op>
uint64_t after_store(Shared& shared, unsigned, uint64_t iterations) {
  auto* const at = shared.at<volatile uint64_t>(0);
  return unrolled(iterations, [&](auto i) {
    at[i % kLines * (arch::kPadBytes / sizeof(uint64_t))] = i;
    Op::op();
  });
}

/// As store_load(), with an exchange as store and fence in one.
template <class Op>
uint64_t exchange_load(Shared& shared, unsigned, uint64_t iterations) {
  auto* const mine = shared.at<uint64_t>(0);
  auto* const other = shared.at<volatile uint64_t>(arch::kPadBytes);
  uint64_t v = 0;
  return unrolled(iterations, [&](auto) {
    (void)Op::op(mine, v);
    v = *other;
  });
}

// ---- the drain curve ---------------------------------------------------------------------------

/// Stores go to lines of so many bytes, a power of two: 16 times the core's own caches, so that one in 16 hits at most.
size_t drain_bytes(const Caches& caches) { return std::bit_ceil(std::max(size_t{32} << 20, 16 * caches.core)); }

/// args[0] stores, each to a line that is not in the core's own caches, then the fence.
template <class Op>
uint64_t drain(Shared& shared, unsigned, uint64_t iterations) {
  const auto pending = static_cast<unsigned>(shared.args[0]);
  const size_t bytes = drain_bytes(shared.caches);
  // Each call goes on where the last one stopped: nothing of the buffer gets warm.
  uint64_t& where = *shared.at<uint64_t>(bytes);
  Scatter next(bytes / arch::kPadBytes, where);
  for (uint64_t n = iterations; n != 0; --n) {
    arch::opaque(n);  // without stores and without a fence this must still be a loop
    for (unsigned k = 0; k < pending; ++k) *shared.at<volatile uint64_t>(next() * arch::kPadBytes) = n;
    Op::op();
  }
  where = next.at();
  return iterations;
}

void add_drain(std::vector<Kernel>& list, Variant variant, Run run) {
  auto& k = add(list, variant, "fences", "drain", "after_misses", Metric::latency,
                "`pending_stores` stores to lines outside the core's caches, then the fence: time of all of it", run);
  k.roles[0].empty = nullptr;
  k.shows = Emits::once;  // behind a loop of stores
  k.axes = {{.name = "pending_stores",
             .unit = "",
             .values = {0, 1, 2, 4, 8, 16, 32},
             .most = 4096,
             .what = "stores that miss before each fence"}};
  k.bytes = nullptr;
  k.bytes_beyond = [](const Caches& caches, unsigned) { return drain_bytes(caches) + sizeof(uint64_t); };
  k.huge_pages = true;
  k.setup = [](Shared& shared) { *shared.at<uint64_t>(drain_bytes(shared.caches)) = shared.seed; };
}

const Registration registration([](std::vector<Kernel>& list) {
  FencesAndNone::for_each([&]<class Op>() {
    constexpr auto variant = variant_of<Op>();
    add(list, variant, "fences", "fence", "alone", Metric::throughput,
        "the fence alone, one after the other, no access outstanding", fence_alone<Op>());
    add(list, variant, "fences", "after_store", "throughput", Metric::throughput,
        "a store that hits in L1, then the fence", after_store<Op>);
    add(list, variant, "fences", "store_load", "chain", Metric::chain,
        "store, fence, load of another line, which the next store waits for", store_load<Op>, check_zero);
    add_drain(list, variant, drain<Op>);
  });
  arch::exchanges::for_each([&]<class Op>() {
    if constexpr (sizeof(Value<Op>) == sizeof(uint64_t))
      add(list, variant_of<Op>(), "fences", "store_load", "chain", Metric::chain,
          "exchange in place of store and fence, load of another line, which the next exchange waits for",
          exchange_load<Op>, check_zero);
  });
  arch::pauses::for_each([&]<class Op>() {
    add(list, variant_of<Op>(), "fences", "pause", "alone", Metric::throughput,
        "the spin hint alone, one after the other", fence_alone<Op>());
  });
});

}  // namespace
}  // namespace fenceline
