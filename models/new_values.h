// Values that would be computed from themselves.
#pragma once

#include <models/execution.h>

namespace fenceline::models {

// Where a new value, not the one that was there at first, may come from: no cycle of it is a value of the Linux kernel's
// C. herd7, for which the kernel's files are written, finds no such value, or leaves it open; no axiom of theirs says so.
Relation new_values(const Execution& x);

}  // namespace fenceline::models
