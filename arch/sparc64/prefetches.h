// SPARC V9: a line fetched to be written to. Source: The SPARC Architecture Manual, Version 9, A.42: prefetch for several writes.
#pragma once
#include <arch/op.h>

namespace fenceline::arch {

struct prefetch_n_writes {
  static constexpr Info info{"prefetch_n_writes", "prefetch ", "none"};
  static void op(const void* line) { asm volatile("prefetch [%0], 2" : : "r"(line) : "memory"); }
};

using write_prefetches = List<prefetch_n_writes>;

}  // namespace fenceline::arch
