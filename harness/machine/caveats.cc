#include <harness/machine/caveats.h>

#include <fmt/format.h>
#include <harness/machine/cgroup.h>

#include <algorithm>
#include <iterator>
#include <sstream>

namespace fenceline {

std::vector<unsigned> parse_cpu_list(const std::string& text) {
  std::vector<unsigned> cpus;
  std::istringstream in(text);
  for (unsigned low = 0; in >> low;) {
    unsigned high = low;
    if (in.peek() == '-' && !(in.ignore() >> high)) break;
    for (unsigned cpu = low; cpu <= high && high < 1u << 20; ++cpu) cpus.push_back(cpu);
    if (in.peek() == ',') in.ignore();
  }
  return cpus;
}

std::vector<std::string> caveats(const Machine& machine, const ReadFile& read) {
  std::vector<std::string> list;
  if (const auto cpus = cgroup_limits(read).cpus; cpus && *cpus < double(machine.pus.size()))
    list.push_back(fmt::format(
        "the control group has the time of {:.2f} CPUs (cpu.max) for {} PUs: threads are stopped when it is used up, "
        "and windows in which that was are disturbed",
        *cpus, machine.pus.size()));

  std::vector<unsigned> isolated_ours, isolated_others;
  for (unsigned cpu : parse_cpu_list(read("/sys/devices/system/cpu/isolated").value_or("")))
    (machine.pu(cpu) ? isolated_ours : isolated_others).push_back(cpu);
  if (!isolated_others.empty())
    list.push_back(
        fmt::format("PUs {0} are isolated (isolcpus) and not ours: run under taskset -c {0} to measure on them",
                    ranges(isolated_others)));
  if (!isolated_ours.empty() && isolated_ours.size() < machine.pus.size())
    list.push_back(fmt::format("PUs {} are isolated (isolcpus), the others are not: their figures are quieter",
                               ranges(isolated_ours)));
  else if (isolated_ours.size() > 1)
    list.push_back(
        "all PUs are isolated (isolcpus): the kernel moves no thread there, and with --pin=none all of them stay on "
        "one PU");

  // Read with a bus or a hypervisor between: the CPU's own counter was there and found unfit, or is not to be had.
  constexpr std::string_view kChips[] = {"hpet", "acpi_pm", "pit", "jiffies", "refined-jiffies"};
  const auto source = read("/sys/devices/system/clocksource/clocksource0/current_clocksource").value_or("");
  if (std::ranges::find(kChips, source) != std::end(kChips))
    list.push_back(fmt::format(
        "the clock is read from {}, not from the CPU (clocksource): a look at it is dear or coarse, and clock_cost_ns "
        "and clock_step_ns tell how much so",
        source));
  return list;
}

}  // namespace fenceline
