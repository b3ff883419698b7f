#include <harness/team/disturbance.h>

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

namespace fenceline {
namespace {

constexpr char kStat[] =
    "cpu  46024 0 17067 230355 1161 0 371 2017 0 0\n"
    "cpu1 19608 0 7414 120249 142 0 21 963 0 0\n"
    "cpu10 26415 0 9652 110105 1019 0 349 1054 0 0\n"
    "cpu2 1 2 3 4 5 6 7\n"  // kernels before 2.6.11 had no steal
    "intr 593369 0 0\n";

TEST(Disturbance, StealIsOfTheAskedCpu) {
  EXPECT_EQ(parse_steal(kStat, 1, 100), 9'630'000'000u);
  EXPECT_EQ(parse_steal(kStat, 10, 100), 10'540'000'000u);
  EXPECT_EQ(parse_steal(kStat, 1, 1000), 963'000'000u);
}

TEST(Disturbance, StealThatIsNotToldIsUnknown) {
  EXPECT_EQ(parse_steal(kStat, 0, 100), std::nullopt);
  EXPECT_EQ(parse_steal(kStat, 2, 100), std::nullopt);
  EXPECT_EQ(parse_steal("", 1, 100), std::nullopt);
}

TEST(Disturbance, RunDelayIsTheSecondField) {
  EXPECT_EQ(parse_run_delay("5310 94711 17\n"), 94711u);
  EXPECT_EQ(parse_run_delay(""), std::nullopt);
  EXPECT_EQ(parse_run_delay("5310"), std::nullopt);
}

TEST(Disturbance, DifferenceKeepsUnknownUnknown) {
  const ThreadUsage before{1, 2, 3, 100, std::nullopt, 5}, after{4, 4, 4, 150, 7, 6};
  const ThreadUsage d = after - before;
  EXPECT_EQ(d.involuntary_switches, 3u);
  EXPECT_EQ(d.voluntary_switches, 2u);
  EXPECT_EQ(d.minor_faults, 1u);
  EXPECT_EQ(d.run_delay_ns, 50u);
  EXPECT_EQ(d.cpu_steal_ns, std::nullopt);
  EXPECT_EQ(d.throttled, 1u);
}

TEST(Disturbance, StealThatWentBackwardsIsNone) {
  ThreadUsage before, after;
  before.cpu_steal_ns = 20'000'000;
  after.cpu_steal_ns = 10'000'000;
  EXPECT_EQ((after - before).cpu_steal_ns, 0u);
}

TEST(Disturbance, ThisThreadsSleepsAndFaultsAreSeen) {
  const unsigned cpu = unsigned(sched_getcpu());
  const ThreadUsage before = thread_usage(cpu);
  constexpr size_t kPages = 64;
  const size_t page = size_t(sysconf(_SC_PAGESIZE));
  void* memory = mmap(nullptr, kPages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  madvise(memory, kPages * page, MADV_NOHUGEPAGE);
  for (size_t i = 0; i < kPages; ++i) static_cast<volatile char*>(memory)[i * page] = 1;
  usleep(1000);
  const ThreadUsage d = thread_usage(cpu) - before;
  munmap(memory, kPages * page);
  EXPECT_GE(d.voluntary_switches, 1u);
  EXPECT_GE(d.minor_faults, kPages);
}

}  // namespace
}  // namespace fenceline
