// How far a trial's median moves from one run to the next of one machine, beyond what a run can see: results/between_runs.csv,
// which the program carries.
#pragma once
#include <harness/results/record.h>

#include <string_view>

namespace fenceline {

/// What has to be added to the half of a run's own interval, in squares and relative to the figure, for it to hold what 95 % of other
/// runs find: of the narrowest kind of trial that holds this one and is known, kLeastBetween at the least.
struct Reach {
  double steady;    ///< where the run's own interval is within kAimedInterval
  double unsteady;  ///< where it is not: what moves within a run moves more from run to run
};
/// In ns it is more than in cycles where the core's clock is another from run to run.
struct Between {
  Reach ns, cycles;
};
Between between_runs(const TrialKey&);
/// The same in a table of that form. Throws RunError where it has none.
Between between_runs(std::string_view table, const TrialKey&);

}  // namespace fenceline
