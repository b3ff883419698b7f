// MIPS: Go supports it; what its runtime makes of its atomics is not written down yet.
#pragma once
#include <arch/families.h>

namespace fenceline::arch {

using go_mappings = List<>;

}  // namespace fenceline::arch
