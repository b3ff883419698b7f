// MIPS, 64 bits, release 2: a clock, and the chains that the core clock is calibrated with. Source: MIPS64 Architecture for
// Programmers, volumes I-A and II-A, revision 5.
// The cycle counter that RDHWR reads has 32 bits and begins again within seconds: the C library is asked for ticks.
#pragma once
#include <arch/clock_ticks.h>
#include <arch/feature.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fenceline::arch {

inline constexpr std::string_view kIsa = "mips64el";
/// 32 bytes on many of MIPS' own cores and Loongson 2 and 3, 64 on later ones, 128 on Octeon.
inline constexpr size_t kLineBytes = 64;
inline constexpr size_t kPadBytes = 128;
/// LL and SC that are not aligned trap (volume II-A).
inline constexpr bool kSplitAtomics = false;

/// All that is used here belongs to release 2.
enum class Feature : uint8_t { none };

inline constexpr std::array<FeatureRow<Feature>, 0> kFeatures = {};
inline constexpr std::string_view name(Feature f) { return feature_name(kFeatures, f); }
inline bool has(Feature f) { return has_feature(kFeatures, f); }

/// CACHE is privileged.
inline constexpr bool kCanFlush = false;
inline void flush_line(const void*) {}
inline void flush_done() {}

/// Eight register-register adds, each of which waits for the one before.
inline __attribute__((always_inline)) void add_eight(uintptr_t& sum, uintptr_t step) {
  asm volatile(
      "daddu %0,%0,%1\n\tdaddu %0,%0,%1\n\tdaddu %0,%0,%1\n\tdaddu %0,%0,%1\n\t"
      "daddu %0,%0,%1\n\tdaddu %0,%0,%1\n\tdaddu %0,%0,%1\n\tdaddu %0,%0,%1"
      : "+r"(sum)
      : "r"(step));
}
/// `links` x 1 cycle: register-register adds. links: multiple of 16.
inline uint64_t chain_add(uint64_t links) {
  uintptr_t sum = 0, step = 1;
  asm volatile("" : "+r"(step));
  for (uint64_t n = links / 16; n != 0; --n) {
    add_eight(sum, step);
    add_eight(sum, step);
  }
  return sum;
}
/// `links` x the multiplier's latency, of 32 bits: a whole number of cycles (3 to 7), so the ratio to chain_add checks both.
/// links: multiple of 16.
inline uint64_t chain_mul(uint64_t links) {
  uint64_t product = 1, factor = 3;
  asm volatile("" : "+r"(factor));
  for (uint64_t n = links / 16; n != 0; --n) {
    asm volatile(".rept 16\n\tmul %0,%0,%1\n\t.endr" : "+r"(product) : "r"(factor) : "hi", "lo");
  }
  return product;
}

}  // namespace fenceline::arch
