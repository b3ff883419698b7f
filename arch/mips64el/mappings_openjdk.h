// MIPS: OpenJDK does not support it.
#pragma once
#include <arch/families.h>

namespace fenceline::arch {

using openjdk_mappings = List<>;

}  // namespace fenceline::arch
