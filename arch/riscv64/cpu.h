// RISC-V, 64 bits: features, time counter, and the chains that the core clock is calibrated with.
// Sources: The RISC-V Instruction Set Manual, volume I, "Unprivileged Architecture" (20240411 and
// later), chapters "A" (atomics), "Zawrs", "Zacas", "Zabha", "Zalasr", "Ztso", "Zihintpause",
// "Zicntr" and RVWMO; Linux Documentation/arch/riscv/hwprobe.rst.
#pragma once
#include <arch/feature.h>
#include <arch/probe.h>
#include <arch/units.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string_view>

namespace fenceline::arch {

inline constexpr std::string_view kIsa = "riscv64";
/// The RVA profiles fix cache blocks at 64 bytes (RVA20U64, Zic64b). No manual names a prefetcher
/// of pairs, nor excludes one: data that must not share is kept two lines apart.
inline constexpr size_t kLineBytes = 64;
inline constexpr size_t kPadBytes = 128;
/// AMO, LR and SC trap unless naturally aligned ("A", misaligned atomicity granule apart).
inline constexpr bool kSplitAtomics = false;

/// Extensions by name; zabha_zacas: compare-and-swap of bytes and halfwords, which takes both.
/// zicbom, cbo_inval: the cache-block operations that user programs may execute, cbo.inval apart from the others, which
/// Linux allows (since 6.14) and not that one; zicboz: cbo.zero; zicbop: prefetches, which elsewhere do nothing.
enum class Feature : uint8_t {
  none,
  zacas,
  zabha,
  zabha_zacas,
  zawrs,
  zalasr,
  ztso,
  zihintpause,
  fence_tso,
  zicbom,
  cbo_inval,
  zicboz,
  zicbop
};

namespace detail {

/// Whether an ISA string as Linux and device trees write it ("rv64imafdc_zicsr_zacas") has the
/// multi-letter extension.
constexpr bool isa_string_has(std::string_view isa, std::string_view extension) {
  if (!isa.starts_with("rv64")) return false;
  while (true) {
    const size_t bar = isa.find('_');
    if (bar == isa.npos) return false;
    isa.remove_prefix(bar + 1);
    if (isa.substr(0, isa.find('_')) == extension) return true;
  }
}
static_assert(isa_string_has("rv64imac_zicsr_zacas_zba", "zacas"));
static_assert(isa_string_has("rv64imac_zacas", "zacas"));
static_assert(!isa_string_has("rv64imac_zacasx", "zacas"));
static_assert(!isa_string_has("rv64imac", "zacas"));
static_assert(!isa_string_has("zacas", "zacas"));

/// Whether every hart that /proc/cpuinfo lists has the extension. Under qemu-user the file is the
/// host's and has no such line: absent.
inline bool cpuinfo_has(std::string_view extension) {
  FILE* file = std::fopen("/proc/cpuinfo", "r");
  if (!file) return false;
  bool any = false, all = true;
  char line[4096];
  while (std::fgets(line, sizeof line, file)) {
    std::string_view text = line;
    if (!text.starts_with("isa\t") && !text.starts_with("isa ")) continue;
    text.remove_prefix(std::min(text.find("rv64"), text.size()));
    any = true;
    all &= isa_string_has(text.substr(0, text.find_last_not_of(" \n") + 1), extension);
  }
  std::fclose(file);
  return any && all;
}

/// RISCV_HWPROBE_KEY_IMA_EXT_0 of riscv_hwprobe(2), for all online harts; 0 before Linux 6.4 and
/// under emulators without the call.
inline uint64_t hwprobe_extensions() {
  struct {
    int64_t key;
    uint64_t value;
  } pair = {4, 0};
  constexpr long kRiscvHwprobe = 258;
  if (syscall(kRiscvHwprobe, &pair, 1L, 0L, nullptr, 0L) != 0 || pair.key != 4) return 0;
  return pair.value;
}

/// `bit` of <asm/hwprobe.h>. The ISA string is asked where the bit is not set: older kernels
/// list extensions there before hwprobe had a bit for them.
inline bool has_extension(unsigned bit, std::string_view extension) {
  return (hwprobe_extensions() >> bit & 1) || cpuinfo_has(extension);
}

/// A cache-block operation on a line of our own (unprivileged specification, "CMO": funct3 2 of MISC-MEM, reserved for them).
/// Whether it is legal in user mode is the kernel's to say (senvcfg): bits of extensions do not tell.
template <int kOperation>
inline void cache_block_operation() {
  alignas(256) static char line[256];
  asm volatile(".insn i 0x0f, 2, x0, %0, %1" : : "r"(line), "i"(kOperation) : "memory");
}

template <int... kOperations>
inline bool cache_blocks() {
  static const bool legal = (executes(cache_block_operation<kOperations>) && ...);
  return legal;
}

/// In the base ISA, but T-Head's C9xx and C908 trap on it where firmware does not emulate.
inline bool fence_tso() {
  static const bool legal = executes([] { asm volatile("fence.tso" : : : "memory"); });
  return legal;
}
inline bool ztso() { return has_extension(33, "ztso"); }
inline bool zacas() { return has_extension(34, "zacas"); }
inline bool zihintpause() { return has_extension(36, "zihintpause"); }
inline bool zawrs() { return has_extension(48, "zawrs"); }
inline bool zabha() { return has_extension(58, "zabha"); }
inline bool zabha_zacas() { return zabha() && zacas(); }
// Released headers disagree whether bit 59 is Zalasr or Zicbop, and the latter bit 60: only the names are certain.
inline bool zalasr() { return cpuinfo_has("zalasr"); }
inline bool zicbop() { return cpuinfo_has("zicbop"); }

}  // namespace detail

/// Whether all harts have them.
inline constexpr FeatureRow<Feature> kFeatures[] = {
    {Feature::zacas, "zacas", detail::zacas},
    {Feature::zabha, "zabha", detail::zabha},
    {Feature::zabha_zacas, "zabha_zacas", detail::zabha_zacas},
    {Feature::zawrs, "zawrs", detail::zawrs},
    {Feature::zalasr, "zalasr", detail::zalasr},
    {Feature::ztso, "ztso", detail::ztso},
    {Feature::zihintpause, "zihintpause", detail::zihintpause},
    {Feature::fence_tso, "fence_tso", detail::fence_tso},
    {Feature::zicbom, "zicbom", detail::cache_blocks<1, 2>},
    {Feature::cbo_inval, "cbo_inval", detail::cache_blocks<0>},
    {Feature::zicboz, "zicboz", detail::cache_blocks<4>},
    {Feature::zicbop, "zicbop", detail::zicbop},
};
inline constexpr std::string_view name(Feature f) { return feature_name(kFeatures, f); }
inline bool has(Feature f) { return has_feature(kFeatures, f); }

/// Whether user programs can throw a line out of all caches of the machine. Zicbom has cbo.flush,
/// but kernels seldom allow it to user programs.
inline constexpr bool kCanFlush = false;
inline void flush_line(const void*) {}
inline void flush_done() {}

inline constexpr std::string_view kTickSource = "rdtime";
/// The platform's wall clock in ticks; rdcycle would trap under Linux 6.6 and later.
inline Ticks tick() {
  uint64_t now;
  asm volatile("rdtime %0" : "=r"(now));
  return {now};
}
/// Rate of tick() in Hz from the device tree's big-endian timebase-frequency, else 0: then the
/// harness measures it.
inline double tick_hz() {
  FILE* file = std::fopen("/proc/device-tree/cpus/timebase-frequency", "rb");
  if (!file) return 0;
  unsigned char bytes[8];
  const size_t got = std::fread(bytes, 1, sizeof bytes, file);
  std::fclose(file);
  if (got != 4 && got != 8) return 0;
  uint64_t hz = 0;
  for (size_t i = 0; i < got; ++i) hz = hz << 8 | bytes[i];
  return static_cast<double>(hz);
}

/// Eight register-register adds, each of which waits for the one before.
inline __attribute__((always_inline)) void add_eight(uintptr_t& sum, uintptr_t step) {
  asm volatile(
      "add %0, %0, %1\n\tadd %0, %0, %1\n\tadd %0, %0, %1\n\tadd %0, %0, %1\n\t"
      "add %0, %0, %1\n\tadd %0, %0, %1\n\tadd %0, %0, %1\n\tadd %0, %0, %1"
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
/// `links` x the multiplier's latency, a whole number of cycles (3 to 5 on published cores), so
/// the ratio to chain_add checks both. links: multiple of 16.
inline uint64_t chain_mul(uint64_t links) {
  uint64_t product = 1, factor = 3;
  asm volatile("" : "+r"(factor));
  for (uint64_t n = links / 16; n != 0; --n) {
    asm volatile(".rept 16\n\tmul %0, %0, %1\n\t.endr" : "+r"(product) : "r"(factor));
  }
  return product;
}

}  // namespace fenceline::arch
