#include <harness/team/together.h>

#include <base/error.h>
#include <base/text.h>
#include <fmt/format.h>
#include <harness/team/affinity.h>
#include <harness/team/count_window.h>
#include <harness/team/own_work.h>
#include <poll.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>

namespace fenceline {
namespace {

/// Long enough that reading the clock (some 30 ns) is lost in it, short enough that threads which look at
/// the stop flag between batches stop together. Longer where looks at the clock are dearer.
constexpr Nanoseconds kBatch{5e3};
constexpr uint64_t kLongestBatch = uint64_t{1} << 24;
constexpr Nanoseconds kWarmUp{60e3};
/// A thread alone looks at the clock so often in a window: an interrupt spoils one slice or two, not the median.
constexpr unsigned kSlices = kPieces;
/// What is subtracted is timed so often, in pieces as long as those of the window.
constexpr unsigned kEmptyPieces = 9;

uint64_t whole_rounds(double iterations) {
  return std::max<uint64_t>(1, static_cast<uint64_t>(iterations / kUnroll)) * kUnroll;
}

}  // namespace

std::string_view name(Phase phase) {
  switch (phase) {
    case Phase::starting:
      return "starting";
    case Phase::setup:
      return "setting up";
    case Phase::warming_up:
      return "warming up";
    case Phase::measuring:
      return "measuring";
    case Phase::executing:
      return "executing";
    case Phase::checking:
      return "checking the work";
    case Phase::dropping:
      return "destroying the structure";
    case Phase::done:
      return "done";
  }
  return "";
}

// ---- coming, meeting, leaving ------------------------------------------------------------------

Together::Together(const Job& j)
    : job(j),
      seats(j.threads),
      enough_(std::max(kBatch, clock_.least_piece())),
      barrier_(j.threads),
      not_ready_(j.threads),
      not_done_(j.kernel->roles.size()),
      here_(j.threads),
      left_fd_(eventfd(0, EFD_CLOEXEC)),
      failed_fd_(eventfd(0, EFD_CLOEXEC)) {
  if (left_fd_ < 0 || failed_fd_ < 0) {
    const int error = errno;
    close_files();
    throw RunError(
        fmt::format("cannot watch the threads: {}; raise the limit of open files (ulimit -n)", std::strerror(error)));
  }
  job.shared->stop = &stop_;
}

Together::~Together() {
  job.shared->stop = nullptr;
  close_files();
}

void Together::close_files() {
  for (const int fd : {left_fd_, failed_fd_})
    if (fd >= 0) close(fd);
}

void Together::leave(unsigned index) {
  const int fd = left_fd_;
  // (1) release: pairs with the acquire in (3); forbids MP
  seats[index].phase.store(Phase::done, std::memory_order_release);
  // Whoever is not the last does not come back: the owner may take the object apart once it can read from the file.
  // (2) acq_rel: pairs with itself: the last to leave tells the owner of what all did; forbids MP
  if (here_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  // The structure's destructor is the kernel's as all else is: it may throw, crash and hang. After a failure none is
  // called: who knows what it would find.
  if (!failure()) {
    seats[index].phase.store(Phase::dropping, std::memory_order_relaxed);
    guarded(index, [&] { job.shared->drop(); });
    seats[index].phase.store(Phase::done, std::memory_order_relaxed);
  }
  const uint64_t one = 1;
  (void)!write(fd, &one, sizeof one);
}

bool Together::has_left(unsigned index) const {
  // (3) acquire: pairs with the release in (1): what the thread did in its seat is seen; forbids MP
  return seats[index].phase.load(std::memory_order_acquire) == Phase::done;
}

bool Together::will_not_end() const {
  bool crashed = false;
  for (unsigned i = 0; i < seats.size(); ++i) {
    if (!seats[i].crash.happened() && !has_left(i)) return false;
    crashed |= seats[i].crash.happened();
  }
  return crashed;
}

Together::End Together::wait(Nanoseconds limit, int interruption_fd) {
  const Nanoseconds deadline = now() + limit;
  while (!all_left_) {
    const double left_ms = std::ceil((deadline - now()).count * 1e-6);
    pollfd fds[] = {{left_fd_, POLLIN, 0}, {failed_fd_, POLLIN, 0}, {interruption_fd, POLLIN, 0}};
    if (poll(fds, 3, static_cast<int>(std::clamp(left_ms, 0.0, 1e9))) < 0) continue;  // a signal: look again
    uint64_t count;
    if (fds[0].revents) {
      all_left_ = read(left_fd_, &count, sizeof count) > 0;
    } else if (fds[1].revents) {
      (void)!read(failed_fd_, &count, sizeof count);
      return End::failed;
    } else if (fds[2].revents) {
      return End::interrupted;
    } else if (left_ms <= 0) {
      return End::timeout;
    }
  }
  return End::all_left;
}

void Together::force_end() {
  barrier_.give_up();
  try {
    raise_stop();
  } catch (...) {  // out of Kernel::release; the job has failed already
  }
}

void Together::begin_phase() {
  stop_.store(false, std::memory_order_relaxed);
  if (job.kernel->begin) job.kernel->begin(*job.shared);
  // (4) release: pairs with the acquire in (5); forbids MP
  begun_.store(true, std::memory_order_release);
}

void Together::raise_stop() {
  stop_.store(true, std::memory_order_relaxed);
  // What a thread had locked when it crashed is locked for ever: release() might wait for it.
  if (!job.kernel->release || std::ranges::any_of(seats, [](const Seat& s) { return s.crash.happened(); })) return;
  // (5) acquire: pairs with the release in (4): what setup() made is there for release(); forbids MP
  if (begun_.load(std::memory_order_acquire)) job.kernel->release(*job.shared);
}

template <class Last>
void Together::meet(Last last) {
  // More threads than CPUs would spin for a thread that cannot run.
  if (!barrier_.meet(job.placement.oversubscribed ? Barrier::kSleep : Barrier::kForEver, last)) throw GivenUp{};
}
void Together::meet() {
  meet([] {});
}
void Together::meet_asleep() {
  if (!barrier_.meet(Barrier::kSleep)) throw GivenUp{};
}

void Together::guarded(unsigned index, const std::function<void()>& all) {
  try {
    all();
  } catch (const GivenUp&) {
  } catch (const RunError&) {
    fail(index, std::current_exception());  // the machine's refusal, which all trials would meet
  } catch (const std::exception& e) {
    fail(index, std::make_exception_ptr(Fault(did(index, "threw") + ": " + shown(e.what(), 200))));
  } catch (...) {
    fail(index, std::make_exception_ptr(Fault(did(index, "threw") + ": something that is no std::exception")));
  }
}

void Together::fail(unsigned index, std::exception_ptr error) {
  seats[index].error = std::move(error);
  // (6) release: pairs with the acquire in (7): the error is there; forbids MP
  seats[index].threw.store(true, std::memory_order_release);
  const uint64_t one = 1;
  (void)!write(failed_fd_, &one, sizeof one);  // the owner sees to it that nobody waits for this thread
}

std::string Together::did(unsigned index, std::string_view what) const {
  const std::string& part = role(index).name;
  return fmt::format("thread {}{} {} while {}", index, part.empty() ? "" : " (" + part + ")", what,
                     name(seats[index].phase.load(std::memory_order_relaxed)));
}

std::exception_ptr Together::failure() const {
  for (unsigned i = 0; i < seats.size(); ++i) {
    if (seats[i].crash.happened())
      return std::make_exception_ptr(Fault(did(i, "crashed") + ": " + text_of(seats[i].crash)));
    // (7) acquire: pairs with the release in (6); forbids MP
    if (seats[i].threw.load(std::memory_order_acquire)) return seats[i].error;
  }
  return nullptr;
}

void Together::work(unsigned index) {
  Seat& seat = seats[index];
  seat.tid.store(gettid(), std::memory_order_relaxed);
  meet_asleep();  // if one could not be pinned, nobody begins
  if (index == 0 && job.kernel->setup) {
    seat.phase.store(Phase::setup, std::memory_order_relaxed);
    job.kernel->setup(*job.shared);
  }
  meet_asleep();
  seat.result.ran_on_first = sched_getcpu();
  if (job.window.count > 0)
    measure(index);
  else
    execute(index);
  seat.result.ran_on_last = sched_getcpu();
  seat.result.kept_pin = !job.placement.pinned || is_pinned_to(job.placement.cpus[index]);
  meet_asleep();
  if (index != 0) return;
  seat.phase.store(Phase::checking, std::memory_order_relaxed);
  check();
}

void Together::check() {
  const Kernel& kernel = *job.kernel;
  std::vector<uint64_t> iterations;
  for (const Seat& seat : seats) iterations.push_back(seat.result.iterations_total);
  if (kernel.verify) wrong = kernel.verify(*job.shared, iterations);
  if (kernel.figures) figures = kernel.figures(*job.shared);
  if (kernel.distributions) distributions = kernel.distributions(*job.shared);
  if (kernel.series) series = kernel.series(*job.shared);
}

// ---- with a clock ------------------------------------------------------------------------------

uint64_t Together::run(unsigned index, uint64_t iterations) {
  Seat& seat = seats[index];
  const uint64_t did = role(index).run(*job.shared, index, iterations);
  seat.result.iterations_total += did;
  seat.finished.store(seat.result.iterations_total, std::memory_order_relaxed);
  return did;
}

/// The median time of `times` (at most kSlices) calls of a loop, one after the other, without the look at the clock that
/// stands behind each.
template <class Loop>
Nanoseconds Together::median_time(Loop loop, unsigned times) const {
  std::array<double, kSlices> took;
  Nanoseconds before = now();
  for (unsigned i = 0; i < times; ++i) {
    loop();
    const Nanoseconds after = now();
    took[i] = std::max(0.0, (after - before - clock_.cost).count);
    before = after;
  }
  std::ranges::nth_element(took.begin(), took.begin() + times / 2, took.begin() + times);
  return {took[times / 2]};
}

/// Runs batches that double until one is long enough, for at least kWarmUp, and goes on until all threads have got so far:
/// a partner may be waiting. Brings caches, predictors and clock to where they stay.
Together::Batch Together::warm_up(unsigned index) {
  Batch batch;
  const double longest = double(kLongestBatch) * (enough_.count / kBatch.count);
  meet([&] { begin_phase(); });
  const Nanoseconds start = now();
  Nanoseconds before = start;
  for (bool ready = false; !stop_.load(std::memory_order_relaxed);) {
    run(index, batch.iterations);
    const Nanoseconds after = now(), took = after - before;
    before = after;
    if (ready) continue;
    // A loop that takes no time however long it is would never fill a batch.
    const bool full = took > enough_ || double(batch.iterations) >= longest;
    if (!full) batch.iterations *= 2;
    if (!full || !(after - start > kWarmUp)) continue;
    batch.took = took;
    ready = true;
    if (not_ready_.fetch_sub(1, std::memory_order_relaxed) == 1) raise_stop();
  }
  meet();
  return batch;
}

/// All threads have the same number of iterations, which thread 0 finds: a loop that waits for its partner at
/// every step can neither be stopped nor have another length.
Together::Batch Together::lockstep_length(unsigned index) {
  for (uint64_t batch = kUnroll;; batch *= 2) {
    meet([&] { begin_phase(); });
    const Nanoseconds before = now();
    run(index, batch);
    const Nanoseconds took = now() - before;
    if (index == 0) {
      const bool enough = !(took < std::max(kWarmUp, clock_.least_piece()));
      lockstep_iterations_.store(enough ? whole_rounds(double(batch) * job.window.count / took.count) : 0,
                                 std::memory_order_relaxed);
    }
    meet();
    if (const uint64_t n = lockstep_iterations_.load(std::memory_order_relaxed)) return {n, {}};
  }
}

/// How far threads 0 and 1 are apart just now. All threads come and go together: nobody contends meanwhile.
std::optional<Nanoseconds> Together::probe(unsigned index) {
  if (alone() || job.placement.oversubscribed) return std::nullopt;
  meet();
  Nanoseconds distance;
  if (index < 2) distance = probe_.half_round_trip(index, clock_);
  meet();
  return index == 0 ? std::optional(distance) : std::nullopt;
}

void Together::measure(unsigned index) {
  Seat& seat = seats[index];
  ThreadResult& result = seat.result;
  const Kernel& kernel = *job.kernel;
  ThreadCounters counters(job.counters);
  const uint64_t setbacks_before = clock_setbacks();
  seat.phase.store(Phase::warming_up, std::memory_order_relaxed);
  const Batch batch = kernel.lockstep ? lockstep_length(index) : warm_up(index);
  const unsigned cpu = job.placement.pinned ? job.placement.cpus[index] : unsigned(std::max(sched_getcpu(), 0));
  const ThreadUsage usage_before = thread_usage(cpu);
  result.clock_before = calibrate_core_clock();
  result.probe_before = probe(index);
  if (kernel.settle) kernel.settle(*job.shared, index);
  if (index == 0) job.shared->timed = {};  // what was timed while warming up does not count
  seat.phase.store(Phase::measuring, std::memory_order_relaxed);
  meet([&] { begin_phase(); });

  uint64_t piece = batch.iterations;  // between two looks at the clock
  counters.start();
  result.begin = now();
  if (kernel.lockstep) {
    result.iterations = run(index, piece);
    result.end = now();
  } else if (alone()) {
    piece = whole_rounds(double(piece) * job.window.count / kSlices / std::max(batch.took.count, 1.0));
    const auto slice = [&] {
      result.iterations += run(index, piece);
      if (stop_.load(std::memory_order_relaxed)) throw GivenUp{};  // there is nobody else who would raise it
    };
    result.slice_ns = median_time(slice, kSlices).count / double(piece);
    result.end = now();
  } else {
    const Nanoseconds deadline = result.begin + job.window;
    do {
      result.iterations += run(index, piece);
      result.end = now();
      if (result.end > deadline) raise_stop();
    } while (!stop_.load(std::memory_order_relaxed));
  }
  counters.stop();

  result.probe_after = probe(index);
  result.clock_after = calibrate_core_clock();
  result.usage = thread_usage(cpu) - usage_before;
  result.counters = counters.read(double(result.iterations) * kernel.ops_per_iteration);
  result.cycles = counters.cycles();
  result.empty_ns = to_subtract(index, piece);
  result.clock_setbacks = clock_setbacks() - setbacks_before;
}

/// What is to be subtracted, in ns per iteration; timed in pieces as long as the window's.
double Together::to_subtract(unsigned index, uint64_t piece) {
  const Role& loops = role(index);
  const auto each = [&](Run loop) {
    return median_time([&] { loop(*job.shared, index, piece); }, kEmptyPieces).count / double(piece);
  };
  const auto& [how, loop] = loops.own;
  if (how == OwnWork::none) return 0;
  if (how == OwnWork::whole) return each(loops.empty);
  const std::optional<double> once = seats[index].result.slice_ns;
  if (!once) return 0;
  const double other = each(loop);
  if (how == OwnWork::half) return std::max(0.0, 2 * other - *once);
  return how == OwnWork::twice ? own_work(*once, other, each(loops.empty)) : link_work(*once, other, each(loops.empty));
}

// ---- without -----------------------------------------------------------------------------------

/// Without a clock: 4, 8 and 12 times so many iterations, and as many of the empty loop, in windows that an
/// emulator's plugin counts in. What a window costs whatever its length cancels in the differences; the steps are
/// of four because compilers unroll small loops by two or four (GCC for POWER), and a remainder is not on the line.
/// Threads that wait for partners are stopped once all of a role have done theirs: with so many of each they may have
/// nobody left to wait for.
void Together::execute(unsigned index) {
  Seat& seat = seats[index];
  seat.phase.store(Phase::executing, std::memory_order_relaxed);
  const Cast& cast = job.shared->cast;
  const auto operations = [&](uint64_t iterations) {
    return static_cast<uint64_t>(double(iterations) * job.kernel->ops_per_iteration);
  };
  const auto window = [&](CountWindow::Loop which, uint64_t iterations, auto loop) {
    const uint64_t all = operations(iterations);  // converted outside: not all ISAs do it in one instruction
    CountWindow counted(job.trial, index, which);
    const uint64_t did = loop();
    counted.close(did == iterations ? all : operations(did));
    return did;
  };
  ThreadCounters counters(job.counters);
  uint64_t did = 0;
  for (uint64_t times = 4; times <= 12; times += 4) {
    const uint64_t iterations = times * job.iterations;
    meet([&] {
      begin_phase();
      for (size_t r = 0; r < not_done_.size(); ++r) not_done_[r].store(cast.threads[r], std::memory_order_relaxed);
    });
    if (times == 12) counters.start();
    did = window(CountWindow::Loop::kernel, iterations, [&] { return run(index, iterations); });
    if (times == 12) counters.stop();
    seat.result.iterations += did;
    if (not_done_[cast.parts[index].role].fetch_sub(1, std::memory_order_relaxed) == 1) raise_stop();
    if (const Run empty = role(index).empty)
      window(CountWindow::Loop::empty, iterations, [&] { return empty(*job.shared, index, iterations); });
  }
  seat.result.counters = counters.read(double(operations(did)));
}

}  // namespace fenceline
