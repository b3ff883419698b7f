// One repetition of a trial: its memory, its threads, and the record that comes of it.
#pragma once
#include <harness/machine/machine.h>
#include <harness/machine/node_memory.h>
#include <harness/placement/core_states.h>
#include <harness/placement/modes.h>
#include <harness/plan/plan.h>
#include <harness/results/record.h>
#include <harness/team/affinity.h>
#include <harness/team/counters.h>
#include <harness/team/team.h>

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace fenceline {

TrialKey key_of(const Trial&);

/// Executes trials on this machine, one repetition at a time. Keeps threads and memory from one to the next, until fresh().
class TrialRunner {
 public:
  /// Told of a trial that hangs and of each of its threads, in lines.
  using Tell = std::function<void(const std::string&)>;
  /// `emulated`: or what cannot be told; all takes longer then. Throws InputError for counters that nobody knows.
  TrialRunner(const Request&, const Machine&, bool emulated, Tell);
  /// With times, in a window of this length, or of the kernel's where that is longer. One that hangs, crashes or throws
  /// has none, and is wrong. Throws RunError when the machine refuses threads or memory, Interrupted when a signal came.
  NativeRecord measure(const Trial&, unsigned repetition, Nanoseconds window);
  /// Without: some iterations, whose work is checked. Throws as measure() does.
  EmulatedRecord execute(const Trial&);
  Modes& modes() { return modes_; }
  /// What follows has other threads and other memory: a figure hangs on where these happen to lie, and runs would differ by
  /// it without knowing.
  void fresh();

 private:
  /// What memory and team brought together.
  struct Executed;
  Executed run(const Trial&, Nanoseconds window);
  using Kind = std::pair<std::optional<unsigned>, bool>;  ///< node and kind of page
  const NodeMemory& memory(const Kind&, size_t bytes);

  const Request& request_;
  const Machine& machine_;
  const Caches caches_;
  const bool emulated_;
  Tell tell_;
  double tick_hz_;
  uint64_t memory_left_;  ///< when none of ours was taken
  CpuSet allowed_ = allowed_here();  ///< PUs that we may use; a cpuset can be changed while we run
  Modes modes_;
  CoreStates core_states_;
  std::map<Kind, NodeMemory> memory_;
  std::map<Kind, size_t> most_;  ///< bytes that were needed of it so far
  /// What was used last, the oldest first: the kernel would give the pages that are given back last out again first.
  std::deque<NodeMemory> used_;
  CounterRequest counters_;
  Team team_;
  uint64_t executions_ = 0;
};

}  // namespace fenceline
