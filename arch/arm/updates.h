// Arm, 32 bits: exclusives make all updates alike; the lists of ops.h have them.
#pragma once
#include <arch/update.h>

namespace fenceline::arch {

using updates = List<>;

}  // namespace fenceline::arch
