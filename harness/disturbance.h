// What may have disturbed a window: asked of the kernel before and after, kept with the record.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fenceline {

/// Of the calling thread since it started (getrusage RUSAGE_THREAD, /proc/thread-self/schedstat) and
/// of its CPU (steal from /proc/stat; nullopt where the kernel does not tell).
struct ThreadUsage {
  uint64_t involuntary_switches = 0;
  uint64_t voluntary_switches = 0;
  uint64_t minor_faults = 0;
  uint64_t run_delay_ns = 0;                 ///< ready, but not running
  std::optional<uint64_t> cpu_steal_ns;      ///< of the CPU; 10 ms resolution
};
ThreadUsage thread_usage(unsigned cpu);
ThreadUsage operator-(const ThreadUsage& after, const ThreadUsage& before);

}  // namespace fenceline
