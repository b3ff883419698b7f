// z/Architecture: a line fetched to be written to. Source: Principles of Operation, SA22-7832, PREFETCH DATA, code 2.
#pragma once
#include <arch/op.h>

namespace fenceline::arch {

struct pfd_2 {
  static constexpr Info info{"pfd_2", "pfd 2,", "none"};
  static void op(const void* line) { asm volatile("pfd 2,0(%0)" : : "a"(line) : "memory"); }
};

using write_prefetches = List<pfd_2>;

}  // namespace fenceline::arch
