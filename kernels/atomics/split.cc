// Atomic operations on a word that lies across two cache lines. Where the ISA has them at all they take a
// lock on the whole memory system, and kernels throttle or kill who uses them: only on request.
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

/// Half of the word in each of two lines.
inline constexpr size_t kAcross = arch::kLineBytes - sizeof(uint64_t) / 2;

template <class Op>
uint64_t split(Shared& shared, unsigned, uint64_t iterations) {
  auto* at = shared.at<Value<Op>>(kAcross);
  Value<Op> v{0};
  return unrolled(iterations, [&](auto) { v = FetchAction::step<Op>(at, v); });
}

const Registration registration([](std::vector<Kernel>& list) {
  if constexpr (arch::kSplitAtomics) {
    arch::fetch_adds::for_each([&]<class Op>() {
      if constexpr (sizeof(Value<Op>) == sizeof(uint64_t)) {
        add(list, variant_of<Op>(), "atomics", "split_lock", "chain", Metric::chain,
            "operations on one word that lies across two cache lines", split<Op>, check_zero)
            .opt_in = "allow-split-locks";
      }
    });
  } else {
    Kernel k = describe(variant_of<arch::First<arch::Plain<uint32_t>::of, arch::fetch_adds>>(), "atomics", "split_lock",
                        "latency", Metric::latency, "operations on one word that lies across two cache lines");
    k.absent = "no atomic of this ISA goes across two lines";
    k.bytes = constant_bytes(kStreamBytes);
    list.push_back(std::move(k));
  }
});

}  // namespace
}  // namespace fenceline
