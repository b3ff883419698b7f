#include <harness/team/team.h>

#include <base/error.h>
#include <fmt/format.h>
#include <harness/machine/clock_quality.h>
#include <harness/placement/modes.h>
#include <harness/team/affinity.h>
#include <harness/team/count_window.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <exception>
#include <system_error>
#include <thread>

namespace fenceline {
namespace {

/// Long enough that reading the clock (some 30 ns) is lost in it, short enough that threads which look at
/// the stop flag between batches stop together. Longer where looks at the clock are dearer.
constexpr Nanoseconds kBatch{5e3};
constexpr uint64_t kLongestBatch = uint64_t{1} << 24;
constexpr Nanoseconds kWarmUp{60e3};
/// A thread alone looks at the clock so often in a window: an interrupt spoils one slice or two, not the median.
constexpr unsigned kSlices = kPieces;
/// The empty loop is run so often, in pieces as long as those of the window.
constexpr unsigned kEmptyPieces = 9;

/// Threads meet here; the last one lets all go. They spin, so that they leave within a cache line's trip
/// of each other; more threads than CPUs would spin for a thread that cannot run, so those yield.
class Gate {
 public:
  void wait(unsigned threads, bool yield) {
    const unsigned round = round_.load(std::memory_order_relaxed);
    // (1) acq_rel: pairs with itself in the other threads: the last to arrive has seen what all did before the
    // gate; forbids MP
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads) {
      arrived_.store(0, std::memory_order_relaxed);
      // (2) release: pairs with the acquire in (3), so that what came before the gate is seen behind it; forbids MP
      round_.store(round + 1, std::memory_order_release);
      return;
    }
    // (3) acquire: pairs with the release in (2); forbids MP
    while (round_.load(std::memory_order_acquire) == round)
      if (yield) std::this_thread::yield();
  }

 private:
  alignas(arch::kPadBytes) std::atomic<unsigned> arrived_{0};
  alignas(arch::kPadBytes) std::atomic<unsigned> round_{0};
};

/// What the threads of one run share beside the kernel's own memory.
struct Together {
  const Job* job;
  Gate gate;
  alignas(arch::kPadBytes) std::atomic<bool> stop{false};
  std::atomic<uint64_t> lockstep_iterations{0};
  PlacementProbe probe;
  const ClockQuality clock = clock_quality();
  const Nanoseconds batch = std::max(kBatch, clock.least_piece());
  bool yield() const { return job->placement.oversubscribed; }
  unsigned threads() const { return job->threads; }
  const Role& role(unsigned thread) const { return job->kernel->roles[job->shared->cast.parts[thread].role]; }
};

uint64_t whole_rounds(double iterations) {
  return std::max<uint64_t>(1, static_cast<uint64_t>(iterations / kUnroll)) * kUnroll;
}

struct Batch {
  uint64_t iterations = kUnroll;
  Nanoseconds took;
};

/// Runs batches that double until one is long enough, for at least kWarmUp. Brings caches, predictors and
/// clock to where they stay.
Batch warm_up(Together& run, unsigned thread, ThreadResult& result) {
  const Job& job = *run.job;
  Batch batch;
  const double longest = double(kLongestBatch) * (run.batch.count / kBatch.count);
  const Nanoseconds start = now();
  Nanoseconds before = start;
  for (;;) {
    result.iterations_total += run.role(thread).run(*job.shared, thread, batch.iterations);
    const Nanoseconds after = now();
    batch.took = after - before;
    // A loop that takes no time however long it is would never fill a batch.
    const bool full = batch.took > run.batch || double(batch.iterations) >= longest;
    if (after - start > kWarmUp && full) return batch;
    if (!full) batch.iterations *= 2;
    before = after;
  }
}

/// All threads have the same number of iterations, which thread 0 finds: a loop that waits for its partner at
/// every step can neither be stopped nor have another length.
Batch lockstep_length(Together& run, unsigned thread, ThreadResult& result) {
  const Job& job = *run.job;
  uint64_t batch = kUnroll;
  for (;;) {
    run.gate.wait(run.threads(), run.yield());
    const Nanoseconds before = now();
    run.role(thread).run(*job.shared, thread, batch);
    const Nanoseconds took = now() - before;
    result.iterations_total += batch;
    if (thread == 0) {
      const bool enough = !(took < std::max(kWarmUp, run.clock.least_piece()));
      run.lockstep_iterations.store(
          enough ? whole_rounds(double(batch) * job.window.count / took.count) : 0,
          std::memory_order_relaxed);
    }
    run.gate.wait(run.threads(), run.yield());
    if (const uint64_t n = run.lockstep_iterations.load(std::memory_order_relaxed)) return {n, {}};
    batch *= 2;
  }
}

/// How far threads 0 and 1 are apart just now. All threads come and go together: nobody contends meanwhile.
std::optional<Nanoseconds> probe(Together& run, unsigned thread) {
  if (run.threads() < 2 || run.yield()) return std::nullopt;
  run.gate.wait(run.threads(), false);
  Nanoseconds distance;
  if (thread < 2) distance = run.probe.half_round_trip(thread, run.clock);
  run.gate.wait(run.threads(), false);
  return thread == 0 ? std::optional(distance) : std::nullopt;
}

/// The median time of `times` (at most kSlices) calls of a loop, one after the other, without the look at the clock
/// that stands behind each.
Nanoseconds median_time(const Together& run, Run loop, unsigned thread, uint64_t iterations, unsigned times) {
  std::array<double, kSlices> took;
  Nanoseconds before = now();
  for (unsigned i = 0; i < times; ++i) {
    loop(*run.job->shared, thread, iterations);
    const Nanoseconds after = now();
    took[i] = std::max(0.0, (after - before - run.clock.cost).count);
    before = after;
  }
  std::ranges::nth_element(took.begin(), took.begin() + times / 2, took.begin() + times);
  return {took[times / 2]};
}

void measure(Together& run, unsigned thread, ThreadResult& result) {
  const Job& job = *run.job;
  const Kernel& kernel = *job.kernel;
  const Role& role = run.role(thread);
  const bool alone = run.threads() == 1;
  ThreadCounters counters(job.counters);
  const uint64_t setbacks_before = clock_setbacks();
  const Batch batch =
      kernel.lockstep ? lockstep_length(run, thread, result) : warm_up(run, thread, result);
  const unsigned cpu = job.placement.pinned ? job.placement.cpus[thread] : unsigned(std::max(sched_getcpu(), 0));
  const ThreadUsage usage_before = thread_usage(cpu);
  result.clock_before = calibrate_core_clock();
  result.probe_before = probe(run, thread);
  if (kernel.settle) kernel.settle(*job.shared, thread);
  if (thread == 0) job.shared->timed = {};  // what was timed while warming up does not count
  run.gate.wait(run.threads(), run.yield());

  uint64_t piece = batch.iterations;  // between two looks at the clock
  counters.start();
  result.begin = now();
  if (kernel.lockstep) {
    result.iterations = role.run(*job.shared, thread, piece);
    result.end = now();
  } else if (alone) {
    piece = whole_rounds(double(piece) * job.window.count / kSlices / std::max(batch.took.count, 1.0));
    result.slice_ns = median_time(run, role.run, thread, piece, kSlices).count / double(piece);
    result.iterations = piece * kSlices;
    result.end = now();
  } else {
    const Nanoseconds deadline = result.begin + job.window;
    do {
      result.iterations += role.run(*job.shared, thread, piece);
      result.end = now();
      if (result.end > deadline) run.stop.store(true, std::memory_order_relaxed);
    } while (!run.stop.load(std::memory_order_relaxed));
  }
  counters.stop();
  result.iterations_total += result.iterations;

  result.probe_after = probe(run, thread);
  result.clock_after = calibrate_core_clock();
  result.usage = thread_usage(cpu) - usage_before;
  result.counters = counters.read();
  result.cycles = counters.cycles();
  if (role.empty)
    result.empty_ns = median_time(run, role.empty, thread, piece, kEmptyPieces).count / double(piece);
  result.clock_setbacks = clock_setbacks() - setbacks_before;
}

/// Without a clock: 4, 8 and 12 times so many iterations, and as many of the empty loop, in windows that an
/// emulator's plugin counts in. What a window costs whatever its length cancels in the differences; the steps are
/// of four because compilers unroll small loops by two or four (GCC for POWER), and a remainder is not on the line.
void execute(Together& run, unsigned thread, ThreadResult& result) {
  const Job& job = *run.job;
  const Role& role = run.role(thread);
  const auto window = [&](Run loop, CountWindow::Loop which, uint64_t iterations) {
    const auto ops = static_cast<uint64_t>(double(iterations) * job.kernel->ops_per_iteration);
    const CountWindow counted(job.trial, thread, which, ops);
    return loop(*job.shared, thread, iterations);
  };
  ThreadCounters counters(job.counters);
  for (uint64_t times = 4; times <= 12; times += 4) {
    const uint64_t iterations = times * job.iterations;
    run.gate.wait(run.threads(), run.yield());
    if (times == 12) counters.start();
    result.iterations += window(role.run, CountWindow::Loop::kernel, iterations);
    if (times == 12) counters.stop();
    if (role.empty) window(role.empty, CountWindow::Loop::empty, iterations);
  }
  result.iterations_total = result.iterations;
  result.counters = counters.read();
}

}  // namespace

/// A thread that waits for work in the kernel, so that idle members of the team disturb nobody.
struct Team::Worker {
  std::atomic<unsigned> turn{0};  ///< odd: work is there; even: it is done
  Together* run = nullptr;
  unsigned index = 0;
  ThreadResult result;
  std::exception_ptr error;
  bool quit = false;
  bool pinned = false;
  CpuSet original = allowed_here();  ///< what the thread that made the team may use
  std::thread thread{[this] { loop(); }};

  ~Worker() {
    quit = true;
    begin();
    thread.join();
  }
  void begin() {
    // (4) release: pairs with the acquire in (6): the worker sees its job; forbids MP
    turn.fetch_add(1, std::memory_order_release);
    turn.notify_one();
  }
  void finish() {
    for (unsigned seen; (seen = turn.load(std::memory_order_acquire)) % 2 == 1;)
      // (5) acquire: pairs with the release in (7): the result is there; forbids MP
      turn.wait(seen, std::memory_order_acquire);
  }
  void loop() {
    for (;;) {
      for (unsigned seen; (seen = turn.load(std::memory_order_acquire)) % 2 == 0;)
        // (6) acquire: pairs with the release in (4); forbids MP
        turn.wait(seen, std::memory_order_acquire);
      const bool last = quit;  // read now: once the turn is given back, the owner may set it
      if (!last) work();
      // (7) release: pairs with the acquire in (5); forbids MP
      turn.fetch_add(1, std::memory_order_release);
      turn.notify_one();
      if (last) return;
    }
  }
  /// Affinity calls fail in containers and return success for a CPU that hot-unplug takes away: what counts is
  /// the CPU that is read back.
  void pin() {
    const Placement& placement = run->job->placement;
    if (!placement.pinned) {
      if (pinned) allow_here(original);
      pinned = false;
      return;
    }
    pin_here(placement.cpus[index]);
    pinned = true;
  }
  void work() {
    result = {};
    error = nullptr;
    try {
      pin();
    } catch (...) {
      error = std::current_exception();
    }
    // Nobody may wait for a thread that failed: all learn of it here, and none starts.
    if (error) run->stop.store(true, std::memory_order_relaxed);
    run->gate.wait(run->threads(), true);
    if (run->stop.load(std::memory_order_relaxed)) return;
    const Job& job = *run->job;
    if (index == 0 && job.kernel->setup) job.kernel->setup(*job.shared);
    run->gate.wait(run->threads(), run->yield());
    result.ran_on_first = sched_getcpu();
    if (job.window.count > 0)
      measure(*run, index, result);
    else
      execute(*run, index, result);
    result.ran_on_last = sched_getcpu();
  }
};

Team::Team() = default;
Team::~Team() = default;

std::vector<ThreadResult> Team::run(const Job& job) {
  const unsigned threads = job.threads;
  try {
    while (workers_.size() < threads) workers_.push_back(std::make_unique<Worker>());
  } catch (const std::system_error& e) {
    throw RunError(fmt::format("cannot start thread {} of {}: {}; raise the limit (ulimit -u, pids of the cgroup) "
                               "or give fewer --threads",
                               workers_.size() + 1, threads, e.code().message()));
  }
  Together run{};
  run.job = &job;
  job.shared->stop = &run.stop;
  for (unsigned i = 0; i < threads; ++i) {
    workers_[i]->run = &run;
    workers_[i]->index = i;
    workers_[i]->begin();
  }
  for (unsigned i = 0; i < threads; ++i) workers_[i]->finish();
  job.shared->stop = nullptr;
  std::vector<ThreadResult> results;
  for (unsigned i = 0; i < threads; ++i) {
    if (workers_[i]->error) std::rethrow_exception(workers_[i]->error);
    results.push_back(std::move(workers_[i]->result));
  }
  return results;
}

}  // namespace fenceline
