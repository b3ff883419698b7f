// Arm, 32 bits: cache maintenance is the kernel's alone (DDI 0406, B4.2.1).
#pragma once
#include <arch/flush.h>

namespace fenceline::arch {

inline constexpr std::string_view kNoFlushes = "ARMv7 leaves cache maintenance to the kernel";
using flushes = List<>;
using line_writes = List<>;

}  // namespace fenceline::arch
