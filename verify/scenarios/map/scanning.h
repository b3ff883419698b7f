// Hazard pointers in the explorer: each node that is retired is destroyed at once, if nobody has named it.
#pragma once
#include <structures/reclaim/hazard_pointers.h>
#include <verify/checked.h>

namespace fenceline::verify {

template <unsigned Slots>
struct Scanning : HazardPointers<Checked, FullFences, Slots> {
  explicit Scanning(unsigned members) : HazardPointers<Checked, FullFences, Slots>(members, 1) {}
};

}  // namespace fenceline::verify
