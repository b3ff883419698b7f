#include <harness/run/google_benchmark.h>

#include <base/error.h>
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <harness/team/team.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace fenceline {
namespace {

/// The error of a benchmark that was not run, which is no error of its own.
constexpr const char* kNotRun = "not run";

std::unique_ptr<benchmark::BenchmarkReporter> writer_of(const std::string& format) {
  if (format == "console") return std::make_unique<benchmark::ConsoleReporter>(benchmark::ConsoleReporter::OO_None);
  return std::make_unique<benchmark::JSONReporter>();
}

/// Google Benchmark keeps pointers to its arguments, and takes what it is not told from BENCHMARK_* in the
/// environment: it is told all that would change what is run.
void initialise(const std::vector<std::string>& flags) {
  static std::vector<std::string> texts;
  texts = {"bench",
           "--benchmark_filter=all",
           "--benchmark_list_tests=false",
           "--benchmark_repetitions=1",
           "--benchmark_enable_random_interleaving=false",
           "--benchmark_report_aggregates_only=false",
           "--benchmark_display_aggregates_only=false",
           "--benchmark_out=",
           "--benchmark_perf_counters="};
  texts.insert(texts.end(), flags.begin(), flags.end());
  static std::vector<char*> argv;
  argv.clear();
  for (auto& t : texts) argv.push_back(t.data());
  int argc = static_cast<int>(argv.size());
  benchmark::Initialize(&argc, argv.data());
  if (argc > 1) throw InputError(fmt::format("Google Benchmark does not know '{}'; --help shows the options", argv[1]));
}

}  // namespace

/// What Google Benchmark reports to: nothing on the terminal, and its own file where one was asked for.
class GoogleBenchmark::Report : public benchmark::BenchmarkReporter {
 public:
  Report(std::string path, const std::string& format) : path_(std::move(path)), format_(format) {
    if (path_.empty()) return;
    was_there_ = std::filesystem::exists(path_);
    file_.open(path_, std::ios::app);
    if (!file_) throw cannot_write(errno);
  }
  ~Report() override {
    close();
    std::error_code ignored;
    if (!begun_ && !path_.empty() && !was_there_) std::filesystem::remove(path_, ignored);
  }

  void begin() {
    if (path_.empty()) return;
    file_.close();
    file_.open(path_, std::ios::trunc);
    if (!file_) throw cannot_write(errno);
    writer_ = writer_of(format_);
    writer_->SetOutputStream(&file_);
    writer_->SetErrorStream(&file_);  // the console's gets its context there
    begun_ = true;
    Context context;
    context.name_field_width = 40;
    writer_->ReportContext(context);
  }
  /// Once for each round: the file has had its own by begin().
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    if (!writer_) return;
    if (runs.empty() || runs[0].error_message == kNotRun) return;
    writer_->ReportRuns(runs);
  }
  /// As ReportContext(): the file has its own by end().
  void Finalize() override {}
  void end() {
    if (!writer_) return;
    close();
    if (!file_) throw RunError(fmt::format("cannot write all of {}; free some space, or choose another file", path_));
  }

 private:
  RunError cannot_write(int error) const {
    return RunError(
        fmt::format("cannot write {}: {}; choose another file with --benchmark_out=FILE", path_, std::strerror(error)));
  }
  void close() {
    if (!writer_) return;
    writer_->Finalize();
    writer_.reset();
    file_.flush();
  }

  std::string path_, format_;
  bool was_there_ = false, begun_ = false;
  std::ofstream file_;
  std::unique_ptr<BenchmarkReporter> writer_;
};

GoogleBenchmark::GoogleBenchmark(const Request& request)
    : report_(std::make_unique<Report>(request.benchmark_out, request.benchmark_out_format)) {
  initialise(request.benchmark_flags);
}
GoogleBenchmark::~GoogleBenchmark() = default;

void GoogleBenchmark::begin(const std::vector<TrialState>& trials) {
  report_->begin();
  for (const auto& trial : trials)
    for (const auto& m : trial.repetitions()) {
      benchmark::BenchmarkReporter::Run run;
      run.run_name.function_name = trial.trial().id;
      run.run_name.iterations = "iterations:1";
      run.run_name.time_type = "manual_time";
      run.family_index = run.per_family_instance_index = run.repetition_index = 0;
      run.repetitions = 1;
      run.real_accumulated_time = m.ns_per_op * 1e-9;
      report_->ReportRuns({run});
    }
}

std::exception_ptr GoogleBenchmark::round(const std::vector<TrialState*>& trials, const std::function<bool()>& stop,
                                          const std::function<NativeRecord(TrialState&)>& measure) {
  std::exception_ptr error;
  const auto run = [&](benchmark::State& state, TrialState& trial) {
    for (auto _ : state) {
      if (error || stop()) return state.SkipWithError(kNotRun);
      try {
        const auto record = measure(trial);
        if (!record.wrong.empty()) return state.SkipWithError(record.wrong.c_str());
        if (!std::isfinite(record.ns_per_op)) return state.SkipWithError("no time could be told");
        state.SetIterationTime(record.ns_per_op * 1e-9);
      } catch (const Interrupted&) {
        return state.SkipWithError(kNotRun);
      } catch (const std::exception& e) {
        error = std::current_exception();
        return state.SkipWithError(e.what());
      }
    }
  };
  for (TrialState* trial : trials)
    benchmark::RegisterBenchmark(trial->trial().id.c_str(), [&run, trial](benchmark::State& s) { run(s, *trial); })
        ->Iterations(1)
        ->UseManualTime();
  benchmark::RunSpecifiedBenchmarks(report_.get(), "all");
  benchmark::ClearRegisteredBenchmarks();
  return error;
}

void GoogleBenchmark::end() { report_->end(); }

}  // namespace fenceline
