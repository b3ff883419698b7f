// The kernel's side of the counters, behind an interface so that tests can be any kernel: one
// without a PMU, one that forbids, one whose PMU is too small.
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

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
  /// The kernel's numbers (perf_event_attr's type) of a PMU outside the cores, of which there may be several: see pmu_types().
  virtual std::vector<uint32_t> pmus(const std::string& name) = 0;
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

/// Types of the PMUs of that name, and of those that are numbered ("uncore_cha_0", "uncore_cha_1" …), in order of their types.
/// devices: /sys/bus/event_source/devices
std::vector<uint32_t> pmu_types(const std::string& name, const std::filesystem::path& devices);

}  // namespace fenceline
