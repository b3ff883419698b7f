// x86-64: a line fetched to be written to. Source: AMD APM vol. 3, PREFETCHW; Intel SDM vol. 2, the same.
#pragma once
#include <arch/op.h>

namespace fenceline::arch {

struct prefetchw {
  static constexpr Info info{"prefetchw", "prefetchw", "none", Feature::prefetchw};
  static void op(const void* line) { asm volatile("prefetchw (%0)" : : "r"(line) : "memory"); }
};

using write_prefetches = List<prefetchw>;

}  // namespace fenceline::arch
