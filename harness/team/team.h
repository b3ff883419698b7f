// Pinned threads that live from trial to trial, start together, and are all at work for the whole of the
// measured window. The team owns threads, time and counters; Google Benchmark sees one thread.
#pragma once
#include <arch/units.h>
#include <harness/machine/clock.h>
#include <harness/placement/placement.h>
#include <harness/team/counters.h>
#include <harness/team/disturbance.h>
#include <kernels/kernel.h>

#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace fenceline {

/// What is to be done once on a placement's threads.
struct Job {
  const Kernel* kernel = nullptr;
  /// Shared::data points into `memory`. A thread that hangs may be at work on both: they live as long as it.
  std::shared_ptr<Shared> shared;
  std::shared_ptr<const void> memory = nullptr;
  Placement placement;
  unsigned threads = 1;  ///< as many as placement.cpus, where it is pinned
  /// Length of the measured window. 0: run each thread `iterations` times and take no time at all.
  Nanoseconds window{1e6};
  uint64_t iterations = kUnroll;
  CounterRequest counters;
  uint32_t trial = 0;        ///< trial_hash() of its id, for the counting plugin of an emulator
  Nanoseconds limit{600e9};  ///< what takes longer, setup and check included, hangs
};

/// One thread's account of it.
struct ThreadResult {
  int ran_on_first = -1, ran_on_last = -1;  ///< sched_getcpu(); -1: the kernel does not tell
  uint64_t iterations = 0;                  ///< in the window
  uint64_t iterations_total = 0;            ///< with the warm-up, for verify()
  bool kept_pin = true;                     ///< where it was pinned: to that CPU alone, when its work was done
  Nanoseconds begin, end;                   ///< of the window; begin == end where no time was taken
  std::optional<double> slice_ns;           ///< per iteration, of the window's median slice; a thread alone
  double empty_ns = 0;                      ///< per iteration: what is subtracted, see OwnWork
  CoreClock clock_before, clock_after;
  uint64_t clock_setbacks = 0;  ///< of the wall clock, since before the warm-up
  ThreadUsage usage;
  std::vector<CounterValue> counters;
  std::optional<double> cycles;
  std::optional<Nanoseconds> probe_before, probe_after;  ///< thread 0 of several: half round trip to thread 1
};

struct TeamResult {
  std::vector<ThreadResult> threads;
  std::string wrong;  ///< what the kernel's check found; empty: the work was done
  std::vector<Figure> figures;
  std::vector<Distribution> distributions;
  std::vector<Series> series;
};

/// What a thread of a team is at.
enum class Phase { starting, setup, warming_up, measuring, executing, checking, dropping, done };
std::string_view name(Phase);

/// A job had not ended at its limit. It was made to stop; threads that could not be were abandoned, and sleep for ever.
struct Hang : std::exception {
  struct Thread {
    std::string role;
    int cpu = -1;                   ///< that it was pinned to; -1: none
    Phase phase = Phase::starting;  ///< where it was at the limit
    uint64_t iterations = 0;        ///< of finished batches
    std::string state;              ///< what the operating system says of it
    std::string end;                ///< what became of it
  };
  Nanoseconds limit;
  std::vector<Thread> threads;
  /// "did not end within 10 s: thread 1 (consumer) was warming up": one line, for records.
  std::string text;
  const char* what() const noexcept override { return text.c_str(); }
};

/// "thread 1 (consumer) crashed while measuring: SIGSEGV at 0x0": a kernel crashed, or threw. The other threads were made to
/// stop as after a Hang.
struct Fault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A signal came, and the job was cut short.
struct Interrupted : std::exception {
  const char* what() const noexcept override { return "interrupted"; }
};

class Together;

class Team {
 public:
  Team();
  ~Team();
  /// Runs the job on placement.cpus; returns when all threads are done. Throws RunError when a thread cannot be
  /// started or pinned, with what the kernel said; Hang, Fault and Interrupted. The team lives on after each of them.
  TeamResult run(const Job&);
  /// The next job has new threads.
  void dismiss();

 private:
  struct Worker;
  void hire(unsigned threads);
  std::vector<std::string> dissolve(std::unique_ptr<Together>);
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace fenceline
