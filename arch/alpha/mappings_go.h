// Alpha: Go does not support it.
#pragma once
#include <arch/families.h>

namespace fenceline::arch {

using go_mappings = List<>;

}  // namespace fenceline::arch
