// Alpha: ECB only hints that a block will not be used again (Alpha Architecture Handbook, version 4, 4.11.4), and promises
// nothing of memory.
#pragma once
#include <arch/flush.h>

namespace fenceline::arch {

inline constexpr std::string_view kNoFlushes = "Alpha has hints alone for what leaves a cache";
using flushes = List<>;
using line_writes = List<>;

}  // namespace fenceline::arch
