// x86-64: features, time stamp counter, and the chains that the core clock is calibrated with.
// Sources: Intel SDM volumes 2 and 3 (order number 325462), AMD APM volume 3 (24594).
#pragma once
#include <arch/units.h>
#include <cpuid.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fenceline::arch {

inline constexpr std::string_view kIsa = "x86_64";
/// Unit of coherence. Data that must not share is kept 2 lines apart: the L2 spatial prefetcher
/// fetches lines in pairs of 128 bytes (Intel Optimization Reference Manual, 2.1.5.4).
inline constexpr size_t kLineBytes = 64;
inline constexpr size_t kPadBytes = 128;
/// Locked operations across a line boundary work (slowly, and kernels may forbid them).
inline constexpr bool kSplitAtomics = true;

enum class Feature : uint8_t {
  none,
  cx16,
  avx,
  rdtscp,
  waitpkg,
  serialize,
  movdiri,
  mwaitx,
  rtm,
  clflushopt,
  clwb,
  cldemote,
  movdir64b,
  clzero,
  prefetchw,
  cmpccxadd,
  rao_int
};

inline constexpr std::string_view name(Feature f) {
  constexpr std::string_view names[] = {"",          "cx16",   "avx",       "rdtscp",     "waitpkg", "serialize",
                                        "movdiri",   "mwaitx", "rtm",       "clflushopt", "clwb",    "cldemote",
                                        "movdir64b", "clzero", "prefetchw", "cmpccxadd",  "rao_int"};
  return names[static_cast<size_t>(f)];
}
inline constexpr Feature kFeatures[] = {Feature::cx16,       Feature::avx,       Feature::rdtscp,    Feature::waitpkg,
                                        Feature::serialize,  Feature::movdiri,   Feature::mwaitx,    Feature::rtm,
                                        Feature::clflushopt, Feature::clwb,      Feature::cldemote,  Feature::movdir64b,
                                        Feature::clzero,     Feature::prefetchw, Feature::cmpccxadd, Feature::rao_int};

/// Whether this CPU, as the operating system lets us use it, has the feature.
inline bool has(Feature f) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  const auto leaf = [&](unsigned n, unsigned part = 0) {
    a = b = c = d = 0;
    return __get_cpuid_count(n, part, &a, &b, &c, &d) != 0;
  };
  switch (f) {
    case Feature::none:
      return true;
    case Feature::cx16:
      return leaf(1) && (c & bit_CMPXCHG16B);
    case Feature::avx:
      return __builtin_cpu_supports("avx");  // also asks whether the OS saves ymm
    case Feature::rdtscp:
      return leaf(0x80000001) && (d & (1u << 27));
    case Feature::waitpkg:
      return leaf(7) && (c & (1u << 5));
    case Feature::serialize:
      return leaf(7) && (d & (1u << 14));
    case Feature::movdiri:
      return leaf(7) && (c & (1u << 27));
    case Feature::mwaitx:
      return leaf(0x80000001) && (c & (1u << 29));
    case Feature::rtm:  // and not RTM_ALWAYS_ABORT, which microcode against TAA sets (SDM vol. 1, 16.3.10)
      return leaf(7) && (b & (1u << 11)) && !(d & (1u << 11));
    case Feature::clflushopt:
      return leaf(7) && (b & (1u << 23));
    case Feature::clwb:
      return leaf(7) && (b & (1u << 24));
    case Feature::cldemote:
      return leaf(7) && (c & (1u << 25));
    case Feature::movdir64b:
      return leaf(7) && (c & (1u << 28));
    case Feature::clzero:
      return leaf(0x80000008) && (b & 1u);
    case Feature::prefetchw:
      return leaf(0x80000001) && (c & (1u << 8));
    case Feature::rao_int:
      return leaf(7, 1) && (a & (1u << 3));
    case Feature::cmpccxadd:
      return leaf(7, 1) && (a & (1u << 7));
  }
  return false;
}

/// Whether user programs can throw a line out of all caches of the machine.
inline constexpr bool kCanFlush = true;
/// The line's content goes to memory and no cache holds it any more (SDM vol. 2, CLFLUSH: broadcast
/// to all caches of the coherence domain). Ordered by flush_done().
inline void flush_line(const void* p) { asm volatile("clflush %0" : : "m"(*static_cast<const char*>(p)) : "memory"); }
inline void flush_done() { asm volatile("mfence" : : : "memory"); }

inline constexpr std::string_view kTickSource = "rdtsc";
/// Not ordered with anything: for stamps that may be a few dozen cycles off.
inline Ticks tick() { return {__builtin_ia32_rdtsc()}; }
/// Rate of tick() in Hz where CPUID says it (leaf 15H), else 0: then the harness measures it.
inline double tick_hz() {
  unsigned denominator = 0, numerator = 0, crystal = 0, d = 0;
  if (!__get_cpuid(0x15, &denominator, &numerator, &crystal, &d)) return 0;
  if (denominator == 0 || numerator == 0 || crystal == 0) return 0;
  return double(crystal) * numerator / denominator;
}

/// `links` x 1 cycle: register-register adds. An immediate operand would be folded by the renamer
/// of Golden Cove and later (the chain would look 6 times too fast). links: multiple of 16.
inline uint64_t chain_add(uint64_t links) {
  uint64_t sum = 0, step = 1;
  asm volatile("" : "+r"(step));
  for (uint64_t n = links / 16; n != 0; --n) {
    asm volatile(
        "add %1, %0\n\tadd %1, %0\n\tadd %1, %0\n\tadd %1, %0\n\t"
        "add %1, %0\n\tadd %1, %0\n\tadd %1, %0\n\tadd %1, %0\n\t"
        "add %1, %0\n\tadd %1, %0\n\tadd %1, %0\n\tadd %1, %0\n\t"
        "add %1, %0\n\tadd %1, %0\n\tadd %1, %0\n\tadd %1, %0"
        : "+r"(sum)
        : "r"(step)
        : "cc");
  }
  return sum;
}
/// `links` x the multiplier's latency: a whole number of cycles (3 on every x86-64 since Nehalem
/// and Zen; 5 on some Atoms), so the ratio to chain_add checks both. links: multiple of 16.
inline uint64_t chain_mul(uint64_t links) {
  uint64_t product = 1, factor = 3;
  asm volatile("" : "+r"(factor));
  for (uint64_t n = links / 16; n != 0; --n) {
    asm volatile(
        "imul %1, %0\n\timul %1, %0\n\timul %1, %0\n\timul %1, %0\n\t"
        "imul %1, %0\n\timul %1, %0\n\timul %1, %0\n\timul %1, %0\n\t"
        "imul %1, %0\n\timul %1, %0\n\timul %1, %0\n\timul %1, %0\n\t"
        "imul %1, %0\n\timul %1, %0\n\timul %1, %0\n\timul %1, %0"
        : "+r"(product)
        : "r"(factor)
        : "cc");
  }
  return product;
}

}  // namespace fenceline::arch
