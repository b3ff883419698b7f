#include <harness/machine/cgroup.h>

#include <algorithm>
#include <sstream>

namespace fenceline {
namespace {

/// Our group in the hierarchy of one controller (version 1), or in the only one (version 2: "").
std::optional<std::string> group_of(const std::string& proc_self_cgroup, const std::string& controller) {
  std::istringstream lines(proc_self_cgroup);
  for (std::string line; std::getline(lines, line);) {
    const size_t one = line.find(':');
    const size_t two = one == line.npos ? one : line.find(':', one + 1);
    if (two == line.npos) continue;
    const std::string list = "," + line.substr(one + 1, two - one - 1) + ",";
    if (list.find("," + controller + ",") != list.npos) return line.substr(two + 1);
  }
  return std::nullopt;
}

/// Calls f(folder) for the group and all above it. Inside a container the group may be named from outside; the mount
/// then shows it as the root.
template <class F>
void upwards(std::string group, const std::string& mount, F&& f) {
  while (!group.empty() && group != "/") {
    f(mount + group);
    group.resize(group.rfind('/'));
  }
  f(mount);
}

template <class T>
void tighten(std::optional<T>& limit, T found) {
  limit = limit ? std::min(*limit, found) : found;
}

/// "200000 100000" or "max 100000"; the two files of version 1 joined by a space, with -1 for no limit.
std::optional<double> quota_of(const std::string& text) {
  double quota = 0, period = 0;
  if (std::istringstream(text) >> quota >> period && quota > 0 && period > 0) return quota / period;
  return std::nullopt;
}

std::optional<uint64_t> bytes_of(const std::string& text) {
  uint64_t bytes = 0;
  // Version 1 writes "no limit" as a number near 2^63.
  if (std::istringstream(text) >> bytes && bytes < uint64_t{1} << 62) return bytes;
  return std::nullopt;
}

/// The value of "key value" among such lines; 0 where there is none.
uint64_t value_after(const std::string& text, std::string_view key) {
  std::istringstream words(text);
  uint64_t value = 0;
  for (std::string word; words >> word >> value;)
    if (word == key) return value;
  return 0;
}

/// f(folder, CPU quota) of each group with one.
template <class F>
void each_quota(const ReadFile& read, F&& f) {
  const std::string own = or_empty(read, "/proc/self/cgroup");
  if (const auto group = group_of(own, ""))
    upwards(*group, "/sys/fs/cgroup", [&](const std::string& folder) {
      if (const auto quota = quota_of(or_empty(read, folder + "/cpu.max"))) f(folder, *quota);
    });
  if (const auto group = group_of(own, "cpu"))
    for (const std::string mount : {"/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct"})
      upwards(*group, mount, [&](const std::string& folder) {
        if (const auto quota = quota_of(or_empty(read, folder + "/cpu.cfs_quota_us") + " " +
                                        or_empty(read, folder + "/cpu.cfs_period_us")))
          f(folder, *quota);
      });
}

/// f(limit, used, what of that are files that can be dropped) of each group with a limit of memory.
template <class F>
void each_memory_limit(const ReadFile& read, F&& f) {
  const std::string own = or_empty(read, "/proc/self/cgroup");
  if (const auto group = group_of(own, ""))
    upwards(*group, "/sys/fs/cgroup", [&](const std::string& folder) {
      const std::string stat = or_empty(read, folder + "/memory.stat");
      const uint64_t used = bytes_of(or_empty(read, folder + "/memory.current")).value_or(0);
      for (const char* file : {"/memory.max", "/memory.high"})
        if (const auto limit = bytes_of(or_empty(read, folder + file)))
          f(*limit, used, value_after(stat, "inactive_file") + value_after(stat, "active_file"));
    });
  if (const auto group = group_of(own, "memory"))
    upwards(*group, "/sys/fs/cgroup/memory", [&](const std::string& folder) {
      const std::string stat = or_empty(read, folder + "/memory.stat");
      if (const auto limit = bytes_of(or_empty(read, folder + "/memory.limit_in_bytes")))
        f(*limit, bytes_of(or_empty(read, folder + "/memory.usage_in_bytes")).value_or(0),
          value_after(stat, "total_inactive_file") + value_after(stat, "total_active_file"));
    });
}

}  // namespace

CgroupLimits cgroup_limits(const ReadFile& read) {
  CgroupLimits limits;
  limits.known = read("/proc/self/cgroup").has_value();
  each_quota(read, [&](const std::string&, double quota) { tighten(limits.cpus, quota); });
  each_memory_limit(read, [&](uint64_t limit, uint64_t, uint64_t) { tighten(limits.memory, limit); });
  return limits;
}

std::optional<uint64_t> cgroup_memory_left(const ReadFile& read) {
  std::optional<uint64_t> left;
  each_memory_limit(read, [&](uint64_t limit, uint64_t used, uint64_t files) {
    const uint64_t held = used - std::min(used, files);
    tighten(left, limit - std::min(limit, held));
  });
  return left;
}

std::optional<uint64_t> cgroup_tasks_left(const ReadFile& read) {
  std::optional<uint64_t> left;
  const std::string own = or_empty(read, "/proc/self/cgroup");
  for (const auto& [controller, mount] : {std::pair("", "/sys/fs/cgroup"), {"pids", "/sys/fs/cgroup/pids"}})
    if (const auto group = group_of(own, controller))
      upwards(*group, mount, [&](const std::string& folder) {
        uint64_t limit = 0, used = 0;
        if (!(std::istringstream(or_empty(read, folder + "/pids.max")) >> limit)) return;  // "max"
        std::istringstream(or_empty(read, folder + "/pids.current")) >> used;
        tighten(left, limit - std::min(limit, used));
      });
  return left;
}

std::vector<std::string> throttled_groups(const ReadFile& read) {
  std::vector<std::string> files;
  each_quota(read, [&](const std::string& folder, double) { files.push_back(folder + "/cpu.stat"); });
  return files;
}

std::optional<uint64_t> parse_throttled(const std::string& cpu_stat) {
  if (cpu_stat.find("nr_throttled ") == cpu_stat.npos) return std::nullopt;
  return value_after(cpu_stat, "nr_throttled");
}

}  // namespace fenceline
