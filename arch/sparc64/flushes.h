// SPARC V9: flush is for instructions; data are written back by diagnostic accesses, which are the kernel's alone.
#pragma once
#include <arch/flush.h>

namespace fenceline::arch {

inline constexpr std::string_view kNoFlushes = "SPARC has no flush of data for programs";
using flushes = List<>;
using line_writes = List<>;

}  // namespace fenceline::arch
