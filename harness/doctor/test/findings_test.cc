#include <harness/doctor/examine.h>
#include <harness/doctor/finding.h>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace fenceline {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A quiet server of four PUs on which nothing is to be said but what cannot be helped.
std::map<std::string, std::string> quiet() {
  return {{"execution", "native"},
          {"execution_reason", "hardware"},
          {"isa", "x86_64"},
          {"cpu_model", "Made-up 9000"},
          {"cpu_design", "Zen 4"},
          {"cpu_flags", "fpu constant_tsc nonstop_tsc"},
          {"hypervisor", "none seen"},
          {"instance_type", "PowerEdge"},
          {"governor", "performance"},
          {"frequency_driver", "acpi-cpufreq"},
          {"boost", "off"},
          {"smt", "off"},
          {"clocksource", "tsc"},
          {"clock_cost_ns", "31"},
          {"clock_step_ns", "1"},
          {"memory_kib", "16777216"},
          {"memory_left_kib", "8388608"},
          {"memory_left_by", "what this machine has free"},
          {"transparent_huge_pages", "madvise"},
          {"numa_balancing", "0"},
          {"perf_event_paranoid", "2"},
          {"pmu", "perf cycles:u"},
          {"usable_pus", "0-3"},
          {"usable_nodes", "0"},
          {"isolated_pus", "0-3"},
          {"swap_kib", "0"},
          {"swap_free_kib", "0"},
          {"limit_open_files", "1024"},
          {"limit_locked_memory", "8388608"},
          {"limit_real_time_priority", "0"},
          {"threads_left", "100"},
          {"background_cpus", "0.004"},
          {"background_seconds", "1"},
          {"steal_cpus", "0.000"},
          {"build_type", "Release"},
          {"compiler", "GNU 12"}};
}

/// A fact with no value has a gap, which here is its key.
std::vector<Fact> facts(std::map<std::string, std::string> values) {
  for (const char* key : {"cgroup_cpus", "cgroup_memory", "disallowed_pus", "offline_pus", "container", "irqbalance",
                          "mitigations", "masked_model", "nohz_full_pus", "sanitizers", "background_processes",
                          "kernel_parameters", "limit_user_threads"})
    values.try_emplace(key, "");
  std::vector<Fact> list;
  for (const auto& [key, value] : values) list.push_back({key, value, value.empty() ? "no " + key : ""});
  return list;
}

Finding about(const std::string& subject, const std::map<std::string, std::string>& changes) {
  auto values = quiet();
  for (const auto& [key, value] : changes) values[key] = value;
  for (const auto& f : findings(facts(values)))
    if (f.subject == subject) return f;
  ADD_FAILURE() << "nothing is found about " << subject;
  return {};
}

TEST(Doctor, AQuietMachineHasNothingThatDisturbs) {
  for (const auto& f : findings(facts(quiet()))) {
    EXPECT_TRUE(f.judgement == Judgement::ok || f.subject == "isolated PUs" || f.subject == "mitigations")
        << f.subject << ": " << f.state;
    EXPECT_FALSE(f.state.empty()) << f.subject;
  }
}

TEST(Doctor, NoMitigationAtWorkIsFineAndNotToldIsNot) {
  auto list = facts(quiet());
  for (auto& f : list)
    if (f.key == "mitigations") f.gap = kNoMitigation;
  const auto found = findings(list);
  EXPECT_EQ(std::ranges::find(found, "mitigations", &Finding::subject)->judgement, Judgement::ok);
}

TEST(Doctor, AMachineThatTellsNothingIsNotCalledFine) {
  const auto list = findings({{"execution", "native", ""}});
  EXPECT_GT(list.size(), 20u);
  for (const auto& f : list) EXPECT_FALSE(f.state.empty()) << f.subject;
  for (const char* subject : {"governor", "turbo", "SMT", "PMU", "memory", "background load", "steal", "swap"})
    EXPECT_EQ(std::ranges::find(list, subject, &Finding::subject)->judgement, Judgement::note) << subject;
}

TEST(Doctor, EachIsToldOnceAndWhatIsWrongSaysWhatItDoes) {
  std::set<std::string> subjects;
  for (const auto& f : findings(facts({{"execution", "native"}}))) {
    EXPECT_TRUE(subjects.insert(f.subject).second) << f.subject;
    if (f.judgement == Judgement::disturbs) {
      EXPECT_FALSE(f.disturbs.empty() || f.change.empty()) << f.subject;
    }
  }
}

TEST(Doctor, WhatNoHardwareExecutesIsNotJudged) {
  const auto list =
      findings(facts({{"execution", "qemu_user"}, {"execution_reason", "qemu"}, {"governor", "powersave"}}));
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].judgement, Judgement::note);
  EXPECT_THAT(list[0].state, HasSubstr("qemu"));
}

struct Case {
  const char* subject;
  std::map<std::string, std::string> changes;
  Judgement judgement;
  const char* state;   ///< a part of it
  const char* change;  ///< a part of it
};

class DoctorCases : public testing::TestWithParam<Case> {};

TEST_P(DoctorCases, AreJudged) {
  const auto& c = GetParam();
  const Finding f = about(c.subject, c.changes);
  EXPECT_EQ(name(f.judgement), name(c.judgement));
  EXPECT_THAT(f.state, HasSubstr(c.state));
  EXPECT_THAT(f.change, HasSubstr(c.change));
  EXPECT_EQ(f.judgement == Judgement::disturbs && f.disturbs.empty(), false);
}

constexpr Judgement kOk = Judgement::ok, kNote = Judgement::note, kDisturbs = Judgement::disturbs;
const std::string kGroup = "cgroup_memory";

INSTANTIATE_TEST_SUITE_P(
    All, DoctorCases,
    testing::Values(
        Case{"governor", {{"governor", "powersave"}}, kDisturbs, "powersave", "cpupower"},
        Case{"governor", {{"governor", "performance, schedutil"}}, kDisturbs, "schedutil", "cpupower"},
        Case{"governor", {{"governor", ""}}, kNote, "no governor", ""},
        Case{"turbo", {{"boost", "on"}}, kNote, "on", "cpufreq/boost"},
        Case{"turbo", {{"boost", "on"}, {"frequency_driver", "intel_pstate"}}, kNote, "on", "no_turbo"},
        Case{"SMT", {{"smt", "on"}}, kNote, "on", "smt/control"},
        Case{"SMT", {{"smt", "notsupported"}}, kOk, "notsupported", ""},
        Case{"isolated PUs", {{"isolated_pus", ""}}, kNote, "no PU", "isolcpus"},
        Case{"isolated PUs", {{"isolated_pus", "6-7"}}, kDisturbs, "6,7 are not ours", "taskset -c 6,7"},
        Case{"isolated PUs",
             {{"isolated_pus", "2,3"}, {"nohz_full_pus", "2-3"}},
             kNote,
             "without ticks: 2-3",
             "--pin=2,3"},
        Case{"CPU quota", {{"cgroup_cpus", "1.50"}}, kDisturbs, "1.50 CPUs (cpu.max) for 4 PUs", "cpu.max"},
        Case{"CPU quota", {{"cgroup_cpus", "4.00"}}, kOk, "4.00", ""},
        Case{"PUs", {{"disallowed_pus", "4-7"}}, kNote, "not ours: 4-7", "taskset -c 0-7"},
        Case{"PUs", {{"offline_pus", "4"}}, kNote, "offline: 4", "online"},
        Case{"memory", {{"memory_left_kib", "204800"}}, kDisturbs, "200 MiB", "ulimit -v"},
        Case{
            "memory", {{"memory_left_kib", "204800"}, {kGroup, "268435456"}}, kDisturbs, "limit 256 MiB", "memory.max"},
        Case{"threads", {{"threads_left", "2"}, {"threads_left_by", "pids.max"}}, kDisturbs, "2 more", "pids"},
        Case{"threads", {{"threads_left", ""}}, kOk, "no threads_left", ""},
        Case{"open files", {{"limit_open_files", "64"}}, kDisturbs, "64 open files", "ulimit -n 88"},
        Case{"locked memory", {{"limit_locked_memory", "65536"}}, kOk, "64 KiB", ""},
        Case{"priority", {{"limit_real_time_priority", "99"}}, kOk, "up to 99", ""},
        Case{"clock", {{"clocksource", "hpet"}}, kDisturbs, "hpet", "current_clocksource"},
        Case{"clock", {{"clock_cost_ns", "10000"}}, kDisturbs, "a look takes 10000 ns", "clocksource"},
        Case{"clock", {{"clock_step_ns", "1000"}}, kDisturbs, "steps of 1000 ns", "clocksource"},
        Case{"clock", {{"isa", "aarch64"}, {"clocksource", "arch_sys_counter"}}, kOk, "arch_sys_counter", ""},
        Case{"clock", {{"clock_back_ns", "1000"}}, kDisturbs, "went back by 1000 ns", "clocksource"},
        Case{"mitigations", {{"mitigations", ""}}, kNote, "no mitigations", ""},
        Case{"TSC", {{"cpu_flags", "fpu"}}, kDisturbs, "none of its flags", ""},
        Case{"TSC", {{"cpu_flags", "constant_tsc"}}, kNote, "constant_tsc", ""},
        Case{"TSC", {{"isa", "aarch64"}, {"cpu_flags", "fp"}, {"tick_source", "cntvct_el0"}}, kOk, "cntvct_el0", ""},
        Case{"PMU", {{"pmu", ""}}, kNote, "no pmu", ""},
        Case{"perf events", {{"perf_event_paranoid", "4"}}, kNote, "4: nobody", "perf_event_paranoid=2"},
        Case{"steal", {{"steal_cpus", "0.300"}}, kDisturbs, "0.30 CPUs", ""},
        Case{"steal", {{"steal_cpus", "0.030"}}, kNote, "0.03 CPUs", ""},
        Case{"background load",
             {{"background_cpus", "1.7"}, {"background_processes", "cc1plus (7) 170 %"}},
             kDisturbs,
             "1.70 of 4 CPUs, in 1 s: cc1plus (7)",
             "kill -STOP"},
        Case{"mitigations",
             {{"mitigations", "retbleed: a | spectre_v2: Retpolines; STIBP: off"}},
             kNote,
             "2 at work: retbleed, spectre_v2",
             "mitigations=off"},
        Case{"split locks",
             {{"cpu_flags", "split_lock_detect"}, {"split_lock_mitigate", "1"}},
             kNote,
             "slowed down",
             "split_lock_mitigate=0"},
        Case{"split locks",
             {{"cpu_flags", "bus_lock_detect"}, {"kernel_parameters", "x=1 split_lock_detect=fatal"}},
             kNote,
             "fatal",
             "split_lock_detect=off"},
        Case{"split locks",
             {{"cpu_flags", "split_lock_detect"}, {"kernel_parameters", "split_lock_detect=off"}},
             kOk,
             "not detected",
             ""},
        Case{"hypervisor",
             {{"hypervisor", "KVM"}, {"instance_type", "m8i.large"}},
             kNote,
             "KVM (m8i.large)",
             "bare metal"},
        Case{"container", {{"container", "docker"}}, kNote, "docker", "seccomp"},
        Case{"CPU model", {{"masked_model", "caches contradict the model"}}, kNote, "caches contradict", ""},
        Case{"swap", {{"swap_kib", "2048"}, {"swap_free_kib", "1024"}}, kNote, "1 MiB of 2 MiB", "swapoff"},
        Case{"swap", {{"swap_kib", "2048"}, {"swap_free_kib", "2048"}}, kOk, "0 B of 2 MiB", ""},
        Case{"irqbalance", {{"irqbalance", "runs"}}, kNote, "runs", "systemctl"},
        Case{"huge pages", {{"transparent_huge_pages", "never"}}, kNote, "never", "transparent_hugepage"},
        Case{"NUMA balancing", {{"numa_balancing", "1"}, {"usable_nodes", "0,1"}}, kDisturbs, "2 nodes", "sysctl"},
        Case{"NUMA balancing", {{"numa_balancing", "1"}}, kOk, "one node", ""},
        Case{"build", {{"sanitizers", "thread"}}, kDisturbs, "thread", "preset"},
        Case{"build", {{"build_type", "Debug"}}, kDisturbs, "Debug", "preset"}),
    [](const auto& info) {
      std::string id = info.param.subject + std::to_string(info.index);
      std::erase(id, ' ');
      return id;
    });

TEST(Doctor, TheTextFitsAScreenAndBeginsWithWhatDisturbs) {
  auto values = quiet();
  values["governor"] = "powersave";
  values["mitigations"] = std::string(300, 'x') + ": on | retbleed: on";
  const std::string text = findings_text(findings(facts(values)));
  EXPECT_THAT(
      text, AllOf(HasSubstr("disturbs  governor"), HasSubstr("cpupower frequency-set"), HasSubstr("1 of 28 disturb")));
  EXPECT_TRUE(text.starts_with("disturbs  governor")) << text;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
  EXPECT_THAT(disturbances_text(findings(facts(values))),
              AllOf(HasSubstr("governor: powersave"), Not(HasSubstr("mitig"))));
  EXPECT_THAT(disturbances_text(findings(facts(quiet()))), IsEmpty());
}

TEST(Doctor, JsonHoldsFindingsAndWhatTheyAreMadeOf) {
  auto values = quiet();
  values["governor"] = "powersave";
  const auto all = facts(values);
  const auto json = nlohmann::json::parse(findings_json(findings(all), all));
  EXPECT_EQ(json["judgement"], "disturbs");
  EXPECT_EQ(json["facts"]["governor"], "powersave");
  EXPECT_EQ(json["gaps"]["container"], "no container");
  EXPECT_FALSE(json["facts"].contains("container"));
  const auto governor =
      std::ranges::find_if(json["findings"], [](const auto& f) { return f["subject"] == "governor"; });
  EXPECT_EQ((*governor)["change"], "cpupower frequency-set -g performance");
}

TEST(Doctor, TheLoadBesideIsToldByProcess) {
  const Activity before{{{0, 0, 0, 0}}, {{5, "cc1plus", 0, 1}, {6, "me", 0, 1}}, 2};
  const Activity after{{{0, 90, 5, 100}}, {{5, "cc1plus", 80, 1}, {6, "me", 10, 1}, {7, "irqbalance", 0, 1}}, 3};
  std::map<std::string, Fact> found;
  for (const auto& f : load_facts(before, after, {0}, 6)) found[f.key] = f;
  EXPECT_EQ(found["background_cpus"].value, "0.800");
  EXPECT_EQ(found["background_processes"].value, "cc1plus (5) 80 %");
  EXPECT_EQ(found["steal_cpus"].value, "0.050");
  EXPECT_EQ(found["irqbalance"].value, "runs");
  for (const auto& f : load_facts({}, {}, {0}, 6)) EXPECT_TRUE(f.value.empty() && !f.gap.empty()) << f.key;
}

TEST(Doctor, WhatNoHardwareExecutesIsNotExamined) {
  Host host;
  host.verdict.execution = Execution::qemu_user;
  EXPECT_THAT(examine(host, 10), IsEmpty());
}

}  // namespace
}  // namespace fenceline
