// What the control groups that we are in allow, version 1 or 2: always the tightest on the way from our own up to the
// root. Pure over a way to read files.
#pragma once
#include <harness/machine/platform.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fenceline {

struct CgroupLimits {
  std::optional<double> cpus;      ///< CPU time per time; nullopt: no limit
  std::optional<uint64_t> memory;  ///< bytes; nullopt: no limit
  bool known = false;              ///< /proc/self/cgroup could be read
};
CgroupLimits cgroup_limits(const ReadFile&);

/// Bytes until the kernel kills, or beyond a mark slows down, what is in the group; files that it would drop first
/// count as free. nullopt: no limit.
std::optional<uint64_t> cgroup_memory_left(const ReadFile&);

/// Tasks (threads) that may still be started in the group. nullopt: no limit.
std::optional<uint64_t> cgroup_tasks_left(const ReadFile&);

/// The cpu.stat files of those groups that have a quota of CPU time.
std::vector<std::string> throttled_groups(const ReadFile&);
/// How often a group's quota was used up before its period was over, from its cpu.stat.
std::optional<uint64_t> parse_throttled(const std::string& cpu_stat);

}  // namespace fenceline
