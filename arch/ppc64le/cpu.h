// POWER, 64 bits, little endian: features, time base, and the chains that the core clock is
// calibrated with. Sources: Power ISA 3.1B, Book I 1.3 and Book II (1.7 storage ordering, 4.6
// barriers, 5 time base); Linux Documentation/powerpc/elf_hwcaps.rst.
#pragma once
#include <arch/feature.h>
#include <arch/hwcap.h>
#include <arch/probe.h>
#include <arch/units.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace fenceline::arch {

inline constexpr std::string_view kIsa = "ppc64le";
/// POWER4 to POWER10 have lines, and reservation granules, of 128 bytes. The prefetcher of POWER8
/// and later may fetch a pair of them.
inline constexpr size_t kLineBytes = 128;
inline constexpr size_t kPadBytes = 256;
/// larx and stcx. take an alignment interrupt unless naturally aligned (Book II 4.6.2).
inline constexpr bool kSplitAtomics = false;

/// Little-endian Linux starts at POWER8 (ISA 2.07), which has all that needs no feature here.
enum class Feature : uint8_t { none, isa_3_0, isa_3_1, phwsync, ptesync, stqcx, signed_word_amo, htm };

namespace detail {
/// Whether a 16-byte reservation can succeed. All POWER8 and later can; QEMU until 8.1 reports
/// success without a store, or fails for ever ("target/ppc: Fix lqarx to set cpu_reserve", June
/// 2023).
inline bool quad_reservation_works() {
  alignas(16) volatile uint64_t quad[2] = {1, 2};  // little endian: low half first
  for (int attempt = 0; attempt < 1000; ++attempt) {
    register uint64_t high asm("r8") = 0;
    register uint64_t low asm("r9") = 0;
    asm volatile("lqarx 8,0,%2\n\taddi 8,8,1\n\tstqcx. 8,0,%2" : "+&r"(high), "+&r"(low) : "r"(quad) : "memory", "cr0");
    if (quad[0] == 1 && quad[1] == 3) return true;
  }
  return false;
}

/// Whether lwat and stwat compare words as signed numbers where they should. QEMU 7.2 compares them
/// zero-extended in a program of one thread.
inline bool signed_word_amo_works() {
  alignas(16) volatile uint32_t word = 0;
  register uint64_t operand asm("r8") = 0xffffffff;  // -1
  register volatile uint32_t* where asm("r10") = &word;
  asm volatile(".long 0x7d0a3d8c"  // stwat r8,r10,7: the lesser of two signed numbers
               : "+m"(word)
               : "r"(operand), "r"(where)
               : "memory");
  return word == 0xffffffff;
}

inline bool isa_3_0() { return hwcap2<23>() || hwcap2<18>(); }
inline bool isa_3_1() { return hwcap2<18>(); }
/// Part of ISA 3.1, but QEMU 7.2's POWER10 traps on it.
inline bool phwsync() {
  static const bool legal = isa_3_1() && executes([] { asm volatile(".long 0x7c8004ac" : : : "memory"); });
  return legal;
}
/// Described in Book III (sync with L = 2) and not marked as privileged: every server core known
/// runs it in problem state; asked, since Book II does not promise it.
inline bool ptesync() {
  static const bool legal = executes([] { asm volatile("ptesync" : : : "memory"); });
  return legal;
}
inline bool stqcx() {
  static const bool works = quad_reservation_works();
  return works;
}
inline bool signed_word_amo() {
  static const bool works = isa_3_0() && signed_word_amo_works();
  return works;
}
}  // namespace detail

inline constexpr FeatureRow<Feature> kFeatures[] = {
    {Feature::isa_3_0, "isa_3_0", detail::isa_3_0},
    {Feature::isa_3_1, "isa_3_1", detail::isa_3_1},
    {Feature::phwsync, "phwsync", detail::phwsync},
    {Feature::ptesync, "ptesync", detail::ptesync},
    {Feature::stqcx, "stqcx", detail::stqcx},
    {Feature::signed_word_amo, "signed_word_amo", detail::signed_word_amo},
    {Feature::htm, "htm", hwcap2<30>},  // PPC_FEATURE2_HTM
};
inline constexpr std::string_view name(Feature f) { return feature_name(kFeatures, f); }
inline bool has(Feature f) { return has_feature(kFeatures, f); }

/// Whether user programs can throw a line out of all caches of the machine.
inline constexpr bool kCanFlush = true;
/// Data cache block flush (Power ISA 3.1, Book II, 4.3.2). Done when flush_done() returns.
inline void flush_line(const void* p) { asm volatile("dcbf 0, %0" : : "r"(p) : "memory"); }
inline void flush_done() { asm volatile("sync" : : : "memory"); }

inline constexpr std::string_view kTickSource = "mftb";
/// The time base: not ordered with anything.
inline Ticks tick() {
  uint64_t now;
  asm volatile("mfspr %0, 268" : "=r"(now));
  return {now};
}
/// Rate of tick() in Hz from the line "timebase" of /proc/cpuinfo (512 MHz since POWER6), else 0:
/// then the harness measures it. Under qemu-user the file is the host's, without that line.
inline double tick_hz() {
  FILE* file = std::fopen("/proc/cpuinfo", "r");
  if (!file) return 0;
  double hz = 0;
  char line[512];
  while (hz == 0 && std::fgets(line, sizeof line, file)) {
    const std::string_view text = line;
    if (text.starts_with("timebase") && text.find(':') != text.npos)
      hz = std::strtod(line + text.find(':') + 1, nullptr);
  }
  std::fclose(file);
  return hz;
}

/// Eight register-register adds, each of which waits for the one before.
inline __attribute__((always_inline)) void add_eight(uintptr_t& sum, uintptr_t step) {
  asm volatile(
      "add %0, %0, %1\n\tadd %0, %0, %1\n\tadd %0, %0, %1\n\tadd %0, %0, %1\n\t"
      "add %0, %0, %1\n\tadd %0, %0, %1\n\tadd %0, %0, %1\n\tadd %0, %0, %1"
      : "+r"(sum)
      : "r"(step));
}
/// Takes `links` cycles: as many register-register adds on POWER8, half as many from POWER9
/// (ISA 3.0) on, where each takes 2 cycles (their latencies in GCC's rs6000/power8.md, power9.md,
/// power10.md). links: multiple of 32.
inline uint64_t chain_add(uint64_t links) {
  uintptr_t sum = 0, step = has(Feature::isa_3_0) ? 2 : 1;
  for (uint64_t n = links / (16 * step); n != 0; --n) {
    add_eight(sum, step);
    add_eight(sum, step);
  }
  return sum;
}
/// `links` multiplies, each a whole number of cycles (4 on POWER8, 5 on POWER9 and POWER10), so the
/// ratio to chain_add checks both. links: multiple of 16.
inline uint64_t chain_mul(uint64_t links) {
  uint64_t product = 1, factor = 3;
  asm volatile("" : "+r"(factor));
  for (uint64_t n = links / 16; n != 0; --n) {
    asm volatile(".rept 16\n\tmulld %0, %0, %1\n\t.endr" : "+r"(product) : "r"(factor));
  }
  return product;
}

}  // namespace fenceline::arch
