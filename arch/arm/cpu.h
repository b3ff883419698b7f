// Arm, 32 bits (ARMv7-A): features, a clock, and the chains that the core clock is calibrated with.
// Source: ARM Architecture Reference Manual, ARMv7-A and ARMv7-R edition, DDI 0406.
// The generic timer is an option of ARMv7 (Cortex-A5, A8 and A9 have none), and where there is one
// it is the kernel that decides whether programs may read it: so the C library is asked, which
// does read it in the vDSO where that is possible.
#pragma once
#include <arch/clock_ticks.h>
#include <arch/feature.h>
#include <arch/hwcap.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fenceline::arch {

inline constexpr std::string_view kIsa = "arm";
/// 32 bytes on Cortex-A5 and A9, 64 on the others; two lines apart for the prefetcher of A15.
inline constexpr size_t kLineBytes = 64;
inline constexpr size_t kPadBytes = 128;
/// Exclusives that are not aligned fault (A3.2.1).
inline constexpr bool kSplitAtomics = false;

/// Cache maintenance is the kernel's alone (DDI 0406, B4.2.1).
inline constexpr bool kCanFlush = false;
inline void flush_line(const void*) {}
inline void flush_done() {}

/// lpae: the Large Physical Address Extension, with which ldrd and strd are one access (A3.5.3).
enum class Feature : uint8_t { none, lpae };

inline constexpr FeatureRow<Feature> kFeatures[] = {{Feature::lpae, "lpae", hwcap<20>}};  // HWCAP_LPAE
inline constexpr std::string_view name(Feature f) { return feature_name(kFeatures, f); }
inline bool has(Feature f) { return has_feature(kFeatures, f); }

/// Eight register-register adds, each of which waits for the one before.
inline __attribute__((always_inline)) void add_eight(uintptr_t& sum, uintptr_t step) {
  asm volatile(
      "add %0, %0, %1\n\tadd %0, %0, %1\n\tadd %0, %0, %1\n\tadd %0, %0, %1\n\t"
      "add %0, %0, %1\n\tadd %0, %0, %1\n\tadd %0, %0, %1\n\tadd %0, %0, %1"
      : "+r"(sum)
      : "r"(step));
}
/// `links` x 1 cycle: register-register adds, modulo 2^32. links: multiple of 16.
inline uint64_t chain_add(uint64_t links) {
  uintptr_t sum = 0, step = 1;
  asm volatile("" : "+r"(step));
  for (uint64_t n = links / 16; n != 0; --n) {
    add_eight(sum, step);
    add_eight(sum, step);
  }
  return sum;
}
/// `links` x the multiplier's latency, modulo 2^32: a whole number of cycles (3 to 5), so the ratio
/// to chain_add checks both. links: multiple of 16.
inline uint64_t chain_mul(uint64_t links) {
  uint32_t product = 1, factor = 3;
  asm volatile("" : "+r"(factor));
  for (uint64_t n = links / 16; n != 0; --n) {
    asm volatile(".rept 16\n\tmul %0, %1, %0\n\t.endr" : "+r"(product) : "r"(factor));
  }
  return product;
}

}  // namespace fenceline::arch
