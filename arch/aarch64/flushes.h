// AArch64: data cache maintenance by address, which Linux allows to programs (SCTLR_EL1.UCI), and lines written whole. Source:
// Arm ARM DDI 0487, "A64 System instructions for cache maintenance", D7 "The AArch64 System Level Memory Model" (points of
// unification, coherency and persistence; completed by a DSB), DC ZVA, STNP.
#pragma once
#include <arch/flush.h>
#include <arch/ops.h>

namespace fenceline::arch {

inline constexpr std::string_view kNoFlushes = "";

// Spelled as `sys` is: not every assembler knows all of them by name.
#define FENCELINE_DC(NAME, SYS, DURABLE, NEEDS)                                              \
  struct dc_##NAME {                                                                         \
    static constexpr Info info{"dc_" #NAME, "(dc " #NAME ",|sys +" SYS ",)", "none", NEEDS}; \
    using done = dsb_sy;                                                                     \
    static constexpr bool durable = DURABLE;                                                 \
    static void op(void* line) { asm volatile("sys " SYS ", %0" : : "r"(line) : "memory"); } \
  };
/// Cleaned: written back, and kept. To where instruction fetches see it,
FENCELINE_DC(cvau, "#3, c7, c11, #1", false, Feature::none)
/// to where all that access memory see it: memory, or its persistent part, where the CPU knows no point of persistence,
FENCELINE_DC(cvac, "#3, c7, c10, #1", true, Feature::none)
/// to where it outlives a loss of power,
FENCELINE_DC(cvap, "#3, c7, c12, #1", true, Feature::dpb)
/// to where it outlives one for which nothing was prepared.
FENCELINE_DC(cvadp, "#3, c7, c13, #1", true, Feature::dpb2)
/// Cleaned and invalidated.
FENCELINE_DC(civac, "#3, c7, c14, #1", true, Feature::none)
#undef FENCELINE_DC

using flushes = List<dc_cvau, dc_cvac, dc_cvap, dc_cvadp, dc_civac>;

/// Zeros, without the line being read first. Its block is 64 bytes on all but a few cores.
struct dc_zva {
  static constexpr Info info{"dc_zva", "dc zva,", "none", Feature::zva64};
  using done = dsb_sy;
  static constexpr bool durable = false;
  static constexpr bool zeroes = true;
  static void op(void* line, u64, const Line&) { asm volatile("dc zva, %0" : : "r"(line) : "memory"); }
};

/// Pairs with the hint that they will not be read soon.
struct stnp {
  static constexpr Info info{"stnp", "stnp ;stnp ;stnp ;stnp ", "none"};
  using done = dsb_sy;
  static constexpr bool durable = false;
  static void op(void* line, u64 value, const Line&) {
    asm volatile("stnp %1, %1, [%0]\n\tstnp %1, %1, [%0, #16]\n\tstnp %1, %1, [%0, #32]\n\tstnp %1, %1, [%0, #48]"
                 :
                 : "r"(line), "r"(value)
                 : "memory");
  }
};

using line_writes = List<stnp, dc_zva>;

}  // namespace fenceline::arch
