// Arm, 32 bits: a line fetched to be written to. Source: DDI 0406, A8.8.126, PLDW of the Multiprocessing Extensions, elsewhere a hint.
#pragma once
#include <arch/op.h>

namespace fenceline::arch {

struct pldw {
  static constexpr Info info{"pldw", "pldw ", "none"};
  static void op(const void* line) { asm volatile(".arch_extension mp\n\tpldw [%0]" : : "r"(line) : "memory"); }
};

using write_prefetches = List<pldw>;

}  // namespace fenceline::arch
