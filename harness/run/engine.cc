#include <harness/run/engine.h>

#include <base/error.h>
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <harness/machine/clock.h>
#include <harness/run/measurement.h>
#include <harness/run/progress.h>
#include <harness/run/schedule.h>

#include <exception>
#include <fstream>

namespace fenceline {

std::atomic<bool> interrupted{false};

namespace {

/// Google Benchmark reports here: nothing on the terminal, and its own JSON where it was asked for.
class Reporter : public benchmark::BenchmarkReporter {
 public:
  explicit Reporter(const std::string& json_file) {
    if (json_file.empty()) return;
    file_.open(json_file);
    if (!file_)
      throw RunError(fmt::format("cannot write {}; choose another file with --benchmark_out=FILE", json_file));
    json_.SetOutputStream(&file_);
    json_.SetErrorStream(&file_);
  }
  bool ReportContext(const Context& context) override {
    if (file_.is_open() && !begun_) json_.ReportContext(context);
    begun_ = true;
    return true;
  }
  void ReportRuns(const std::vector<Run>& runs) override {
    if (file_.is_open()) json_.ReportRuns(runs);
  }
  /// Called after each round: the JSON is closed by close(), once.
  void Finalize() override {}
  void close() {
    if (file_.is_open() && begun_) json_.Finalize();
  }

 private:
  std::ofstream file_;
  benchmark::JSONReporter json_;
  bool begun_ = false;
};

void initialise_google_benchmark(const std::vector<std::string>& flags) {
  std::vector<std::string> texts{"bench"};
  texts.insert(texts.end(), flags.begin(), flags.end());
  std::vector<char*> argv;
  for (auto& t : texts) argv.push_back(t.data());
  int argc = static_cast<int>(argv.size());
  benchmark::Initialize(&argc, argv.data());
  if (argc > 1)
    throw InputError(fmt::format("unknown option '{}': Google Benchmark {} does not know it either", argv[1],
                                 "1.7"));
}

/// Each of the trials is a benchmark of one iteration, whose time is what `measure` returns, in ns. Google Benchmark
/// lets no exception through: the first comes back as a pointer, and ends the round.
template <class Measure>
std::exception_ptr run_round(const std::vector<TrialState*>& trials, benchmark::BenchmarkReporter& reporter,
                             Measure measure) {
  std::exception_ptr error;
  for (TrialState* trial : trials)
    benchmark::RegisterBenchmark(trial->trial().id.c_str(), [&, trial](benchmark::State& state) {
      for (auto _ : state) {
        if (interrupted || error) return state.SkipWithError("interrupted");
        try {
          state.SetIterationTime(measure(*trial) * 1e-9);
        } catch (...) {
          error = std::current_exception();
          return state.SkipWithError("failed");
        }
      }
    })
        ->Iterations(1)
        ->UseManualTime();
  benchmark::RunSpecifiedBenchmarks(&reporter, "all");
  benchmark::ClearRegisteredBenchmarks();
  return error;
}

}  // namespace

Outcome run_native(const Plan& plan, const Request& request, const Machine& machine, NativeResults& results,
                   const std::map<std::string, std::vector<Measured>>& before) {
  initialise_google_benchmark(request.benchmark_flags);
  Reporter reporter(request.benchmark_out);
  TrialRunner runner(request, machine);
  Schedule schedule(plan, request, before);
  for (const auto& state : schedule.states())
    for (const auto& m : state.repetitions())
      if (const auto distance = mode_distance(m.mode)) runner.modes().recall(m.mode, *distance);

  Outcome outcome;
  const Nanoseconds window{request.window_ms * 1e6}, started = now();
  const auto elapsed_s = [&] { return (now() - started).count * 1e-9; };
  Progress progress;
  const auto measure = [&](TrialState& state) {
    const auto record = runner.measure(state.trial(), state.next_repetition(), window);
    results.write(record);
    ++outcome.done;
    if (!record.wrong.empty() && !state.wrong)
      outcome.failures.push_back(state.trial().id + ": " + record.wrong);
    schedule.add(state, record);
    const auto open = schedule.open();
    progress.step(schedule.there(), schedule.asked_for(),
                  fmt::format("{} of {} intervals open  {}", open, schedule.active(), state.trial().id),
                  open ? request.budget_s - elapsed_s() : 0);
    return record.ns_per_op;
  };
  std::exception_ptr error;
  while (!interrupted && !error) {
    const auto trials = schedule.round(elapsed_s());
    if (trials.empty()) break;
    error = run_round(trials, reporter, measure);
  }
  reporter.close();

  outcome.summaries = schedule.summaries();
  outcome.complete = !interrupted;
  if (error) {
    // What was measured stays worth having: the summary is tried even when a record could not be written.
    try {
      results.write(outcome.summaries);
    } catch (const RunError&) {
    }
    std::rethrow_exception(error);
  }
  results.write(outcome.summaries);
  return outcome;
}

namespace {

template <class Write>
Outcome run_untimed(const Plan& plan, const Request& request, const Machine& machine, Write write) {
  TrialRunner runner(request, machine);
  Outcome outcome;
  Progress progress;
  for (const auto& trial : plan.trials) {
    if (interrupted) break;
    const auto record = runner.execute(trial);
    if (!record.wrong.empty()) outcome.failures.push_back(trial.id + ": " + record.wrong);
    write(record);
    progress.step(++outcome.done, plan.trials.size(), trial.id);
  }
  outcome.complete = !interrupted;
  return outcome;
}

}  // namespace

Outcome run_emulated(const Plan& plan, const Request& request, const Machine& machine,
                     EmulatedResults& results) {
  return run_untimed(plan, request, machine, [&](const EmulatedRecord& r) { results.write(r); });
}

Outcome run_verify(const Plan& plan, const Request& request, const Machine& machine) {
  return run_untimed(plan, request, machine, [](const EmulatedRecord&) {});
}

}  // namespace fenceline
