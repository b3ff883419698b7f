// z/Architecture: no instruction writes a line back or throws it out; PREFETCH DATA may release one. Source: Principles of
// Operation, SA22-7832, PREFETCH DATA (RELATIVE LONG), figure of its codes.
#pragma once
#include <arch/flush.h>
#include <arch/ops.h>

namespace fenceline::arch {

inline constexpr std::string_view kNoFlushes = "";

/// Hints: the line is wanted for stores no more (6), for nothing any more (7).
#define FENCELINE_PFD(NAME, CODE)                                                                \
  struct NAME {                                                                                  \
    static constexpr Info info{#NAME, "pfd " #CODE ",", "none"};                                 \
    using done = bcr_15;                                                                         \
    static constexpr bool durable = false;                                                       \
    static void op(void* line) { asm volatile("pfd " #CODE ",0(%0)" : : "a"(line) : "memory"); } \
  };
FENCELINE_PFD(pfd_6, 6)
FENCELINE_PFD(pfd_7, 7)
#undef FENCELINE_PFD

using flushes = List<pfd_6, pfd_7>;
using line_writes = List<>;

}  // namespace fenceline::arch
