// What the pin policies share: inside harness/placement*.cc only.
#pragma once
#include <harness/machine/pick.h>
#include <harness/placement/placement.h>

#include <string>
#include <string_view>

namespace fenceline {

/// What a policy is asked: `threads` is at least 1 and at most the number of PUs.
struct Ask {
  const Machine& machine;
  const Pin& pin;
  unsigned threads;
};

/// Threads on these PUs in this order, their relation and distance, memory near the first of them.
Placement placement(const Ask&, std::string label, const Pus&);
/// "1 PU", "2 PUs".
std::string count(size_t n, std::string_view what);

Placements place_numa(const Ask&);

}  // namespace fenceline
