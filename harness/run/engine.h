// Runs a plan: rounds of all trials in a seeded shuffle, so that drift hits all alike, each trial one Google
// Benchmark with manual time from the Team.
#pragma once
#include <harness/plan/plan.h>
#include <harness/results/results.h>
#include <harness/run/google_benchmark.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline {

/// How a run came to its end: all that was asked for is there, a signal, or --max-time.
enum class Ended { complete, interrupted, out_of_time };
/// "complete", "interrupted", "--max-time was over"
std::string_view words(Ended);

struct Outcome {
  std::vector<Summary> summaries;     ///< empty after an emulated run
  std::vector<std::string> failures;  ///< kernels whose work was not done, and what was wrong
  unsigned done = 0;                  ///< repetitions by this process
  Ended ended = Ended::complete;
  // Of a measured run with all its earlier parts:
  size_t there = 0, asked_for = 0;  ///< repetitions that count, of those that were asked for
  unsigned repetitions = 0, disturbed = 0;
  std::map<std::string, unsigned> disturbances;  ///< by reason; a repetition may have several
};

/// On hardware: measures. `before` are the repetitions of a run that is resumed. Throws RunError.
Outcome run_native(const Plan&, const Request&, const Machine&, NativeResults&, GoogleBenchmark&,
                   const std::map<std::string, std::vector<Measured>>& before);
/// Under an emulator, or what could not be told: executes each trial once and checks the work.
Outcome run_emulated(const Plan&, const Request&, const Machine&, EmulatedResults&);
/// --verify on hardware: the same, and nothing is written.
Outcome run_verify(const Plan&, const Request&, const Machine&);

}  // namespace fenceline
