// Findings: what we may have of this machine. The plan obeys what stands here (harness/run/fit.h).
#include <base/text.h>
#include <fmt/format.h>
#include <harness/doctor/told.h>
#include <harness/machine/cpu_list.h>
#include <harness/machine/machine.h>

#include <algorithm>

namespace fenceline {
namespace {

size_t usable_count(const Told& t) { return parse_cpu_list(t.value("usable_pus")).size(); }

std::string bytes(double n) { return bytes_text(static_cast<uint64_t>(n)); }

/// The largest working set that a suite asks for by default, with what goes with it.
constexpr double kLargestSet = 300u << 20;
/// File descriptors of the harness itself, and of a thread that counts the default events.
constexpr double kOwnFiles = 40, kThreadFiles = 12;

}  // namespace

Finding quota_of(const Told& t) {
  const auto cpus = t.number("cgroup_cpus");
  if (!cpus) return {"", Judgement::ok, t.value_or_gap("cgroup_cpus"), "", ""};
  const std::string state = fmt::format("the time of {:.2f} CPUs (cpu.max) for {} PUs", *cpus, usable_count(t));
  if (*cpus >= double(usable_count(t))) return {"", Judgement::ok, state, "", ""};
  return {"", Judgement::disturbs, state,
          "threads are stopped when it is used up, and windows in which that was do not count; trials of more threads "
          "are skipped unless --threads or --oversubscribe asks for them",
          "echo max > /sys/fs/cgroup/GROUP/cpu.max; in a container: start it without --cpus"};
}

Finding cpuset_of(const Told& t) {
  const std::string ours = t.value_or_gap("usable_pus"), others = t.value("disallowed_pus"),
                    off = t.value("offline_pus");
  const std::string state = ours + (off.empty() ? "" : "; offline: " + off);
  if (others.empty())
    return {"", off.empty() ? Judgement::ok : Judgement::note, state,
            off.empty() ? "" : "offline PUs are not measured on",
            off.empty() ? "" : "echo 1 > /sys/devices/system/cpu/cpuN/online"};
  auto all = parse_cpu_list(ours + "," + others);
  std::ranges::sort(all);
  const std::string together = ranges(all);
  return {"", Judgement::note, fmt::format("{}; not ours: {}", state, others),
          "those are not measured on, and what others do there is beside us",
          fmt::format("taskset -c {} ./bench; cpuset.cpus of the control group", together)};
}

Finding memory_of(const Told& t) {
  const auto left = t.number("memory_left_kib"), all = t.number("memory_kib"), group = t.number("cgroup_memory");
  if (!left) return {"", Judgement::note, t.gap("memory_left_kib"), "", ""};
  const std::string state =
      fmt::format("{} can be had{}: {}{}", bytes(*left * 1024), all ? " of " + bytes(*all * 1024) : "",
                  t.value("memory_left_by"), group ? fmt::format(" (limit {})", bytes(*group)) : "");
  if (*left * 1024 >= kLargestSet) return {"", Judgement::ok, state, "", ""};
  return {"", Judgement::disturbs, state, "working sets that do not fit are skipped",
          group ? "echo max > /sys/fs/cgroup/GROUP/memory.max; in a container: start it without --memory"
                : "end what holds memory; ulimit -v unlimited; ulimit -d unlimited"};
}

Finding locked_of(const Told& t) {
  const auto limit = t.number("limit_locked_memory");
  return {"", Judgement::ok, (limit ? bytes(*limit) : t.gap("limit_locked_memory")) + "; nothing here locks memory", "",
          ""};
}

Finding files_of(const Told& t) {
  const auto limit = t.number("limit_open_files");
  if (!limit) return {"", Judgement::ok, t.gap("limit_open_files"), "", ""};
  const double wanted = kOwnFiles + kThreadFiles * double(usable_count(t));
  const std::string state = fmt::format("{:.0f} open files", *limit);
  if (*limit >= wanted) return {"", Judgement::ok, state, "", ""};
  return {"", Judgement::disturbs,
          fmt::format("{}; counters of {} threads take {:.0f}", state, usable_count(t), wanted),
          "counters of the later threads are gaps", fmt::format("ulimit -n {:.0f}", wanted)};
}

Finding threads_of(const Told& t) {
  const auto left = t.number("threads_left");
  if (!left) return {"", Judgement::ok, t.gap("threads_left"), "", ""};
  const std::string state = fmt::format("{:.0f} more can be started: {}", *left, t.value("threads_left_by"));
  if (*left >= double(usable_count(t))) return {"", Judgement::ok, state, "", ""};
  return {"", Judgement::disturbs, state, "trials of more threads are skipped",
          "ulimit -u unlimited; echo max > /sys/fs/cgroup/GROUP/pids.max; in a container: --pids-limit=-1"};
}

Finding priority_of(const Told& t) {
  const auto limit = t.number("limit_real_time_priority");
  const std::string state = !limit        ? t.gap("limit_real_time_priority")
                            : *limit == 0 ? "none may be taken"
                                          : fmt::format("up to {:.0f}", *limit);
  return {"", Judgement::ok, state + "; nothing here takes one", "", ""};
}

Finding container_of(const Told& t) {
  const std::string name = t.value("container");
  if (name.empty()) return {"", Judgement::ok, t.gap("container"), "", ""};
  return {
      "", Judgement::note, name,
      "its limits hold for us; system calls may be denied (mbind, perf_event_open), processes of others are not seen",
      "outside of it, or with --security-opt seccomp=unconfined --pid=host"};
}

}  // namespace fenceline
