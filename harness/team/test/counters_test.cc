#include <harness/team/counters.h>

#include <base/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <harness/team/counters_names.h>
#include <linux/perf_event.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <map>

namespace fenceline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A kernel whose PMU has `slots` counters. Each event counts 1000 + 100 x its number (its place in
/// the order of opening) per window; each window lasts 1,000,000 ns.
class FakePerf : public PerfSystem {
 public:
  int hardware_error = 0, software_error = 0, machine_error = 0;  ///< errno for every open of that kind
  std::map<uint64_t, int> error_of;                               ///< errno by PERF_COUNT_HW_*
  size_t slots = 4;
  double share = 1;                   ///< of the time that a hardware group is on the PMU
  bool kernel_only_together = false;  ///< refuses to count user mode alone
  bool readable = true;
  std::optional<int> level = 2;
  std::map<std::string, std::vector<uint32_t>> outside = {{"amd_l3", {30}}, {"uncore_cha", {41, 42, 43}}};
  size_t machines = 100;                   ///< PMUs outside the cores that can be opened
  std::map<int, std::vector<int>> groups;  ///< members by leader
  std::vector<perf_event_attr> opened;
  std::vector<int> closed;

  std::vector<uint32_t> pmus(const std::string& name) override { return outside[name]; }
  int open_machine(perf_event_attr& attr) override {
    if (machine_error) return -machine_error;
    if (machines-- == 0) return -EMFILE;
    opened.push_back(attr);
    const int fd = 100 + int(opened.size());
    groups[fd] = {fd};
    return fd;
  }
  int open(perf_event_attr& attr, int group) override {
    const bool software = attr.type == PERF_TYPE_SOFTWARE;
    if (const int error = software ? software_error : hardware_error) return -error;
    if (!software && error_of.count(attr.config)) return -error_of[attr.config];
    if (!software && kernel_only_together && attr.exclude_kernel) return -EOPNOTSUPP;
    if (!software && group >= 0 && groups[group].size() == slots) return -EINVAL;
    opened.push_back(attr);
    const int fd = 100 + int(opened.size());
    groups[group < 0 ? fd : group].push_back(fd);
    return fd;
  }
  void enable(int leader, bool on) override {
    if (!on) ++windows_[leader];
  }
  bool read(int leader, uint64_t* words, size_t count) override {
    const auto& members = groups.at(leader);
    if (!readable || count != 3 + members.size()) return false;
    const uint64_t windows = windows_[leader];
    const bool software = attr(leader).type == PERF_TYPE_SOFTWARE;
    *words++ = members.size();
    *words++ = 1'000'000 * windows;
    *words++ = uint64_t(1e6 * (software ? 1 : share)) * windows;
    for (int fd : members) *words++ = uint64_t(1000 + 100 * (fd - 101)) * windows;
    return true;
  }
  void close(int fd) override { closed.push_back(fd); }
  std::optional<int> paranoid() override { return level; }

 private:
  const perf_event_attr& attr(int fd) const { return opened[size_t(fd - 101)]; }
  std::map<int, uint64_t> windows_;
};

std::vector<CounterValue> one_window(FakePerf& perf, std::vector<std::string> events) {
  ThreadCounters counters({std::move(events)}, perf);
  counters.start();
  counters.stop();
  return counters.read();
}

TEST(Counters, HardwareIsOneGroupBesideTheSoftwareEvents) {
  FakePerf perf;
  const auto values = one_window(perf, {"cycles", "task-clock", "instructions", "page-faults"});
  ASSERT_EQ(perf.groups.size(), 2u);
  EXPECT_THAT(perf.groups[101], ElementsAre(101, 103));  // cycles leads instructions
  EXPECT_THAT(perf.groups[102], ElementsAre(102, 104));
  ASSERT_EQ(values.size(), 4u);
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(values[i].value, 1000. + 100 * double(i)) << values[i].event;
    EXPECT_EQ(values[i].gap, "");
    EXPECT_FALSE(values[i].multiplexed);
  }
  EXPECT_EQ(values[2].event, "instructions");
  EXPECT_EQ(values[2].counted, "perf::instructions");
  EXPECT_THAT(perf.closed, testing::UnorderedElementsAre(101, 102, 103, 104));
}

TEST(Counters, UserModeAloneButForWhatHappensInTheKernel) {
  FakePerf perf;
  one_window(perf, {"cycles", "context-switches"});
  EXPECT_TRUE(perf.opened[0].exclude_kernel);
  EXPECT_TRUE(perf.opened[0].exclude_hv);
  EXPECT_TRUE(perf.opened[0].disabled);
  EXPECT_FALSE(perf.opened[1].exclude_kernel);
}

TEST(Counters, AWindowIsADifference) {
  FakePerf perf;
  ThreadCounters counters({{"cycles"}}, perf);
  for (int window = 0; window < 3; ++window) {
    counters.start();
    counters.stop();
    EXPECT_EQ(counters.read()[0].value, 1000.);
    EXPECT_EQ(counters.read()[0].time_enabled_ns, 1'000'000u);
    EXPECT_EQ(counters.cycles(), 1000.);
  }
}

TEST(Counters, AGroupTooLargeForThePmuIsSplit) {
  FakePerf perf;
  perf.slots = 2;
  const auto values = one_window(perf, {"cycles", "instructions", "branches", "branch-misses", "cache-misses"});
  EXPECT_THAT(perf.groups[101], ElementsAre(101, 102));
  EXPECT_THAT(perf.groups[103], ElementsAre(103, 104));
  EXPECT_THAT(perf.groups[105], ElementsAre(105));
  EXPECT_TRUE(perf.opened[2].disabled);   // a new leader
  EXPECT_FALSE(perf.opened[3].disabled);  // its member
  for (size_t i = 0; i < 5; ++i) EXPECT_EQ(values[i].value, 1000. + 100 * double(i));
}

TEST(Counters, MultiplexedCountsAreScaledAndFlagged) {
  FakePerf perf;
  perf.share = 0.25;
  ThreadCounters counters({{"cycles", "task-clock"}}, perf);
  counters.start();
  counters.stop();
  const auto values = counters.read();
  EXPECT_EQ(values[0].raw, 1000u);
  EXPECT_EQ(values[0].value, 4000.);
  EXPECT_TRUE(values[0].multiplexed);
  EXPECT_EQ(values[0].time_enabled_ns, 1'000'000u);
  EXPECT_EQ(values[0].time_running_ns, 250'000u);
  EXPECT_FALSE(values[1].multiplexed);
  EXPECT_EQ(counters.cycles(), std::nullopt);  // scaled cycles are no clock
}

TEST(Counters, AGroupThatNeverRanIsAGap) {
  FakePerf perf;
  perf.share = 0;
  const auto values = one_window(perf, {"cycles"});
  EXPECT_EQ(values[0].value, std::nullopt);
  EXPECT_THAT(values[0].gap, HasSubstr("never got onto the PMU"));
}

TEST(Counters, NoPmuLeavesSoftwareEventsAndALabelledGap) {
  FakePerf perf;
  perf.hardware_error = ENOENT;
  ThreadCounters counters({{"cycles", "page-faults"}}, perf);
  counters.start();
  counters.stop();
  EXPECT_EQ(counters.read()[0].value, std::nullopt);
  EXPECT_THAT(counters.read()[0].gap, HasSubstr("ENOENT"));
  EXPECT_EQ(counters.read()[1].value, 1000.);
  EXPECT_EQ(counters.cycles(), std::nullopt);
}

TEST(Counters, ForbiddenSaysWhichSettingAndWhatToDo) {
  FakePerf perf;
  perf.hardware_error = EACCES;
  perf.level = 4;
  EXPECT_THAT(one_window(perf, {"cycles"})[0].gap,
              testing::AllOf(HasSubstr("paranoid=4"), HasSubstr("EACCES"), HasSubstr("sysctl")));
  perf.hardware_error = EPERM;
  perf.level = 1;  // not the setting, then
  EXPECT_THAT(one_window(perf, {"cycles"})[0].gap, testing::AllOf(HasSubstr("EPERM"), HasSubstr("container")));
  perf.level.reset();
  EXPECT_THAT(one_window(perf, {"cycles"})[0].gap, HasSubstr("unreadable"));
}

TEST(Counters, EveryRefusalIsNamed) {
  const std::pair<int, const char*> refusals[] = {{ENODEV, "ENODEV"},    {EOPNOTSUPP, "EOPNOTSUPP"}, {EINVAL, "EINVAL"},
                                                  {EMFILE, "ulimit -n"}, {ENFILE, "ENFILE"},         {EBUSY, "EBUSY"},
                                                  {ENOSYS, "ENOSYS"},    {E2BIG, "errno 7"}};
  for (const auto& [error, text] : refusals) {
    FakePerf perf;
    perf.hardware_error = error;
    const auto value = one_window(perf, {"cycles"})[0];
    EXPECT_THAT(value.gap, HasSubstr(text));
    EXPECT_EQ(value.value, std::nullopt);
  }
}

TEST(Counters, OneRefusedEventLeavesTheOthers) {
  FakePerf perf;
  perf.error_of[PERF_COUNT_HW_INSTRUCTIONS] = EINVAL;
  const auto values = one_window(perf, {"cycles", "instructions", "branches"});
  EXPECT_EQ(values[0].value, 1000.);
  EXPECT_THAT(values[1].gap, HasSubstr("EINVAL"));
  EXPECT_EQ(values[2].value, 1100.);
  EXPECT_THAT(perf.groups[101], ElementsAre(101, 102));
}

TEST(Counters, APmuThatCannotTellUserFromKernelCountsBothAndSaysSo) {
  FakePerf perf;
  perf.kernel_only_together = true;
  const auto values = one_window(perf, {"cycles"});
  EXPECT_EQ(values[0].value, 1000.);
  EXPECT_THAT(values[0].counted, HasSubstr("kernel included"));
}

TEST(Counters, WhatStandsOutsideTheCoresIsAGroupByItselfOfAllPrograms) {
  FakePerf perf;
  const auto values = one_window(perf, {"cycles", "amd_l3/0x104/", "instructions"});
  EXPECT_THAT(perf.groups[101], ElementsAre(101, 103));  // cycles and instructions
  EXPECT_THAT(perf.groups[102], ElementsAre(102));
  EXPECT_EQ(perf.opened[1].config, 0x104u);
  EXPECT_FALSE(perf.opened[1].exclude_kernel) << "such PMUs refuse that";
  EXPECT_EQ(values[1].value, 1100.);
  EXPECT_THAT(values[1].counted, HasSubstr("of all programs"));
}

TEST(Counters, WhatStandsOutsideTheCoresAndMayNotBeSeenSaysWhatItTakes) {
  FakePerf perf;
  perf.machine_error = EACCES;
  perf.slots = 1;
  const auto values = one_window(perf, {"amd_l3/0x104/", "cycles", "instructions", "no_such_pmu/0x1/"});
  EXPECT_THAT(values[0].gap, HasSubstr("sysctl kernel.perf_event_paranoid=0"));
  EXPECT_EQ(values[1].gap, "");
  EXPECT_THAT(values[3].gap, HasSubstr("no PMU no_such_pmu here"));
  perf.level = 0;
  EXPECT_THAT(one_window(perf, {"amd_l3/0x104/"})[0].gap, HasSubstr("CAP_PERFMON"));
  EXPECT_NO_THROW(parse_counters("amd_l3/0x104/,cycles"));
  EXPECT_THROW(parse_counters("software/x/"), InputError);
}

TEST(Counters, OfSeveralSuchPmusAllAreCountedAndAddedUp) {
  FakePerf perf;
  const auto values = one_window(perf, {"uncore_cha/0x4133/", "cycles"});
  ASSERT_EQ(perf.opened.size(), 4u);
  for (unsigned i = 0; i < 3; ++i) {
    EXPECT_EQ(perf.opened[i].type, 41 + i);
    EXPECT_EQ(perf.opened[i].config, 0x4133u);
  }
  EXPECT_EQ(values[0].value, 1000. + 1100 + 1200);
  EXPECT_EQ(values[0].raw, 3300u);
  EXPECT_EQ(values[0].time_enabled_ns, 1'000'000u);
  EXPECT_EQ(values[1].value, 1300.);
}

TEST(Counters, APartOfSuchPmusDoesNotPassForAll) {
  FakePerf perf;
  perf.machines = 2;
  const auto values = one_window(perf, {"uncore_cha/0x4133/", "cycles"});
  EXPECT_EQ(values[0].value, std::nullopt);
  EXPECT_THAT(values[0].gap, HasSubstr("EMFILE"));
  EXPECT_GT(values[1].value.value_or(0), 0) << values[1].gap;
}

TEST(Pmus, NumberedOnesAreOfTheirNameAndOthersAreNot) {
  const auto devices = std::filesystem::temp_directory_path() / ("fenceline-pmus-" + std::to_string(getpid()));
  const std::pair<const char*, const char*> there[] = {{"uncore_cha_0", "14"}, {"uncore_cha_10", "12"},
                                                       {"uncore_cha_x", "9"},  {"uncore_chas_0", "8"},
                                                       {"amd_l3", "7"},        {"cpu", "4"}};
  for (const auto& [name, type] : there) {
    std::filesystem::create_directories(devices / name);
    std::ofstream(devices / name / "type") << type << '\n';
  }
  EXPECT_THAT(pmu_types("uncore_cha", devices), ElementsAre(12, 14));
  EXPECT_THAT(pmu_types("amd_l3", devices), ElementsAre(7));
  EXPECT_THAT(pmu_types("uncore_imc", devices), testing::IsEmpty());
  std::filesystem::remove_all(devices);
  EXPECT_THAT(pmu_types("amd_l3", devices), testing::IsEmpty());
}

TEST(Counters, UnreadableIsAGap) {
  FakePerf perf;
  perf.readable = false;
  EXPECT_THAT(one_window(perf, {"cycles"})[0].gap, HasSubstr("could not be read"));
}

TEST(Counters, WithoutAWindowThereAreNoCounts) {
  FakePerf perf;
  perf.software_error = ENOSYS;
  const ThreadCounters counters({{"cycles", "page-faults"}}, perf);
  for (const auto& value : counters.read()) EXPECT_EQ(value.gap, "no window was measured");
}

TEST(Counters, MetricsDivideWhatWasCounted) {
  FakePerf perf;
  const auto values = one_window(perf, {"instructions", "cycles", "ipc"});
  EXPECT_DOUBLE_EQ(values[2].value.value(), 1000. / 1100.);
  EXPECT_EQ(values[2].counted, "instructions / cycles");
  perf.hardware_error = ENOENT;
  EXPECT_EQ(one_window(perf, {"instructions", "cycles", "ipc"})[2].gap, "instructions is a gap");
}

TEST(Counters, WhatIsToldOfOneOperationDividesByThoseOfTheWindow) {
  const EventRatio* per_operation = nullptr;
  for (const EventSet& set : event_sets())
    for (const EventRatio& metric : set.metrics)
      if (metric.denominator == kOperations) per_operation = &metric;
  if (!per_operation) GTEST_SKIP() << "no set of this ISA has such a metric";
  // Its numerator need not be known here: the counter stands for it.
  const CounterRequest request = parse_counters(per_operation->name);
  EXPECT_THAT(request.events, ElementsAre(per_operation->numerator, per_operation->name));
  FakePerf perf;
  ThreadCounters counters(request, perf);
  counters.start();
  counters.stop();
  const auto values = counters.read(50);
  if (values[0].value)
    EXPECT_DOUBLE_EQ(values[1].value.value(), *values[0].value / 50);
  else
    EXPECT_EQ(values[1].gap, per_operation->numerator + " is a gap");
  EXPECT_EQ(values[1].counted, per_operation->numerator + " / operations");
}

void touch_pages(size_t pages) {
  const size_t page = size_t(sysconf(_SC_PAGESIZE));
  void* memory = mmap(nullptr, pages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  madvise(memory, pages * page, MADV_NOHUGEPAGE);
  for (size_t i = 0; i < pages; ++i) static_cast<volatile char*>(memory)[i * page] = 1;
  munmap(memory, pages * page);
}

void expect_software_events(ThreadCounters& counters) {
  counters.start();
  touch_pages(64);
  usleep(2000);
  counters.stop();
  const auto values = counters.read();
  ASSERT_EQ(values.size(), 3u);
  EXPECT_GE(values[0].value.value_or(0), 64) << values[0].gap;
  EXPECT_GE(values[1].value.value_or(0), 1) << values[1].gap;
  EXPECT_GT(values[2].value.value_or(0), 0) << values[2].gap;
  counters.start();
  counters.stop();
  EXPECT_LT(counters.read()[0].value.value_or(64), 64);
}

TEST(Counters, SoftwareEventsCountOnThisMachine) {
  ThreadCounters counters({{"page-faults", "context-switches", "task-clock"}});
  expect_software_events(counters);
}

TEST(Counters, TheKernelsAccountingStandsInWherePerfIsForbidden) {
  FakePerf perf;
  perf.software_error = EPERM;
  ThreadCounters counters({{"page-faults", "context-switches", "task-clock"}}, perf);
  expect_software_events(counters);
  EXPECT_EQ(counters.read()[0].counted, "getrusage");
  EXPECT_EQ(counters.read()[2].counted, "clock_gettime");
  ThreadCounters migrations({{"cpu-migrations"}}, perf);
  EXPECT_THAT(migrations.read()[0].gap, HasSubstr("EPERM"));  // nothing else tells of those
}

}  // namespace
}  // namespace fenceline
