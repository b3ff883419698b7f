// Alpha: Linux supports it; what it makes of its barriers and atomics is not written down yet.
#pragma once
#include <arch/families.h>

namespace fenceline::arch {

using linux_mappings = List<>;

}  // namespace fenceline::arch
