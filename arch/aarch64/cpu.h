// AArch64: features, the generic timer, and the chains that the core clock is calibrated with.
// Sources: Arm Architecture Reference Manual DDI 0487 (sections by title); Linux
// Documentation/arch/arm64/elf_hwcaps.rst for the meaning and number of each hwcap bit.
#pragma once
#include <arch/feature.h>
#include <arch/hwcap.h>
#include <arch/probe.h>
#include <arch/units.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fenceline::arch {

inline constexpr std::string_view kIsa = "aarch64";
/// Cortex, Neoverse and Ampere cores keep coherence by 64 bytes, Apple's by 128, A64FX by 256. Data
/// that must not share is kept apart by the largest of these; words meant to share a line lie
/// within 64 bytes, which is one line everywhere.
inline constexpr size_t kLineBytes = 64;
inline constexpr size_t kPadBytes = 256;
/// An exclusive or atomic that is not aligned faults; FEAT_LSE2 forgives it only within 16 bytes
/// ("Unaligned data access"), never across a line.
inline constexpr bool kSplitAtomics = false;

/// lse: atomics of Armv8.1; lse2: 16-byte ldp and stp are one access; lse128: 16-byte swap, clear
/// and set; rcpc, rcpc2, rcpc3: ldapr, its unscaled forms, its pairs; sb: speculation barrier;
/// wfxt: wfe with a deadline; ecv: self-synchronized counter reads; dpb, dpb2: cleaning to the point of persistence, and
/// of deep persistence; zva64: dc zva is allowed and zeroes 64 bytes; coherent_code: instruction
/// caches see stores by themselves.
enum class Feature : uint8_t {
  none,
  lse,
  lse2,
  lse128,
  rcpc,
  rcpc2,
  rcpc3,
  sb,
  wfxt,
  ecv,
  dpb,
  dpb2,
  zva64,
  coherent_code
};

namespace detail {

inline bool coherent_code() {
  uint64_t caches;  // CTR_EL0.IDC and .DIC
  asm volatile("mrs %0, ctr_el0" : "=r"(caches));
  return (caches >> 28 & 3) == 3;
}
// Asked too: QEMU 7.2 tells programs of them, and traps.
inline bool dpb() {
  static const bool legal = hwcap<16>() && executes([] {  // HWCAP_DCPOP
                              char line;
                              asm volatile("sys #3, c7, c12, #1, %0" : : "r"(&line) : "memory");
                            });
  return legal;
}
inline bool dpb2() {
  static const bool legal = hwcap2<0>() && executes([] {  // HWCAP2_DCPODP
                              char line;
                              asm volatile("sys #3, c7, c13, #1, %0" : : "r"(&line) : "memory");
                            });
  return legal;
}
inline bool zva64() {
  uint64_t block;  // bit 4: prohibited; 3:0: its words' logarithm ("DCZID_EL0")
  asm volatile("mrs %0, dczid_el0" : "=r"(block));
  return (block & 0x1f) == 4;
}

}  // namespace detail

inline constexpr FeatureRow<Feature> kFeatures[] = {
    {Feature::lse, "lse", hwcap<8>},          // HWCAP_ATOMICS
    {Feature::lse2, "lse2", hwcap<25>},       // HWCAP_USCAT
    {Feature::lse128, "lse128", hwcap2<47>},  // HWCAP2_LSE128
    {Feature::rcpc, "rcpc", hwcap<15>},       // HWCAP_LRCPC
    {Feature::rcpc2, "rcpc2", hwcap<26>},     // HWCAP_ILRCPC
    {Feature::rcpc3, "rcpc3", hwcap2<46>},    // HWCAP2_LRCPC3
    {Feature::sb, "sb", hwcap<29>},           // HWCAP_SB
    {Feature::wfxt, "wfxt", hwcap2<31>},      // HWCAP2_WFXT
    {Feature::ecv, "ecv", hwcap2<19>},        // HWCAP2_ECV
    {Feature::dpb, "dpb", detail::dpb},       {Feature::dpb2, "dpb2", detail::dpb2},
    {Feature::zva64, "zva64", detail::zva64}, {Feature::coherent_code, "coherent_code", detail::coherent_code},
};
inline constexpr std::string_view name(Feature f) { return feature_name(kFeatures, f); }
inline bool has(Feature f) { return has_feature(kFeatures, f); }

/// Whether user programs can throw a line out of all caches of the machine. Linux lets them
/// (SCTLR_EL1.UCI).
inline constexpr bool kCanFlush = true;
/// Clean and invalidate to the point of coherency ("DC CIVAC"). Done when flush_done() returns.
inline void flush_line(const void* p) { asm volatile("dc civac, %0" : : "r"(p) : "memory"); }
inline void flush_done() { asm volatile("dsb ish" : : : "memory"); }

inline constexpr std::string_view kTickSource = "cntvct_el0";
/// The virtual counter ("The Generic Timer in AArch64 state"). Without an isb before it the read
/// may be done early, so a stamp may be a few dozen cycles off; an isb would cost more than most of
/// what is measured (28 cycles on an M1).
inline Ticks tick() {
  uint64_t count;
  asm volatile("mrs %0, cntvct_el0" : "=r"(count));
  return {count};
}
/// Rate of tick() in Hz as firmware declares it (1 GHz from Armv8.6, 25 to 200 MHz before); 0 where
/// it declares nothing: then the harness measures it.
inline double tick_hz() {
  uint64_t hz;
  asm volatile("mrs %0, cntfrq_el0" : "=r"(hz));
  return static_cast<double>(hz & 0xffffffffu);  // bits 63:32 are reserved
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
/// `links` x the multiplier's latency: a whole number of cycles (2 to 5: Arm's Software
/// Optimization Guides give 3 for Cortex-A76 and Neoverse N1, 2 for Neoverse N2), so the ratio to
/// chain_add checks both. The product goes into a factor, not the addend, which some cores forward
/// early. links: multiple of 16.
inline uint64_t chain_mul(uint64_t links) {
  uint64_t product = 1, factor = 3;
  asm volatile("" : "+r"(factor));
  for (uint64_t n = links / 16; n != 0; --n) {
    asm volatile(".rept 16\n\tmul %0, %0, %1\n\t.endr" : "+r"(product) : "r"(factor));
  }
  return product;
}

}  // namespace fenceline::arch
