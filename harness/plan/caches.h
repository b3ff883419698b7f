// What a machine's topology tells of its caches, for kernels, which know no machine.
#pragma once
#include <harness/machine/machine.h>
#include <kernels/kernel.h>

namespace fenceline {

Caches caches_of(const Machine&);

}  // namespace fenceline
