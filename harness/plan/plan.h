// What will be measured, in what order of magnitude of time: pure, so that --dry-run can print it for a machine
// that is not here.
#pragma once
#include <harness/machine/machine.h>
#include <harness/placement/placement.h>
#include <harness/plan/request.h>
#include <kernels/kernel.h>

#include <string>
#include <vector>

namespace fenceline {

/// A kernel with its arguments at a placement; it is repeated.
struct Trial {
  const Kernel* kernel = nullptr;
  Placement placement;
  std::vector<int64_t> args;
  std::string id;  ///< unique in the plan, the same in every run that has the same trial
  /// Pairs of one distance class come in batches: the first is measured, further ones while the class is open.
  unsigned batch = 0;
  unsigned threads = 1;  ///< as many as placement.cpus, where it is pinned
};

struct Plan {
  std::vector<Trial> trials;
  std::vector<Skip> skips;   ///< what was asked for and does not exist here, and why
  unsigned repetitions = 0;  ///< of each trial, at the least: as asked for, or fewer where rounds take long
  double estimated_s = 0;    ///< for these, without further rounds
  double budget_s = 0;       ///< further rounds for open intervals stop at this time
};

/// Seconds that open intervals get where --budget does not say: a trial adds one, to what a run takes to see how placement
/// and clocks wander.
inline constexpr double kMostBudget = 75, kLeastBudget = 20;

/// Where most of a round goes into making memory ready, and neither --repetitions nor --budget is given, so many of them are
/// asked for as fit into this share of the budget, and these at the least: the rest is for what is disturbed.
inline constexpr double kShareForAll = 2. / 3;
inline constexpr unsigned kLeastRepetitions = 12;

/// Pairs of a distance class that are measured at first, and that each further batch adds, in both directions.
inline constexpr unsigned kPairsInBatch = 6, kPairBatches = 5;

/// The suites of these kernels, in order.
std::vector<std::string> suites_of(const std::vector<Kernel>&);
/// Those that --suite names, in order: all suites where it names none. Throws InputError for unknown ones.
std::vector<Kernel> of_suites(const std::vector<Kernel>&, const std::vector<std::string>& suites);

/// Throws InputError for unknown suites and for requests that leave nothing to do.
Plan make_plan(const Request&, const Machine&, const std::vector<Kernel>&);

/// "pending_stores=4"
std::string args_text(const Kernel&, const std::vector<int64_t>& args);
/// The same for a person, with units, one without its name: "4 KiB"; "critical 64 cycles, parallel 0 cycles".
std::string args_words(const Kernel&, const std::vector<int64_t>& args);

/// What is not here, a line for each reason: at most 80 columns.
std::string skips_text(const std::vector<Skip>&);

/// For --dry-run: at most 80 columns.
std::string plan_text(const Plan&, const Request&, const Machine&);

/// --dry-run --format=json: all of it, with the CPUs of every placement in thread order. A trial names its placement
/// by its index.
std::string plan_json(const Plan&, const Request&, const Machine&);

}  // namespace fenceline
