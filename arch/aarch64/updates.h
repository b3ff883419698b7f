// AArch64: the lists of ops.h have all of FEAT_LSE.
#pragma once
#include <arch/update.h>

namespace fenceline::arch {

using updates = List<>;

}  // namespace fenceline::arch
