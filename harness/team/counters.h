// Per-thread performance counters. libpfm4 and perf_event are included in harness/counters* alone.
// Nothing here throws for a missing counter: it becomes a gap with the kernel's reason.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <harness/team/perf_system.h>

namespace fenceline {

struct CounterValue {
  std::string event;            ///< as asked: "cycles", "task-clock", a libpfm4 name
  std::optional<double> value;  ///< scaled to the whole window; nullopt: a gap
  uint64_t raw = 0;             ///< as counted
  uint64_t time_enabled_ns = 0;
  uint64_t time_running_ns = 0;  ///< less than enabled: multiplexed
  bool multiplexed = false;
  std::string gap;  ///< why there is no value: "no PMU … (ENOENT)"; else empty
  /// What in truth was counted: libpfm4's full name, "perf cycles:u", "getrusage", "A / B".
  std::string counted;
};

/// What `--counters=` names: events or sets (a set is a data file in arch/<isa>/events/).
struct CounterRequest {
  std::vector<std::string> events;  ///< and metrics, each after the two events that it divides
};
/// "default" (hardware where there is a PMU, and the software events), "software", "none", a set's
/// name, or a comma-separated list of sets and events ("amd_l3/0x0104/": a number of a PMU outside the cores). Throws InputError for names that neither
/// libpfm4 nor a set knows, with the nearest.
CounterRequest parse_counters(const std::string& text);

/// Counters of the calling thread. Open once per thread and trial, start and stop around the
/// window. Hardware events count user mode only. They are one group, counted together, unless the
/// PMU is too small: then they are several, which the kernel lets take turns.
class ThreadCounters {
 public:
  explicit ThreadCounters(const CounterRequest&, PerfSystem& = live_perf());
  ~ThreadCounters();
  ThreadCounters(ThreadCounters&&) noexcept;
  ThreadCounters& operator=(ThreadCounters&&) noexcept;
  void start();
  void stop();
  /// Of the last window, which held so many operations, in the order of the request, gaps included.
  std::vector<CounterValue> read(double operations = 0) const;
  /// Core cycles counted in the window, where a PMU gave them and nothing was multiplexed.
  std::optional<double> cycles() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fenceline
