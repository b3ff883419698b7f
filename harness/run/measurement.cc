#include <harness/run/measurement.h>

#include <arch/cpu.h>
#include <base/error.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/machine/build_info.h>
#include <harness/machine/clock.h>
#include <harness/machine/memory_left.h>
#include <harness/plan/caches.h>
#include <harness/results/thresholds.h>
#include <harness/run/homes.h>
#include <harness/team/count_window.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace fenceline {
namespace {

/// Areas that are kept so that the next does not get their pages, and the share of the memory that they may take.
constexpr size_t kUsedAreas = 8;
constexpr uint64_t kUsedShare = 8;

/// Where the thread was pinned; unpinned, where it found itself.
unsigned cpu_of(const Trial& trial, size_t thread, const ThreadResult& result) {
  if (trial.placement.pinned) return trial.placement.cpus[thread];
  return static_cast<unsigned>(std::max(result.ran_on_first, 0));
}

std::vector<ThreadRecord> thread_records(const Trial& trial, const std::vector<ThreadResult>& results) {
  const Cast cast = deal(trial.kernel->roles_with(trial.args), trial.threads);
  std::vector<ThreadRecord> records;
  for (size_t i = 0; i < results.size(); ++i)
    records.push_back({trial.kernel->roles[cast.parts[i].role].name, cpu_of(trial, i, results[i]),
                       results[i].ran_on_first, results[i].ran_on_last,
                       static_cast<uint64_t>(double(results[i].iterations) * trial.kernel->ops_per_iteration),
                       results[i].counters});
  return records;
}

/// The threads' windows become one figure.
void fill_times(const Trial& trial, const std::vector<ThreadResult>& threads, NativeRecord& r) {
  const Kernel& kernel = *trial.kernel;
  double windows = 0, iterations = 0, squares = 0, empty = 0, first = 1e300, last = 0, begin = 0, end = 1e300, most = 0,
         fewest = 1e300;
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
  // Beside figures of several threads, which have only a window, one thread's is of its window too: one curve.
  const double window = windows / iterations;
  const double iteration = kernel.max_threads() == 1 ? threads[0].slice_ns.value_or(window) : window;
  r.ns_per_op = iteration / kernel.ops_per_iteration - r.empty_ns_per_op;
  r.overlap = std::max(0.0, end - begin) / (last - first);
  r.jain = iterations * iterations / (n * squares);
  r.min_share = fewest / most;
  if (kernel.bytes_per_op) r.bytes_per_s = iterations * double(kernel.bytes_per_op) / (windows / n) * 1e9;
}

/// The part that the kernel timed itself is the figure, with nothing to subtract.
void fill_self_timed(const Shared::Timed& timed, double tick_hz, NativeRecord& r) {
  r.window = {double(timed.ticks.count) / tick_hz * 1e9};
  r.ops = timed.ops;
  r.ns_per_op = r.window.count / double(r.ops);
  r.empty_ns_per_op = 0;
}

/// The middle of what operations took is the figure. A window in which none came to its end has none.
void fill_median(const Distribution& first, NativeRecord& r) {
  r.ops = first.values.count();
  r.ns_per_op = r.ops == 0 ? NAN : double(first.values.quantile(0.5)) * first.scale;
  r.empty_ns_per_op = 0;
}

void fill_cycles(const Trial& trial, const std::vector<ThreadResult>& threads, NativeRecord& r) {
  double ghz = 0, cycles = 0, iterations = 0;
  bool agreed = true, counted = true;
  for (const auto& t : threads) {
    agreed = agreed && t.clock_before.agreed && t.clock_after.agreed;
    const double before = t.clock_before.frequency.value, after = t.clock_after.frequency.value;
    ghz += std::max(before, after) / double(threads.size());  // interference only lengthens the chains
    if (before > 0) r.frequency_change = std::max(r.frequency_change, std::fabs(after / before - 1));
    counted = counted && t.cycles;
    if (t.cycles) cycles += *t.cycles;
    iterations += double(t.iterations);
  }
  if (agreed) r.core_ghz = ghz;
  if (counted && !trial.kernel->self_timed && !trial.kernel->by_median) {
    const double per_op = cycles / iterations / trial.kernel->ops_per_iteration;
    r.cycles_per_op = per_op * (r.ns_per_op / (r.ns_per_op + r.empty_ns_per_op));
    r.cycles_source = "pmu";
  } else if (agreed) {
    r.cycles_per_op = (Nanoseconds{r.ns_per_op} * Gigahertz{ghz}).count;
    r.cycles_source = "calibrated";
  } else {
    r.cycles_source = "none: the calibration chains disagree, or the clock is too coarse for them";
  }
}

void fill_disturbance(const Trial& trial, const std::vector<ThreadResult>& threads, NativeRecord& r) {
  uint64_t setbacks = 0, throttled = 0;
  bool kept_pins = true;
  for (size_t i = 0; i < threads.size(); ++i) {
    const auto& t = threads[i];
    const int cpu = int(cpu_of(trial, i, t));
    r.involuntary_switches += t.usage.involuntary_switches;
    if (t.usage.run_delay_ns) r.run_delay_ns = r.run_delay_ns.value_or(0) + *t.usage.run_delay_ns;
    if (t.usage.cpu_steal_ns) r.steal_ns = r.steal_ns.value_or(0) + *t.usage.cpu_steal_ns;
    setbacks += t.clock_setbacks;
    throttled += t.usage.throttled;
    kept_pins = kept_pins && t.kept_pin;
    r.migrations += t.ran_on_first >= 0 && (t.ran_on_first != cpu || t.ran_on_last != cpu);
  }
  const bool gives_way = trial.kernel->gives_way || trial.placement.oversubscribed;
  std::vector<std::string> why;
  if (r.migrations) why.push_back("migrated");
  if (!kept_pins) why.push_back("a change of the cpuset took the pin away");
  if (r.involuntary_switches && !gives_way) why.push_back("switched out");
  if (double(r.run_delay_ns.value_or(0)) > kMostRunDelay * r.window.count * double(threads.size()) && !gives_way)
    why.push_back("waited for a CPU");
  if (r.steal_ns.value_or(0)) why.push_back("steal");
  if (throttled) why.push_back("throttled by the control group's CPU quota");
  if (setbacks) why.push_back("the wall clock went backwards");
  if (r.frequency_change > kMostFrequencyChange) why.push_back("clock changed");
  if (r.ops == 0) why.push_back("no operation came to its end");
  if (r.overlap < kLeastOverlap && !trial.placement.oversubscribed) why.push_back("threads did not overlap");
  r.disturbed = fmt::format("{}", fmt::join(why, "; "));
}

/// The placement mode that the probes beside the window belong to; a window between two modes belongs to none.
void fill_mode(const ThreadResult& first, Modes& modes, NativeRecord& r) {
  if (!first.probe_before || !first.probe_after) return;
  r.probe_before_ns = first.probe_before->count;
  r.probe_after_ns = first.probe_after->count;
  const auto before = modes.of(*first.probe_before), after = modes.of(*first.probe_after);
  r.mode = before;
  if (!before.empty() && !after.empty() && before != after)
    r.disturbed += (r.disturbed.empty() ? "" : "; ") + ("moved from " + before + " to " + after);
}

/// The state of the core of a thread alone; a window in which a sibling came or went has none.
void fill_state(unsigned cpu, const ThreadResult& alone, CoreStates& states, NativeRecord& r) {
  const double before = alone.clock_before.width, after = alone.clock_after.width;
  if (!(before > 0) || !(after > 0)) return;
  r.core_width = std::min(before, after);
  r.mode = states.of(cpu, before);
  if (states.of(cpu, after) != r.mode)
    r.disturbed += (r.disturbed.empty() ? "" : "; ") + std::string("a sibling came or went");
}

/// What is in ticks.
std::vector<Distribution> in_nanoseconds(std::vector<Distribution> distributions, double tick_hz) {
  for (auto& d : distributions) {
    if (d.unit != "tick") continue;
    d.unit = "ns";
    d.scale *= 1e9 / tick_hz;
  }
  return distributions;
}

/// Generous, for whoever exceeds it is taken for hanging: a setup that touches all its memory at random, and twenty
/// windows; far more where a sanitizer or perhaps an emulator stands between, or threads share PUs.
Nanoseconds time_limit(const Trial& trial, size_t bytes, Nanoseconds window, bool emulated) {
  const bool slow = emulated || !kBuildInfo.sanitizers.empty();
  const double crowd = trial.placement.oversubscribed ? double(trial.threads) : 1;
  return {(10e9 + 20 * window.count + 50 * double(bytes)) * crowd * (slow ? 20 : 1)};
}

/// A line for the trial and one for each of its threads.
std::string hang_text(const Trial& trial, const Hang& hang) {
  std::string text = fmt::format("{} did not end within {:.3g} s\n", trial.id, hang.limit.count * 1e-9);
  for (size_t i = 0; i < hang.threads.size(); ++i) {
    const auto& t = hang.threads[i];
    text += fmt::format("  thread {}{}{}: {}, {} iterations; {}; {}\n", i, t.role.empty() ? "" : " (" + t.role + ")",
                        t.cpu < 0 ? "" : fmt::format(", CPU {}", t.cpu), name(t.phase), t.iterations, t.state, t.end);
  }
  return text;
}

/// Of a trial that did not come to its end there is no figure.
NativeRecord without_times(NativeRecord r) {
  r.window = {NAN};
  r.ns_per_op = r.empty_ns_per_op = r.overlap = r.jain = r.min_share = r.frequency_change = NAN;
  r.cycles_source = "none: it did not come to its end";
  return r;
}

}  // namespace

TrialKey key_of(const Trial& trial) {
  const Kernel& k = *trial.kernel;
  return {trial.id,
          k.suite,
          k.name,
          k.group,
          k.variant,
          k.width,
          k.use,
          k.how,
          k.order,
          std::string(name(k.metric)),
          args_text(k, trial.args),
          trial.threads,
          trial.placement,
          args_words(k, trial.args),
          k.peer};
}

struct TrialRunner::Executed {
  std::vector<ThreadResult> threads;
  std::optional<unsigned> landed;
  double landed_share = 0;
  std::string memory;
  std::string wrong;
  bool failed = false;  ///< it hung, crashed or threw: there is nothing to be told but that
  Shared::Timed timed;
  std::vector<Figure> figures;
  std::vector<Distribution> distributions;
  std::vector<Series> series;
};

TrialRunner::TrialRunner(const Request& request, const Machine& machine, bool emulated, Tell tell)
    : request_(request),
      machine_(machine),
      caches_(caches_of(machine)),
      emulated_(emulated),
      tell_(std::move(tell)),
      tick_hz_(arch::tick_hz() > 0 ? arch::tick_hz() : measure_tick_hz()),
      memory_left_(memory_left(read_file, resource_limits()).bytes),
      counters_(parse_counters(request.counters)) {}

void TrialRunner::fresh() {
  team_.dismiss();
  for (auto& [kind, area] : memory_) used_.push_back(std::move(area));
  memory_.clear();
  uint64_t all = 0;
  for (const auto& area : used_) all += memory_needed(area.size());
  while (!used_.empty() && (used_.size() > kUsedAreas || all > memory_left_ / kUsedShare)) {
    all -= memory_needed(used_.front().size());
    used_.pop_front();
  }
}

const NodeMemory& TrialRunner::memory(const Kind& kind, size_t bytes) {
  const auto& [node, huge] = kind;
  size_t& most = most_[kind];
  if (memory_[kind].size() < bytes) {
    // The old goes first, and where not all fits in, the others: what is killed for lack of memory leaves no error.
    memory_.erase(kind);
    most = std::max(most, bytes);
    uint64_t all = memory_needed(most);
    for (const auto& [other, held] : memory_) all += memory_needed(held.size());
    for (const auto& held : used_) all += memory_needed(held.size());
    if (all > memory_left_) {
      memory_.clear();
      used_.clear();
      most = bytes;
    }
    try {
      memory_[kind] = NodeMemory(machine_, node, most, huge);
    } catch (const RunError&) {
      // Other limits than those that are told: threads take address space, other programs take memory.
      if (memory_.empty() && used_.empty() && most == bytes) throw;
      memory_.clear();
      used_.clear();
      memory_[kind] = NodeMemory(machine_, node, most = bytes, huge);
    }
  }
  const NodeMemory& memory = memory_[kind];
  std::memset(memory.data(), 0, std::min(bytes, Shared::kZeroedBytes));
  return memory;
}

/// window 0: executes kUnroll iterations, takes no time.
TrialRunner::Executed TrialRunner::run(const Trial& trial, Nanoseconds window) {
  const Kernel& kernel = *trial.kernel;
  const size_t bytes = kernel.needed(caches_, trial.threads, trial.args);
  const auto& place = memory({trial.placement.memory_node, kernel.huge_pages}, bytes);
  const auto shared = std::make_shared<Shared>();
  shared->data = place.data();
  shared->bytes = bytes;
  shared->threads = trial.threads;
  shared->cast = deal(kernel.roles_with(trial.args), trial.threads);
  shared->homes = homes(machine_, trial.placement, trial.threads);
  shared->caches = caches_;
  shared->crowded = trial.placement.oversubscribed;
  shared->tick_hz = tick_hz_;
  shared->args = trial.args;
  shared->seed = request_.seed + ++executions_;
  Executed done;
  done.landed = place.landed_on();
  done.landed_share = place.landed_share();
  done.memory = place.note();
  try {
    auto result = team_.run({.kernel = &kernel,
                             .shared = shared,
                             .memory = place.owner(),
                             .placement = trial.placement,
                             .threads = trial.threads,
                             .window = window,
                             .counters = counters_,
                             .trial = trial_hash(trial.id),
                             .limit = time_limit(trial, bytes, window, emulated_)});
    done.threads = std::move(result.threads);
    done.wrong = std::move(result.wrong);
    done.figures = std::move(result.figures);
    done.distributions = std::move(result.distributions);
    done.series = std::move(result.series);
    done.timed = shared->timed;
  } catch (const Hang& hang) {
    memory_.erase({trial.placement.memory_node, kernel.huge_pages});  // a thread may be at work on it
    done.failed = true;
    done.wrong = hang.what();
    for (const auto& t : hang.threads) done.threads.emplace_back().iterations = t.iterations;
    tell_(hang_text(trial, hang));
  } catch (const Fault& fault) {
    memory_.erase({trial.placement.memory_node, kernel.huge_pages});
    done.failed = true;
    done.wrong = fault.what();
  }
  return done;
}

NativeRecord TrialRunner::measure(const Trial& trial, unsigned repetition, Nanoseconds window) {
  auto done = run(trial, trial.kernel->window(window, trial.args));
  NativeRecord r;
  r.key = key_of(trial);
  r.repetition = repetition;
  r.memory_landed = done.landed;
  r.landed_share = done.landed_share;
  r.memory = std::move(done.memory);
  r.wrong = std::move(done.wrong);
  r.figures = std::move(done.figures);
  r.distributions = in_nanoseconds(std::move(done.distributions), tick_hz_);
  r.series = std::move(done.series);
  r.threads = thread_records(trial, done.threads);
  if (done.failed) return without_times(std::move(r));
  fill_times(trial, done.threads, r);
  if (trial.kernel->self_timed) fill_self_timed(done.timed, tick_hz_, r);
  if (trial.kernel->by_median) fill_median(r.distributions.at(0), r);
  fill_cycles(trial, done.threads, r);
  fill_disturbance(trial, done.threads, r);
  fill_mode(done.threads[0], modes_, r);
  if (trial.threads == 1) fill_state(cpu_of(trial, 0, done.threads[0]), done.threads[0], core_states_, r);
  if (const CpuSet now = allowed_here(); in_words(now) != in_words(allowed_)) {
    r.disturbed += (r.disturbed.empty() ? "" : "; ") + std::string("the cpuset changed");
    tell_(fmt::format(
        "the PUs that may be used are {} now, not {}: who changes a cpuset meanwhile disturbs what it holds\n",
        in_words(now), in_words(allowed_)));
    allowed_ = now;
  }
  return r;
}

EmulatedRecord TrialRunner::execute(const Trial& trial) {
  auto done = run(trial, Nanoseconds{0});
  EmulatedRecord r;
  r.key = key_of(trial);
  r.memory_landed = done.landed;
  r.wrong = std::move(done.wrong);
  r.threads = thread_records(trial, done.threads);
  for (const auto& t : r.threads) r.ops += t.ops;
  return r;
}

}  // namespace fenceline
