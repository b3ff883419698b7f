// RISC-V: the lists of ops.h have all AMOs.
#pragma once
#include <arch/update.h>

namespace fenceline::arch {

using updates = List<>;

}  // namespace fenceline::arch
