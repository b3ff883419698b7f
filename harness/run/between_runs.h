// How far a trial's median moves from one run to the next of one machine, beyond what a run can see: results/between_runs.csv,
// which the program carries.
#pragma once
#include <harness/results/record.h>

#include <string_view>

namespace fenceline {

/// The half of the interval, relative to the figure, that holds 95 % of the medians of runs that see nothing of it
/// themselves: of the narrowest kind of trial that holds this one and is known, kLeastBetween at the least. In ns it is
/// more than in cycles where the core's clock is another from run to run.
struct Between {
  double ns, cycles;
};
Between between_runs(const TrialKey&);
/// The same in a table of that form. Throws RunError where it has none.
Between between_runs(std::string_view table, const TrialKey&);

}  // namespace fenceline
