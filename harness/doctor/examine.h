// What can be learnt about this machine only by trying or by waiting: whether it counts, what else runs on it, how much
// of it is left. Facts, as those of harness/machine.
#pragma once
#include <harness/machine/host.h>
#include <harness/machine/load.h>

#include <vector>

namespace fenceline {

/// Seconds that the doctor looks at what else runs, and that a run does: a twentieth of its budget, within these.
inline constexpr double kLongLook = 1, kShortLook = 0.2;

/// Takes `seconds`, in which the calling thread sleeps. Nothing is found where no hardware executes us.
std::vector<Fact> examine(const Host&, double seconds);

/// The facts that two looks at /proc give. Pure; for PUs and our own process as load_between().
std::vector<Fact> load_facts(const Activity& before, const Activity& after, const std::vector<unsigned>& pus, int own);

}  // namespace fenceline
