// MIPS: load-linked and store-conditional make all updates alike; the lists of ops.h have them.
#pragma once
#include <arch/update.h>

namespace fenceline::arch {

using updates = List<>;

}  // namespace fenceline::arch
