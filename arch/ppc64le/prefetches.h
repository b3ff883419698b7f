// POWER: a line fetched to be written to. Source: Power ISA 3.1B, Book II 4.3.2, dcbtst with TH = 0.
#pragma once
#include <arch/op.h>

namespace fenceline::arch {

struct dcbtst {
  static constexpr Info info{"dcbtst", "dcbtst(ct)? ", "none"};
  static void op(const void* line) { asm volatile("dcbtst 0,%0" : : "r"(line) : "memory"); }
};

using write_prefetches = List<dcbtst>;

}  // namespace fenceline::arch
