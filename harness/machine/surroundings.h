// What else of this machine bears on figures and is no part of what it is: limits, isolation, swap, the container.
// Facts for run.csv and for the doctor. Pure over a way to read files.
#pragma once
#include <harness/machine/environment.h>
#include <harness/machine/resource_limits.h>

#include <vector>

namespace fenceline {

std::vector<Fact> surroundings(const ReadFile&, const ResourceLimits&);

}  // namespace fenceline
