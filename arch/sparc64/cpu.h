// SPARC V9, 64 bits: features, the tick register, and the chains that the core clock is calibrated
// with. Sources: The SPARC Architecture Manual, Version 9 (SPARC International, 1994); Oracle SPARC
// Architecture 2011 for what came later; hwcap bits as in glibc's <bits/hwcap.h> for SPARC.
#pragma once
#include <arch/feature.h>
#include <arch/hwcap.h>
#include <arch/units.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fenceline::arch {

inline constexpr std::string_view kIsa = "sparc64";
/// UltraSPARC and SPARC T cores keep coherence by 64 bytes, Fujitsu's SPARC64 by 64 to 256: data
/// that must not share is kept apart by the largest.
inline constexpr size_t kLineBytes = 64;
inline constexpr size_t kPadBytes = 256;
/// An access that is not aligned traps (V9, 6.3.1.1).
inline constexpr bool kSplitAtomics = false;

/// pause: the instruction of that name (Oracle SPARC Architecture 2011, from T4 on).
enum class Feature : uint8_t { none, pause };

inline constexpr FeatureRow<Feature> kFeatures[] = {{Feature::pause, "pause", hwcap<24>}};  // HWCAP_SPARC_PAUSE
inline constexpr std::string_view name(Feature f) { return feature_name(kFeatures, f); }
inline bool has(Feature f) { return has_feature(kFeatures, f); }

/// Whether user programs can throw a line out of all caches of the machine. `flush` is for
/// instructions only.
inline constexpr bool kCanFlush = false;
inline void flush_line(const void*) {}
inline void flush_done() {}

inline constexpr std::string_view kTickSource = "tick";
/// The tick register counts the clocks of the CPU, on some models those of a system clock; Linux
/// lets programs read it (TICK.NPT = 0). Not ordered with anything.
inline Ticks tick() {
  uint64_t now;
  asm volatile("rd %%tick,%0" : "=r"(now));
  return {now & ~(uint64_t{1} << 63)};  // bit 63 is NPT
}
/// No program can ask for the rate: the harness measures it.
inline double tick_hz() { return 0; }

/// Eight register-register adds, each of which waits for the one before.
inline __attribute__((always_inline)) void add_eight(uintptr_t& sum, uintptr_t step) {
  asm volatile(
      "add %0,%1,%0\n\tadd %0,%1,%0\n\tadd %0,%1,%0\n\tadd %0,%1,%0\n\t"
      "add %0,%1,%0\n\tadd %0,%1,%0\n\tadd %0,%1,%0\n\tadd %0,%1,%0"
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
/// `links` x the multiplier's latency: a whole number of cycles that differs by model, so the ratio
/// to chain_add checks both. links: multiple of 16.
inline uint64_t chain_mul(uint64_t links) {
  uint64_t product = 1, factor = 3;
  asm volatile("" : "+r"(factor));
  for (uint64_t n = links / 16; n != 0; --n) {
    asm volatile(".rept 16\n\tmulx %0,%1,%0\n\t.endr" : "+r"(product) : "r"(factor));
  }
  return product;
}

}  // namespace fenceline::arch
