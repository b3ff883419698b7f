// z/Architecture: facilities, the time-of-day clock, and the chains that the core clock is
// calibrated with. Source: z/Architecture Principles of Operation, SA22-7832 (PoO), chapters by
// title.
#pragma once
#include <arch/feature.h>
#include <arch/hwcap.h>
#include <arch/units.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fenceline::arch {

inline constexpr std::string_view kIsa = "s390x";
/// All caches of z10 to z16 have lines of 256 bytes, and no prefetcher of pairs is documented.
inline constexpr size_t kLineBytes = 256;
inline constexpr size_t kPadBytes = 256;
/// CS, CSG, CDSG and LAA take a specification exception when they are not aligned.
inline constexpr bool kSplitAtomics = false;

/// interlocked_access_1: LAA and its family, ASI that is one update (z196); fast_bcr: bcr 14,0
/// serializes without checkpoint (z196); transactions: zEC12 to z16, where Linux lets programs use them; interlocked_access_2:
/// NI, OI and XI are one update (zEC12). What came with z10 is taken for granted, as compilers do.
enum class Feature : uint8_t { none, interlocked_access_1, fast_bcr, transactions, interlocked_access_2 };

/// Facility bit kBit (< 128) by STORE FACILITY LIST EXTENDED.
template <unsigned kBit>
inline bool facility() {
  if (!hwcap<2>()) return false;  // HWCAP_S390_STFLE
  struct {
    uint64_t words[2];
  } list = {};
  register uint64_t last asm("0") = 1;  // in: words there is room for, less one
  asm volatile("stfle %0" : "=Q"(list), "+d"(last) : : "cc", "memory");
  return list.words[kBit / 64] >> (63 - kBit % 64) & 1;
}

/// The first two came with one facility bit (PoO, "Facility Indications").
inline constexpr FeatureRow<Feature> kFeatures[] = {
    {Feature::interlocked_access_1, "interlocked_access_1", facility<45>},
    {Feature::fast_bcr, "fast_bcr", facility<45>},
    {Feature::transactions, "transactions", hwcap<10>},  // HWCAP_S390_TE
    {Feature::interlocked_access_2, "interlocked_access_2", facility<52>},
};
inline constexpr std::string_view name(Feature f) { return feature_name(kFeatures, f); }
inline bool has(Feature f) { return has_feature(kFeatures, f); }

/// Whether user programs can throw a line out of all caches of the machine. There is no instruction
/// for it.
inline constexpr bool kCanFlush = false;
inline void flush_line(const void*) {}
inline void flush_done() {}

inline constexpr std::string_view kTickSource = "stckf";
/// The time-of-day clock, read without the serialization and the uniqueness of STCK.
inline Ticks tick() {
  uint64_t clock;
  asm volatile("stckf %0" : "=Q"(clock) : : "cc");
  return {clock};
}
/// Bit 51 of the clock is a microsecond, bit 63 therefore 2^-12 of it: 4.096 GHz by definition,
/// though models step it in larger units.
inline double tick_hz() { return 4096e6; }

/// Eight register-register adds, each of which waits for the one before.
inline __attribute__((always_inline)) void add_eight(uintptr_t& sum, uintptr_t step) {
  asm volatile(
      "agr %0,%1\n\tagr %0,%1\n\tagr %0,%1\n\tagr %0,%1\n\t"
      "agr %0,%1\n\tagr %0,%1\n\tagr %0,%1\n\tagr %0,%1"
      : "+d"(sum)
      : "d"(step)
      : "cc");
}
/// `links` x 1 cycle: register-register adds. links: multiple of 16.
inline uint64_t chain_add(uint64_t links) {
  uintptr_t sum = 0, step = 1;
  asm volatile("" : "+d"(step));
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
  asm volatile("" : "+d"(factor));
  for (uint64_t n = links / 16; n != 0; --n) {
    asm volatile(".rept 16\n\tmsgr %0,%1\n\t.endr" : "+d"(product) : "d"(factor));
  }
  return product;
}

}  // namespace fenceline::arch
