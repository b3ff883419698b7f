// What the PUs of a trial's threads have in common, for kernels, which know no machine.
#pragma once
#include <harness/machine/machine.h>
#include <harness/placement/placement.h>
#include <kernels/kernel.h>

#include <vector>

namespace fenceline {

/// One for each thread; none told of where the placement is not pinned.
std::vector<Shared::Home> homes(const Machine&, const Placement&, unsigned threads);

}  // namespace fenceline
