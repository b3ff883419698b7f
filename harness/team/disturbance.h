// What may have disturbed a window: asked of the kernel before and after, kept with the record.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace fenceline {

/// Of the calling thread since it started (getrusage RUSAGE_THREAD, /proc/thread-self/schedstat)
/// and of its CPU (steal from /proc/stat). nullopt where the kernel does not tell.
struct ThreadUsage {
  uint64_t involuntary_switches = 0;
  uint64_t voluntary_switches = 0;
  uint64_t minor_faults = 0;
  std::optional<uint64_t> run_delay_ns;  ///< ready, but not running
  std::optional<uint64_t> cpu_steal_ns;  ///< taken by the hypervisor; in steps of 10 ms
  uint64_t throttled = 0;                ///< how often the quota of a control group was used up
};
/// About 20 µs: outside the measured window.
ThreadUsage thread_usage(unsigned cpu);
/// What came between; nullopt where either side is.
ThreadUsage operator-(const ThreadUsage& after, const ThreadUsage& before);

/// Second field of /proc/<pid>/schedstat, nanoseconds.
std::optional<uint64_t> parse_run_delay(const std::string& schedstat);
/// Steal of one CPU in the text of /proc/stat, in nanoseconds.
std::optional<uint64_t> parse_steal(const std::string& proc_stat, unsigned cpu, uint64_t clock_ticks_per_second);

}  // namespace fenceline
