#include <harness/team/disturbance.h>

#include <fmt/format.h>
#include <harness/machine/cgroup.h>
#include <harness/machine/platform.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <sstream>

namespace fenceline {

std::optional<uint64_t> parse_run_delay(const std::string& schedstat) {
  unsigned long long on_cpu = 0, delay = 0;
  if (std::sscanf(schedstat.c_str(), "%llu %llu", &on_cpu, &delay) != 2) return std::nullopt;
  return delay;
}

std::optional<uint64_t> parse_steal(const std::string& proc_stat, unsigned cpu, uint64_t clock_ticks_per_second) {
  std::istringstream lines(proc_stat);
  const std::string label = fmt::format("cpu{} ", cpu);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(label)) continue;
    // user nice system idle iowait irq softirq steal: proc(5)
    std::istringstream fields(line.substr(label.size()));
    uint64_t value = 0;
    for (int i = 0; i < 8; ++i)
      if (!(fields >> value)) return std::nullopt;
    return value * (1'000'000'000 / clock_ticks_per_second);
  }
  return std::nullopt;
}

namespace {

/// Of our control groups with a quota; most machines have none, and then this costs nothing.
uint64_t times_throttled() {
  static const std::vector<std::string> files = throttled_groups(read_file);
  uint64_t times = 0;
  for (const auto& file : files) times += parse_throttled(read_file(file).value_or("")).value_or(0);
  return times;
}

}  // namespace

ThreadUsage thread_usage(unsigned cpu) {
  ThreadUsage usage;
  rusage r{};
  if (getrusage(RUSAGE_THREAD, &r) == 0) {
    usage.involuntary_switches = uint64_t(r.ru_nivcsw);
    usage.voluntary_switches = uint64_t(r.ru_nvcsw);
    usage.minor_faults = uint64_t(r.ru_minflt);
  }
  usage.run_delay_ns = parse_run_delay(read_file("/proc/thread-self/schedstat").value_or(""));
  usage.cpu_steal_ns = parse_steal(read_file("/proc/stat").value_or(""), cpu, uint64_t(sysconf(_SC_CLK_TCK)));
  usage.throttled = times_throttled();
  return usage;
}

ThreadUsage operator-(const ThreadUsage& after, const ThreadUsage& before) {
  // Steal has been seen to go backwards by a step after a migration of the virtual machine.
  const auto less = [](std::optional<uint64_t> a, std::optional<uint64_t> b) {
    return a && b ? std::optional(*a > *b ? *a - *b : 0) : std::nullopt;
  };
  return {after.involuntary_switches - before.involuntary_switches,
          after.voluntary_switches - before.voluntary_switches,
          after.minor_faults - before.minor_faults,
          less(after.run_delay_ns, before.run_delay_ns),
          less(after.cpu_steal_ns, before.cpu_steal_ns),
          after.throttled - before.throttled};
}

}  // namespace fenceline
