// Atomic operations on a word that is not aligned and lies within one line. What an ISA allows differs: x86-64 all of it;
// AArch64 with LSE2 what lies within 16 bytes; RISC-V the same with Zama16b, or what Zam says; POWER, s390x, SPARC and Armv7
// nothing. So the CPU is asked: one that refuses raises a signal, and the variant is a skip that says so. Words across two
// lines are split.cc's.
#include <kernels/atomics/refuses.h>
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;

/// From the beginning of a line, which is one of 16 bytes too.
inline constexpr size_t kWithin = 4, kAcross = 12;

template <class Op, size_t kAt>
uint64_t chain_at(Shared& shared, unsigned, uint64_t iterations) {
  auto* at = shared.at<Value<Op>>(kAt);
  Value<Op> v{0};
  return unrolled(iterations, [&](auto) { v = FetchAction::step<Op>(at, v); });
}

template <class Op, size_t kAt>
std::string lacks() {
  return refuses([](std::byte* line) { (void)Op::op(reinterpret_cast<Value<Op>*>(line + kAt), Value<Op>{0}); });
}

const Registration registration([](std::vector<Kernel>& list) {
  arch::fetch_adds::for_each([&]<class Op>() {
    if constexpr (sizeof(Value<Op>) == sizeof(uint64_t) && !Op::info.name.starts_with("builtin")) {
      add(list, variant_of<Op>(), "atomics", "misaligned", "within_16", Metric::latency,
          "operations on a word that is not aligned, within 16 bytes that are", chain_at<Op, kWithin>, check_zero)
          .lacks = lacks<Op, kWithin>;
      add(list, variant_of<Op>(), "atomics", "misaligned", "across_16", Metric::latency,
          "operations on a word that lies across two aligned 16 bytes of one line", chain_at<Op, kAcross>, check_zero)
          .lacks = lacks<Op, kAcross>;
    }
  });
});

}  // namespace
}  // namespace fenceline
