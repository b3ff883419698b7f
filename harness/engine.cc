#include <harness/engine.h>

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/clock.h>
#include <harness/count_window.h>
#include <harness/error.h>
#include <harness/modes.h>
#include <harness/progress.h>
#include <harness/stats.h>
#include <harness/team.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>

namespace fenceline {

std::atomic<bool> interrupted{false};

namespace {

// What makes a repetition disturbed: beyond these its time is not the kernel's alone.
constexpr double kFrequencyChange = 0.02;
constexpr double kOverlap = 0.95;
constexpr double kRunDelay = 0.005;  ///< of the window
/// The width of an interval that is good enough, relative to the median.
constexpr double kClosed = 0.02;
/// A trial that stays open or disturbed is given up after so many times its repetitions.
constexpr unsigned kPatience = 6;

TrialKey key_of(const Trial& trial) {
  const Kernel& k = *trial.kernel;
  return {trial.id, k.suite, k.name,  k.group, k.variant, k.order, std::string(name(k.metric)),
          args_text(k, trial.args), k.width, trial.threads, trial.placement};
}

/// Memory of trials, kept between them: by node and kind of page.
class Arena {
 public:
  explicit Arena(const Machine& machine) : machine_(machine) {}
  const NodeMemory& get(std::optional<unsigned> node, size_t bytes, bool huge) {
    auto& memory = by_place_[{node, huge}];
    if (memory.size() < bytes) memory = NodeMemory(machine_, node, bytes, huge);
    std::memset(memory.data(), 0, std::min(bytes, Shared::kZeroedBytes));
    return memory;
  }

 private:
  const Machine& machine_;
  std::map<std::pair<std::optional<unsigned>, bool>, NodeMemory> by_place_;
};

/// A trial's memory and team brought together, once.
struct Executed {
  std::vector<ThreadResult> threads;
  std::optional<unsigned> landed;
  double landed_share = 0;
  std::string wrong;
  Shared::Timed timed;
  std::vector<Figure> figures;
};

class Bench {
 public:
  Bench(const Request& request, const Machine& machine)
      : request_(request), arena_(machine), counters_(parse_counters(request.counters)) {}

  /// window 0: executes kUnroll iterations, takes no time.
  Executed execute(const Trial& trial, Nanoseconds window) {
    const Kernel& kernel = *trial.kernel;
    const size_t bytes = std::max<size_t>(kernel.bytes(trial.threads, trial.args), 1);
    const auto& memory = arena_.get(trial.placement.memory_node, bytes, kernel.huge_pages);
    Shared shared;
    shared.data = memory.data();
    shared.bytes = bytes;
    shared.threads = trial.threads;
    shared.args = trial.args;
    shared.seed = request_.seed + ++executions_;
    Executed done;
    done.threads = team_.run({.kernel = &kernel,
                              .shared = &shared,
                              .placement = trial.placement,
                              .threads = trial.threads,
                              .window = window,
                              .counters = counters_,
                              .trial = trial_hash(trial.id)});
    done.timed = shared.timed;
    done.landed = memory.landed_on();
    done.landed_share = memory.landed_share();
    if (kernel.verify) {
      std::vector<uint64_t> iterations;
      for (const auto& t : done.threads) iterations.push_back(t.iterations_total);
      done.wrong = kernel.verify(shared, iterations);
    }
    if (kernel.figures) done.figures = kernel.figures(shared);
    return done;
  }

  double tick_hz() const { return tick_hz_; }
  Modes& modes() { return modes_; }

 private:
  const Request& request_;
  double tick_hz_ = arch::tick_hz() > 0 ? arch::tick_hz() : measure_tick_hz();
  Modes modes_;
  Arena arena_;
  CounterRequest counters_;
  Team team_;
  uint64_t executions_ = 0;
};

/// Where the thread was pinned; unpinned, where it found itself.
unsigned cpu_of(const Trial& trial, size_t thread, const ThreadResult& result) {
  if (trial.placement.pinned) return trial.placement.cpus[thread];
  return static_cast<unsigned>(std::max(result.ran_on_first, 0));
}

std::vector<ThreadRecord> thread_records(const Trial& trial, const std::vector<ThreadResult>& results) {
  std::vector<ThreadRecord> records;
  for (size_t i = 0; i < results.size(); ++i)
    records.push_back({cpu_of(trial, i, results[i]), results[i].ran_on_first, results[i].ran_on_last,
                       static_cast<uint64_t>(double(results[i].iterations) * trial.kernel->ops_per_iteration),
                       results[i].counters});
  return records;
}

/// The threads' windows become one figure.
void fill_times(const Trial& trial, const Executed& done, double tick_hz, NativeRecord& r) {
  const Kernel& kernel = *trial.kernel;
  const auto& threads = done.threads;
  double windows = 0, iterations = 0, squares = 0, empty = 0, first = 1e300, last = 0, begin = 0, end = 1e300,
         most = 0, fewest = 1e300;
  for (const auto& t : threads) {
    windows += (t.end - t.begin).count;
    iterations += double(t.iterations);
    squares += double(t.iterations) * double(t.iterations);
    most = std::max(most, double(t.iterations));
    fewest = std::min(fewest, double(t.iterations));
    empty += t.empty_ns;
    begin = std::max(begin, t.begin.count);  // the last to begin, the first to end: all at work between
    end = std::min(end, t.end.count);
    first = std::min(first, t.begin.count);
    last = std::max(last, t.end.count);
  }
  const double n = double(threads.size());
  r.window = {windows / n};
  // In lockstep all do the same iterations together: they are counted once.
  r.ops = static_cast<uint64_t>((kernel.lockstep ? iterations / n : iterations) * kernel.ops_per_iteration);
  r.empty_ns_per_op = empty / n / kernel.ops_per_iteration;
  r.ns_per_op = windows / iterations / kernel.ops_per_iteration - r.empty_ns_per_op;
  r.overlap = std::max(0.0, end - begin) / (last - first);
  r.jain = iterations * iterations / (n * squares);
  r.min_share = fewest / most;
  if (kernel.self_timed) {
    r.window = {double(done.timed.ticks.count) / tick_hz * 1e9};
    r.ops = done.timed.ops;
    r.ns_per_op = r.window.count / double(r.ops);
    r.empty_ns_per_op = 0;
  }
  if (kernel.bytes_per_op)
    r.bytes_per_s = iterations * double(kernel.bytes_per_op) / (windows / n) * 1e9;
}

void fill_cycles(const Trial& trial, const std::vector<ThreadResult>& threads, NativeRecord& r) {
  double ghz = 0, cycles = 0, iterations = 0;
  bool agreed = true, counted = true;
  for (const auto& t : threads) {
    agreed = agreed && t.clock_before.agreed && t.clock_after.agreed;
    const double before = t.clock_before.frequency.value, after = t.clock_after.frequency.value;
    ghz += (before + after) / 2 / double(threads.size());
    if (before > 0) r.frequency_change = std::max(r.frequency_change, std::fabs(after / before - 1));
    counted = counted && t.cycles;
    if (t.cycles) cycles += *t.cycles;
    iterations += double(t.iterations);
  }
  if (agreed) r.core_ghz = ghz;
  if (counted && !trial.kernel->self_timed) {
    const double per_op = cycles / iterations / trial.kernel->ops_per_iteration;
    r.cycles_per_op = per_op * (r.ns_per_op / (r.ns_per_op + r.empty_ns_per_op));
    r.cycles_source = "pmu";
  } else if (agreed) {
    r.cycles_per_op = (Nanoseconds{r.ns_per_op} * Gigahertz{ghz}).count;
    r.cycles_source = "calibrated";
  } else {
    r.cycles_source = "none: the calibration chains disagree";
  }
}

void fill_disturbance(const Trial& trial, const std::vector<ThreadResult>& threads, NativeRecord& r) {
  for (size_t i = 0; i < threads.size(); ++i) {
    const auto& t = threads[i];
    const int cpu = int(cpu_of(trial, i, t));
    r.involuntary_switches += t.usage.involuntary_switches;
    if (t.usage.run_delay_ns) r.run_delay_ns = r.run_delay_ns.value_or(0) + *t.usage.run_delay_ns;
    if (t.usage.cpu_steal_ns) r.steal_ns = r.steal_ns.value_or(0) + *t.usage.cpu_steal_ns;
    r.migrations += t.ran_on_first >= 0 && (t.ran_on_first != cpu || t.ran_on_last != cpu);
  }
  std::vector<std::string> why;
  if (r.migrations) why.push_back("migrated");
  if (r.involuntary_switches && !trial.placement.oversubscribed) why.push_back("switched out");
  if (double(r.run_delay_ns.value_or(0)) > kRunDelay * r.window.count * double(threads.size()) &&
      !trial.placement.oversubscribed)
    why.push_back("waited for a CPU");
  if (r.steal_ns.value_or(0)) why.push_back("steal");
  if (r.frequency_change > kFrequencyChange) why.push_back("clock changed");
  if (r.overlap < kOverlap && !trial.placement.oversubscribed) why.push_back("threads did not overlap");
  r.disturbed = fmt::format("{}", fmt::join(why, "; "));
}

/// The placement mode that the probes beside the window belong to; a window between two modes belongs to none.
void fill_mode(const ThreadResult& first, Modes& modes, NativeRecord& r) {
  if (!first.probe_before || !first.probe_after) return;
  r.probe_before_ns = first.probe_before->count;
  r.probe_after_ns = first.probe_after->count;
  const auto before = modes.of(*first.probe_before), after = modes.of(*first.probe_after);
  r.mode = before;
  if (before != after) r.disturbed += (r.disturbed.empty() ? "" : "; ") + ("moved from " + before + " to " + after);
}

NativeRecord measure(Bench& bench, const Trial& trial, unsigned repetition, Nanoseconds window) {
  auto done = bench.execute(trial, window);
  NativeRecord r;
  r.key = key_of(trial);
  r.repetition = repetition;
  r.memory_landed = done.landed;
  r.landed_share = done.landed_share;
  r.wrong = std::move(done.wrong);
  r.figures = std::move(done.figures);
  fill_times(trial, done, bench.tick_hz(), r);
  fill_cycles(trial, done.threads, r);
  fill_disturbance(trial, done.threads, r);
  fill_mode(done.threads[0], bench.modes(), r);
  r.threads = thread_records(trial, done.threads);
  return r;
}

/// What is known of a trial so far.
struct State {
  const Trial* trial;
  std::vector<Measured> done;
  bool wrong = false;
  bool active = true;  ///< false: a pair in reserve

  unsigned counted() const {
    return static_cast<unsigned>(std::ranges::count_if(done, &Measured::counts));
  }
  unsigned next_repetition() const {
    unsigned next = 0;
    for (const auto& m : done) next = std::max(next, m.repetition + 1);
    return next;
  }
};

Median median_of(const std::vector<const Measured*>& samples) {
  std::vector<double> ns;
  for (const auto* m : samples) ns.push_back(m->ns_per_op);
  return median(std::move(ns));
}
bool closed(const Median& m) {
  return m.bounded && m.high - m.value <= kClosed * m.value && m.value - m.low <= kClosed * m.value;
}

std::map<std::string, std::vector<const Measured*>> by_mode(const State& state) {
  std::map<std::string, std::vector<const Measured*>> modes;
  for (const auto& m : state.done)
    if (m.counts) modes[m.mode].push_back(&m);
  return modes;
}

bool is_closed(const State& state) {
  for (const auto& [mode, samples] : by_mode(state))
    if (!closed(median_of(samples))) return false;
  return true;
}

std::vector<Summary> summarise(const State& state) {
  std::vector<Summary> out;
  const auto modes = by_mode(state);
  const unsigned total = static_cast<unsigned>(state.done.size());
  for (const auto& [mode, samples] : modes) {
    Summary s;
    s.key = key_of(*state.trial);
    s.mode = mode;
    s.mode_share = double(samples.size()) / state.counted();
    s.repetitions = static_cast<unsigned>(samples.size());
    s.disturbed = total - state.counted();
    const auto m = median_of(samples);
    s.median_ns = m.value;
    s.low_ns = m.low;
    s.high_ns = m.high;
    const auto [least, greatest] = std::ranges::minmax(samples, {}, &Measured::ns_per_op);
    s.min_ns = least->ns_per_op;
    s.max_ns = greatest->ns_per_op;
    std::vector<double> cycles;
    for (const auto* one : samples)
      if (one->cycles_per_op) cycles.push_back(*one->cycles_per_op);
    if (2 * cycles.size() > samples.size()) s.median_cycles = median(cycles).value;
    s.closed = closed(m);
    if (!m.bounded)
      s.note = "too few repetitions for an interval";
    else if (!s.closed)
      s.note = "interval wider than 2 %";
    out.push_back(std::move(s));
  }
  if (out.empty()) {
    Summary s;
    s.key = key_of(*state.trial);
    s.disturbed = total;
    s.median_ns = s.low_ns = s.high_ns = s.min_ns = s.max_ns = std::nan("");
    s.note = total ? "every repetition was disturbed" : "not measured";
    out.push_back(std::move(s));
  }
  return out;
}

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

}  // namespace

/// Trials of one kernel on pairs of one distance: their medians are samples of the distance's own figure.
using PairClasses = std::map<std::string, std::vector<State*>>;

PairClasses pair_classes_of(std::vector<State>& states) {
  PairClasses classes;
  for (auto& s : states)
    if (s.trial->kernel->by_pair)
      classes[s.trial->kernel->name + " " + args_text(*s.trial->kernel, s.trial->args) + " " +
              s.trial->placement.distance]
          .push_back(&s);
  return classes;
}

/// Whether the pairs measured so far tell the class: its median is known to 5 %, and no pair stands apart (Tukey's
/// fences: beyond 1.5 interquartile ranges).
bool class_closed(const std::vector<State*>& members) {
  std::vector<double> medians;
  for (const auto* s : members)
    if (s->active && s->counted()) {
      std::vector<double> ns;
      for (const auto& m : s->done)
        if (m.counts) ns.push_back(m.ns_per_op);
      medians.push_back(median(std::move(ns)).value);
    }
  if (medians.size() < 6) return false;
  std::ranges::sort(medians);
  const auto m = median(medians);
  const double q1 = medians[medians.size() / 4], q3 = medians[medians.size() * 3 / 4];
  const double fence = 1.5 * (q3 - q1);
  return m.bounded && m.high - m.low <= 0.1 * m.value && medians.front() >= q1 - fence &&
         medians.back() <= q3 + fence;
}

/// Wakes the next batch of pairs of every class that is not closed. False: nothing was woken.
bool widen(const PairClasses& classes) {
  bool woken = false;
  for (const auto& [name, members] : classes) {
    unsigned next = ~0u;
    for (const auto* s : members)
      if (!s->active) next = std::min(next, s->trial->batch);
    if (next == ~0u || class_closed(members)) continue;
    for (auto* s : members)
      if (!s->active && s->trial->batch == next) s->active = woken = true;
  }
  return woken;
}

/// Whether a sample in this mode is one that --mode asks for: its name, or a distance within a fifth of it.
bool wanted_mode(const std::string& asked, const std::string& mode) {
  if (asked.empty() || mode.empty() || asked == mode) return true;
  const double want = std::strtod(asked.c_str(), nullptr), is = std::strtod(mode.c_str(), nullptr);
  return want > 0 && is > 0 && std::max(want, is) / std::min(want, is) <= 1.2;
}

Outcome run_native(const Plan& plan, const Request& request, const Machine& machine, NativeResults& results,
                   const std::map<std::string, std::vector<Measured>>& before) {
  initialise_google_benchmark(request.benchmark_flags);
  Reporter reporter(request.benchmark_out);
  Bench bench(request, machine);
  std::vector<State> states;
  for (const auto& trial : plan.trials) {
    const auto it = before.find(trial.id);
    states.push_back({&trial, it == before.end() ? std::vector<Measured>{} : it->second});
    auto& state = states.back();
    state.active = trial.batch == 0 || !state.done.empty();
    for (auto& m : state.done) {
      if (!m.mode.empty()) bench.modes().recall(m.mode, {std::strtod(m.mode.c_str(), nullptr)});
      m.counts = m.counts && wanted_mode(request.mode, m.mode);
    }
  }
  const auto classes = pair_classes_of(states);

  Outcome outcome;
  const Nanoseconds window{request.window_ms * 1e6}, started = now();
  Progress progress;
  const auto active = [&] { return size_t(std::ranges::count(states, true, &State::active)); };
  std::exception_ptr error;  // Google Benchmark lets no exception through

  const auto measure_once = [&](State& state) {
    const unsigned repetition = state.next_repetition();
    auto record = measure(bench, *state.trial, repetition, window);
    results.write(record);
    ++outcome.done;
    state.done.push_back({repetition, record.ns_per_op, record.cycles_per_op, record.mode,
                          record.disturbed.empty() && record.wrong.empty() &&
                              wanted_mode(request.mode, record.mode)});
    if (!record.wrong.empty() && !state.wrong) {
      state.wrong = true;
      outcome.failures.push_back(state.trial->id + ": " + record.wrong);
    }
    size_t done = 0;
    for (const auto& s : states) done += std::min(s.counted(), request.repetitions);
    const size_t least = active() * request.repetitions;
    progress.step(std::min(done, least), least, state.trial->id);
    return record.ns_per_op;
  };

  for (unsigned round = 0; !interrupted && !error; ++round) {
    const bool in_budget = (now() - started).count < request.budget_s * 1e9;
    std::vector<State*> open;
    for (auto& s : states) {
      const bool few = s.counted() < request.repetitions;
      if (s.active && s.done.size() < size_t{request.repetitions} * kPatience && !s.wrong &&
          (few || (in_budget && !is_closed(s))))
        open.push_back(&s);
    }
    if (open.empty()) {
      if (in_budget && widen(classes)) continue;
      break;
    }
    std::shuffle(open.begin(), open.end(), std::mt19937_64(request.seed + round));
    for (State* s : open)
      benchmark::RegisterBenchmark(s->trial->id.c_str(), [&, s](benchmark::State& state) {
        for (auto _ : state) {
          if (interrupted || error) return state.SkipWithError("interrupted");
          try {
            state.SetIterationTime(measure_once(*s) * 1e-9);
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
  }
  reporter.close();

  for (const auto& s : states)
    if (s.active)
      for (auto& summary : summarise(s)) outcome.summaries.push_back(std::move(summary));
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
  Bench bench(request, machine);
  Outcome outcome;
  Progress progress;
  for (const auto& trial : plan.trials) {
    if (interrupted) break;
    auto done = bench.execute(trial, Nanoseconds{0});
    EmulatedRecord r;
    r.key = key_of(trial);
    r.memory_landed = done.landed;
    r.wrong = std::move(done.wrong);
    r.threads = thread_records(trial, done.threads);
    for (const auto& t : r.threads) r.ops += t.ops;
    if (!r.wrong.empty()) outcome.failures.push_back(trial.id + ": " + r.wrong);
    write(r);
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
