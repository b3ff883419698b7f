// Alpha: a line fetched to be written to. Source: Alpha Architecture Handbook, version 4, A.3.6: a load of f31, of single
// precision, means to modify.
#pragma once
#include <arch/op.h>

namespace fenceline::arch {

struct prefetch_m {
  static constexpr Info info{"prefetch_m", "lds \\$?f31", "none"};
  static void op(const void* line) { asm volatile("lds $f31,0(%0)" : : "r"(line) : "memory"); }
};

using write_prefetches = List<prefetch_m>;

}  // namespace fenceline::arch
