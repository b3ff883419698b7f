// Pinned threads that live from trial to trial, start together, and are all at work for the whole of the
// measured window. The team owns threads, time and counters; Google Benchmark sees one thread.
#pragma once
#include <arch/units.h>
#include <harness/machine/clock.h>
#include <harness/placement/placement.h>
#include <harness/team/counters.h>
#include <harness/team/disturbance.h>
#include <kernels/kernel.h>

#include <memory>
#include <vector>

namespace fenceline {

/// What is to be done once on a placement's threads.
struct Job {
  const Kernel* kernel = nullptr;
  Shared* shared = nullptr;
  Placement placement;
  unsigned threads = 1;  ///< as many as placement.cpus, where it is pinned
  /// Length of the measured window. 0: run each thread `iterations` times and take no time at all.
  Nanoseconds window{1e6};
  uint64_t iterations = kUnroll;
  CounterRequest counters;
  uint32_t trial = 0;  ///< trial_hash() of its id, for the counting plugin of an emulator
};

/// One thread's account of it.
struct ThreadResult {
  int ran_on_first = -1, ran_on_last = -1;  ///< sched_getcpu(); -1: the kernel does not tell
  uint64_t iterations = 0;                  ///< in the window
  uint64_t iterations_total = 0;            ///< with the warm-up, for verify()
  Nanoseconds begin, end;                   ///< of the window; begin == end where no time was taken
  std::optional<double> slice_ns;           ///< per iteration, of the window's median slice; a thread alone
  double empty_ns = 0;                      ///< per iteration of the empty loop
  CoreClock clock_before, clock_after;
  uint64_t clock_setbacks = 0;  ///< of the wall clock, since before the warm-up
  ThreadUsage usage;
  std::vector<CounterValue> counters;
  std::optional<double> cycles;
  std::optional<Nanoseconds> probe_before, probe_after;  ///< thread 0 of several: half round trip to thread 1
};

class Team {
 public:
  Team();
  ~Team();
  /// Runs the job on placement.cpus; returns when all threads are done. Throws RunError when a thread cannot be
  /// started or pinned, with what the kernel said.
  std::vector<ThreadResult> run(const Job&);

 private:
  struct Worker;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace fenceline
