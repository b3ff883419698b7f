// Google Benchmark as the measuring engine and the face that its users know. The only place where it is included is
// google_benchmark.cc.
#pragma once
#include <harness/plan/request.h>
#include <harness/results/record.h>
#include <harness/run/trial_state.h>

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace fenceline {

/// Runs trials as its benchmarks, and writes the report that --benchmark_out asks for: whole and valid however the run
/// ends, save by SIGKILL.
class GoogleBenchmark {
 public:
  /// Finds out whether the report can be written, and changes nothing yet. Throws RunError when it cannot.
  explicit GoogleBenchmark(const Request&);
  ~GoogleBenchmark();

  /// Begins the report with what an earlier part of the run has measured. Throws RunError.
  void begin(const std::vector<TrialState>&);
  /// Each trial is a benchmark of one iteration, whose time is what `measure` found. Those that are left when `stop`
  /// says so are neither run nor reported. Google Benchmark lets no exception through: the first that `measure` throws
  /// comes back as a pointer, and ends the round.
  std::exception_ptr round(const std::vector<TrialState*>&, const std::function<bool()>& stop,
                           const std::function<NativeRecord(TrialState&)>& measure);
  /// Ends the report. Throws RunError when it is not all on the disk.
  void end();

 private:
  class Report;
  std::unique_ptr<Report> report_;
};

}  // namespace fenceline
