// x86-64: features, time stamp counter, and the chains that the core clock is calibrated with.
// Sources: Intel SDM volumes 2 and 3 (order number 325462), AMD APM volume 3 (24594).
#pragma once
#include <arch/feature.h>
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

namespace detail {

enum Register : unsigned { eax, ebx, ecx, edx };
/// A bit of what CPUID tells in a register.
template <unsigned kLeaf, Register kRegister, unsigned kBit, unsigned kPart = 0>
inline bool cpuid() {
  unsigned told[4] = {};
  return __get_cpuid_count(kLeaf, kPart, &told[eax], &told[ebx], &told[ecx], &told[edx]) &&
         (told[kRegister] >> kBit & 1);
}
inline bool avx() { return __builtin_cpu_supports("avx"); }  // also asks whether the OS saves ymm
/// And not RTM_ALWAYS_ABORT, which microcode against TAA sets (SDM vol. 1, 16.3.10).
inline bool rtm() { return cpuid<7, ebx, 11>() && !cpuid<7, edx, 11>(); }

}  // namespace detail

inline constexpr FeatureRow<Feature> kFeatures[] = {
    {Feature::cx16, "cx16", detail::cpuid<1, detail::ecx, 13>},
    {Feature::avx, "avx", detail::avx},
    {Feature::rdtscp, "rdtscp", detail::cpuid<0x80000001, detail::edx, 27>},
    {Feature::waitpkg, "waitpkg", detail::cpuid<7, detail::ecx, 5>},
    {Feature::serialize, "serialize", detail::cpuid<7, detail::edx, 14>},
    {Feature::movdiri, "movdiri", detail::cpuid<7, detail::ecx, 27>},
    {Feature::mwaitx, "mwaitx", detail::cpuid<0x80000001, detail::ecx, 29>},
    {Feature::rtm, "rtm", detail::rtm},
    {Feature::clflushopt, "clflushopt", detail::cpuid<7, detail::ebx, 23>},
    {Feature::clwb, "clwb", detail::cpuid<7, detail::ebx, 24>},
    {Feature::cldemote, "cldemote", detail::cpuid<7, detail::ecx, 25>},
    {Feature::movdir64b, "movdir64b", detail::cpuid<7, detail::ecx, 28>},
    {Feature::clzero, "clzero", detail::cpuid<0x80000008, detail::ebx, 0>},
    {Feature::prefetchw, "prefetchw", detail::cpuid<0x80000001, detail::ecx, 8>},
    {Feature::cmpccxadd, "cmpccxadd", detail::cpuid<7, detail::eax, 7, 1>},
    {Feature::rao_int, "rao_int", detail::cpuid<7, detail::eax, 3, 1>},
};
inline constexpr std::string_view name(Feature f) { return feature_name(kFeatures, f); }
inline bool has(Feature f) { return has_feature(kFeatures, f); }

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

/// Eight register-register adds, each of which waits for the one before.
inline __attribute__((always_inline)) void add_eight(uintptr_t& sum, uintptr_t step) {
  asm volatile(
      "add %1, %0\n\tadd %1, %0\n\tadd %1, %0\n\tadd %1, %0\n\t"
      "add %1, %0\n\tadd %1, %0\n\tadd %1, %0\n\tadd %1, %0"
      : "+r"(sum)
      : "r"(step)
      : "cc");
}
/// `links` x 1 cycle: register-register adds. An immediate operand would be folded by the renamer
/// of Golden Cove and later (the chain would look 6 times too fast). links: multiple of 16.
inline uint64_t chain_add(uint64_t links) {
  uintptr_t sum = 0, step = 1;
  asm volatile("" : "+r"(step));
  for (uint64_t n = links / 16; n != 0; --n) {
    add_eight(sum, step);
    add_eight(sum, step);
  }
  return sum;
}
/// `links` x the multiplier's latency: a whole number of cycles (3 on every x86-64 since Nehalem
/// and Zen; 5 on some Atoms), so the ratio to chain_add checks both. links: multiple of 16.
inline uint64_t chain_mul(uint64_t links) {
  uint64_t product = 1, factor = 3;
  asm volatile("" : "+r"(factor));
  for (uint64_t n = links / 16; n != 0; --n) {
    asm volatile(".rept 16\n\timul %1, %0\n\t.endr" : "+r"(product) : "r"(factor) : "cc");
  }
  return product;
}

}  // namespace fenceline::arch
