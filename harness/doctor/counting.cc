// Findings: what time is told by, and what can be counted.
#include <fmt/format.h>
#include <harness/doctor/told.h>

#include <algorithm>
#include <iterator>

namespace fenceline {
namespace {

/// Read with a bus or a hypervisor between: the CPU's own counter was there and found unfit, or is not to be had.
constexpr std::string_view kChips[] = {"hpet", "acpi_pm", "pit", "jiffies", "refined-jiffies"};
/// Nanoseconds for a look at the clock, or for its step, from which windows are lengthened.
constexpr double kDear = 400;

}  // namespace

Finding clock_of(const Told& t) {
  const std::string source = t.value_or_gap("clocksource");
  const auto cost = t.number("clock_cost_ns"), step = t.number("clock_step_ns");
  const std::string state =
      cost ? fmt::format("{}; a look takes {:g} ns, it moves in steps of {:g} ns", source, *cost, step.value_or(0))
           : fmt::format("{}; its cost: {}", source, t.gap("clock_cost_ns"));
  if (const auto back = t.number("clock_back_ns"); back && *back > 0)
    return {"", Judgement::disturbs, fmt::format("{}; it went back by {:g} ns", state, *back),
            "nothing can be timed by it: runs are refused",
            "another clocksource; a hypervisor whose guests' clocks agree"};
  const bool chip = std::ranges::find(kChips, source) != std::end(kChips);
  const bool dear = cost && std::max(*cost, step.value_or(0)) > kDear;
  if (!chip && !dear) return {"", Judgement::ok, state, "", ""};
  return {
      "", Judgement::disturbs, state,
      chip ? "it is read from a chip, not from the CPU: windows are longer, short waits are not seen"
           : "windows are longer, short waits are not seen",
      t.x86()
          ? "echo tsc > /sys/devices/system/clocksource/clocksource0/current_clocksource, where available_clocksource "
            "has it; tsc=reliable on the kernel's command line, where it was given up"
          : "clocksource=NAME on the kernel's command line, from available_clocksource"};
}

Finding pmu_of(const Told& t) {
  const std::string counted = t.value("pmu");
  if (!counted.empty()) return {"", Judgement::ok, "cycles are counted: " + counted, "", ""};
  return {"", Judgement::note, t.gap("pmu"),
          "core cycles are calibrated beside each window instead; cache misses and the like are not known",
          "an instance of bare metal or with a virtual PMU"};
}

Finding paranoid_of(const Told& t) {
  const auto level = t.number("perf_event_paranoid");
  const std::string state = t.value_or_gap("perf_event_paranoid");
  if (!level) return {"", Judgement::note, state, "", ""};
  if (*level <= 2) return {"", Judgement::ok, state + ": one's own threads may be counted", "", ""};
  return {"", Judgement::note, state + ": nobody but root, or who has CAP_PERFMON, may count",
          "counters are gaps in counters.csv", "sysctl kernel.perf_event_paranoid=2"};
}

}  // namespace fenceline
