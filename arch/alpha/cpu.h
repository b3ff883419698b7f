// Alpha: features, a clock, and the chains that the core clock is calibrated with. Source: Alpha Architecture Handbook,
// version 4 (Compaq, 1998), here AAH.
// RPCC counts to 2^32 and begins again, within seconds: the C library is asked for ticks.
#pragma once
#include <arch/clock_ticks.h>
#include <arch/feature.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fenceline::arch {

inline constexpr std::string_view kIsa = "alpha";
/// 32 bytes on 21064 and 21164, 64 on 21264 and 21364.
inline constexpr size_t kLineBytes = 64;
inline constexpr size_t kPadBytes = 128;
/// An access that is not aligned traps (AAH 4.2).
inline constexpr bool kSplitAtomics = false;

/// bwx: loads and stores of bytes and words of 16 bits (from 21164A on).
enum class Feature : uint8_t { none, bwx };

/// Whether AMASK clears the bit, as it does of what there is (AAH 4.11.1).
template <uint64_t kBit>
inline bool amask() {
  uint64_t lacks = kBit;
  asm volatile("amask %0,%0" : "+r"(lacks));
  return lacks == 0;
}
inline constexpr FeatureRow<Feature> kFeatures[] = {{Feature::bwx, "bwx", amask<1>}};
inline constexpr std::string_view name(Feature f) { return feature_name(kFeatures, f); }
inline bool has(Feature f) { return has_feature(kFeatures, f); }

/// ECB only hints that a block will not be used (AAH 4.11.4).
inline constexpr bool kCanFlush = false;
inline void flush_line(const void*) {}
inline void flush_done() {}

/// Eight register-register adds, each of which waits for the one before.
inline __attribute__((always_inline)) void add_eight(uintptr_t& sum, uintptr_t step) {
  asm volatile(
      "addq %0,%1,%0\n\taddq %0,%1,%0\n\taddq %0,%1,%0\n\taddq %0,%1,%0\n\t"
      "addq %0,%1,%0\n\taddq %0,%1,%0\n\taddq %0,%1,%0\n\taddq %0,%1,%0"
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
/// `links` x the multiplier's latency: a whole number of cycles (7 on 21264, more before), so the ratio to chain_add checks
/// both. links: multiple of 16.
inline uint64_t chain_mul(uint64_t links) {
  uint64_t product = 1, factor = 3;
  asm volatile("" : "+r"(factor));
  for (uint64_t n = links / 16; n != 0; --n) {
    asm volatile(".rept 16\n\tmulq %0,%1,%0\n\t.endr" : "+r"(product) : "r"(factor));
  }
  return product;
}

}  // namespace fenceline::arch
