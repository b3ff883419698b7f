// RISC-V: a line fetched to be written to. Source: The RISC-V Instruction Set Manual, volume I, Zicbop: prefetch.w is an ORI to x0.
#pragma once
#include <arch/op.h>

namespace fenceline::arch {

/// Spelled by format: Clang 14 does not know it.
struct prefetch_w {
  static constexpr Info info{"prefetch_w", "(prefetch\\.w|ori? zero,[a-z0-9]+,3)", "none", Feature::zicbop};
  static void op(const void* line) { asm volatile(".insn s 0x13, 6, x3, 0(%0)" : : "r"(line) : "memory"); }
};

using write_prefetches = List<prefetch_w>;

}  // namespace fenceline::arch
