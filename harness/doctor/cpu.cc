// Findings: how the CPUs are set up, by firmware, the kernel's command line and sysfs.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/doctor/told.h>
#include <harness/machine/cpu_list.h>
#include <harness/machine/machine.h>

#include <algorithm>
#include <sstream>

namespace fenceline {
namespace {

/// Value of "name=value" on the kernel's command line; "" with the name alone; nullopt where it is not there.
std::optional<std::string> parameter(const Told& t, std::string_view name) {
  std::istringstream words(t.value("kernel_parameters"));
  for (std::string word; words >> word;) {
    const size_t equals = word.find('=');
    if (std::string_view(word).substr(0, equals) == name) return equals == word.npos ? "" : word.substr(equals + 1);
  }
  return std::nullopt;
}

bool has_flag(const Told& t, std::string_view flag) {
  std::istringstream words(t.value("cpu_flags"));
  for (std::string word; words >> word;)
    if (word == flag) return true;
  return false;
}

constexpr const char* kNoFrequency =
    "the core's clock changes unseen: calibrated beside each window, which is what can be done";

}  // namespace

Finding governor_of(const Told& t) {
  const std::string governor = t.value("governor");
  if (governor.empty()) return {"", Judgement::note, t.gap("governor"), kNoFrequency, ""};
  if (governor == "performance") return {"", Judgement::ok, governor, "", ""};
  return {"", Judgement::disturbs, fmt::format("{} ({})", governor, t.value_or_gap("frequency_driver")),
          "the core's clock rises and falls with its load: latencies in ns, the first windows most",
          "cpupower frequency-set -g performance"};
}

Finding turbo_of(const Told& t) {
  const std::string boost = t.value("boost");
  if (boost.empty()) return {"", Judgement::note, t.gap("boost"), kNoFrequency, ""};
  if (boost == "off") return {"", Judgement::ok, boost, "", ""};
  const bool intel = t.value("frequency_driver").starts_with("intel");
  return {"", Judgement::note, boost, "the clock depends on heat and on how many cores work: ns, not cycles",
          intel ? "echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo"
                : "echo 0 > /sys/devices/system/cpu/cpufreq/boost"};
}

Finding smt_of(const Told& t) {
  const std::string smt = t.value("smt");
  if (smt.empty()) return {"", Judgement::note, t.gap("smt"), "", ""};
  if (smt != "on") return {"", Judgement::ok, smt, "", ""};
  return {
      "", Judgement::note, smt,
      "who runs on a PU's sibling takes half of its core; --pin=core leaves siblings idle, but only of our own threads",
      "echo off > /sys/devices/system/cpu/smt/control"};
}

Finding isolation_of(const Told& t) {
  const auto isolated = parse_cpu_list(t.value("isolated_pus")), ours = parse_cpu_list(t.value("usable_pus"));
  const std::string ticks = t.value("nohz_full_pus").empty() ? "" : "; without ticks: " + t.value("nohz_full_pus");
  if (isolated.empty())
    return {"", Judgement::note, "no PU is" + ticks,
            "the scheduler may put any thread beside ours, and its tick interrupts each window",
            "isolcpus=LIST nohz_full=LIST on the kernel's command line, and --pin=LIST"};
  std::vector<unsigned> here, elsewhere;
  for (unsigned cpu : isolated) (std::ranges::find(ours, cpu) != ours.end() ? here : elsewhere).push_back(cpu);
  const std::string state = "PUs " + t.value("isolated_pus") + ticks;
  if (!elsewhere.empty())
    return {"", Judgement::disturbs, state + fmt::format("; {} are not ours", ranges(elsewhere)),
            "the quiet PUs are not measured on", fmt::format("taskset -c {} ./bench", ranges(elsewhere))};
  if (here.size() < ours.size())
    return {"", Judgement::note, state, "figures of those PUs are quieter than the others'",
            fmt::format("--pin={} measures on those alone", ranges(here))};
  return {"", Judgement::note, state + ": all that are ours",
          "the kernel moves no thread there: with --pin=none all of them stay on one PU", ""};
}

Finding mitigations_of(const Told& t) {
  const std::string text = t.value("mitigations");
  if (text.empty()) {
    const std::string gap = t.gap("mitigations");
    return {"", gap == kNoMitigation ? Judgement::ok : Judgement::note, gap, "", ""};
  }
  std::vector<std::string> names;
  for (size_t at = 0; at < text.size();) {
    const size_t colon = text.find(':', at), bar = text.find(" | ", at);
    names.push_back(text.substr(at, std::min(colon, bar) - at));
    if (bar == text.npos) break;
    at = bar + 3;
  }
  return {"", Judgement::note, fmt::format("{} at work: {}", names.size(), fmt::join(names, ", ")),
          "system calls and indirect branches are slower: futexes, wake-ups, whatever sleeps",
          "mitigations=off on the kernel's command line, where nobody else's code runs"};
}

Finding split_locks_of(const Told& t) {
  if (!t.x86()) return {"", Judgement::ok, "x86 alone has them", "", ""};
  const std::string kernel = parameter(t, "split_lock_detect").value_or("");
  const bool detects = has_flag(t, "split_lock_detect") || has_flag(t, "bus_lock_detect");
  if (!detects || kernel == "off")
    return {"", Judgement::ok, detects ? "not detected (split_lock_detect=off)" : "this CPU does not detect them", "",
            ""};
  const bool slows = t.value("split_lock_mitigate") == "1";
  return {"", Judgement::note,
          fmt::format("detected ({}{})", kernel.empty() ? "warn" : kernel, slows ? ", and slowed down" : ""),
          kernel == "fatal" ? "--allow-split-locks: who does one is killed"
                            : "--allow-split-locks: each one costs a trap, and 10 ms where it is slowed down",
          slows && kernel.empty() ? "sysctl kernel.split_lock_mitigate=0"
                                  : "split_lock_detect=off on the kernel's command line"};
}

Finding tsc_of(const Told& t) {
  if (!t.x86()) return {"", Judgement::ok, t.value_or_gap("tick_source") + ": of constant rate by the ISA", "", ""};
  const bool constant = has_flag(t, "constant_tsc"), nonstop = has_flag(t, "nonstop_tsc");
  std::vector<std::string_view> there;
  for (std::string_view flag : {"constant_tsc", "nonstop_tsc", "tsc_reliable", "tsc_known_freq"})
    if (has_flag(t, flag)) there.push_back(flag);
  const std::string state = there.empty() ? "none of its flags is set" : fmt::format("{}", fmt::join(there, " "));
  if (constant && nonstop) return {"", Judgement::ok, state, "", ""};
  return {"", constant ? Judgement::note : Judgement::disturbs, state,
          constant ? "it may stand still in deep sleep: the kernel takes another clock then"
                   : "its rate may follow the core's clock: what is timed by rdtsc is in no fixed unit",
          "an instance type, or a hypervisor's CPU model, with invariant TSC"};
}

}  // namespace fenceline
