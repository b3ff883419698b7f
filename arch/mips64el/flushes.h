// MIPS: CACHE is privileged (MIPS64 Architecture for Programmers, volume II-A), and SYNCI promises nothing of data in memory.
#pragma once
#include <arch/flush.h>

namespace fenceline::arch {

inline constexpr std::string_view kNoFlushes = "MIPS leaves caches of data to the kernel";
using flushes = List<>;
using line_writes = List<>;

}  // namespace fenceline::arch
