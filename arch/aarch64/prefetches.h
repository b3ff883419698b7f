// AArch64: a line fetched to be written to. Source: Arm ARM DDI 0487, PRFM (immediate): PST, into the first cache.
#pragma once
#include <arch/op.h>

namespace fenceline::arch {

struct prfm_pstl1keep {
  static constexpr Info info{"prfm_pstl1keep", "prfm +pstl1keep,", "none"};
  static void op(const void* line) { asm volatile("prfm pstl1keep, [%0]" : : "r"(line) : "memory"); }
};

/// Not to be kept long.
struct prfm_pstl1strm {
  static constexpr Info info{"prfm_pstl1strm", "prfm +pstl1strm,", "none"};
  static void op(const void* line) { asm volatile("prfm pstl1strm, [%0]" : : "r"(line) : "memory"); }
};

using write_prefetches = List<prfm_pstl1keep, prfm_pstl1strm>;

}  // namespace fenceline::arch
