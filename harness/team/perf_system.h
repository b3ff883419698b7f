// The kernel's side of the counters, behind an interface so that tests can be any kernel: one
// without a PMU, one that forbids, one whose PMU is too small.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>

struct perf_event_attr;

namespace fenceline {

class PerfSystem {
 public:
  virtual ~PerfSystem() = default;
  /// perf_event_open for the calling thread on any CPU; group: leader's descriptor, -1 for a new
  /// group. Returns a descriptor, or -errno.
  virtual int open(perf_event_attr&, int group) = 0;
  /// The same of a PMU outside the cores, for what all programs do where the CPU that the thread is on belongs to.
  virtual int open_machine(perf_event_attr&) = 0;
  /// Starts or stops a whole group.
  virtual void enable(int leader, bool on) = 0;
  /// The group's record as PERF_FORMAT_GROUP lays it out. False: less than that was to be had.
  virtual bool read(int leader, uint64_t* words, size_t count) = 0;
  virtual void close(int fd) = 0;
  /// /proc/sys/kernel/perf_event_paranoid
  virtual std::optional<int> paranoid() = 0;
};

/// This machine's kernel.
PerfSystem& live_perf();

}  // namespace fenceline
