// POWER: the lists of ops.h have what its atomic memory operations share with other ISAs.
#pragma once
#include <arch/update.h>

namespace fenceline::arch {

using updates = List<>;

}  // namespace fenceline::arch
