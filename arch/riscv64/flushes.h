// RISC-V: cache-block operations. Source: The RISC-V Instruction Set Manual, volume I, "CMO" extensions (Zicbom, Zicboz): the
// immediates of funct3 2 of MISC-MEM; ordered, and completed, by fences as stores are. What user programs may execute is the
// kernel's to say (senvcfg).
#pragma once
#include <arch/flush.h>
#include <arch/ops.h>

namespace fenceline::arch {

inline constexpr std::string_view kNoFlushes = "";

// Spelled by format: Clang 14 does not know them.
#define FENCELINE_CBO(NAME, OPERATION, WORD, DURABLE, NEEDS, MORE)                                                    \
  struct cbo_##NAME {                                                                                                 \
    static constexpr Info info{"cbo_" #NAME, "(cbo\\." #NAME "|\\.4byte 0x" WORD ")", "none", NEEDS};                 \
    using done = fence_rw_rw;                                                                                         \
    static constexpr bool durable = DURABLE;                                                                          \
    MORE static void op(void* line) { asm volatile(".insn i 0x0f, 2, x0, %0, " OPERATION : : "r"(line) : "memory"); } \
  };
FENCELINE_CBO(clean, "1", "1[0-9a-f]*200f", true, Feature::zicbom, )
FENCELINE_CBO(flush, "2", "2[0-9a-f]*200f", true, Feature::zicbom, )
/// Drops the line, or flushes it, as the kernel has it.
FENCELINE_CBO(inval, "0", "[0-9a-f]*200f", false, Feature::cbo_inval, static constexpr bool discards = true;)
#undef FENCELINE_CBO

using flushes = List<cbo_clean, cbo_flush, cbo_inval>;

/// A block of zeros, without the line being read first.
struct cbo_zero {
  static constexpr Info info{"cbo_zero", "(cbo\\.zero|\\.4byte 0x4[0-9a-f]*200f)", "none", Feature::zicboz};
  using done = fence_rw_rw;
  static constexpr bool durable = false;
  static constexpr bool zeroes = true;
  static void op(void* line, u64, const Line&) { asm volatile(".insn i 0x0f, 2, x0, %0, 4" : : "r"(line) : "memory"); }
};

using line_writes = List<cbo_zero>;

}  // namespace fenceline::arch
