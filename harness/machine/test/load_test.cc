#include <harness/machine/load.h>

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>

namespace fenceline {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::SizeIs;

TEST(Load, CpusAsTheKernelTellsThem) {
  const auto cpus =
      parse_cpu_times("cpu  9 9 9 9 9 9 9 9 9 9\ncpu0 10 1 5 80 2 1 1 7 3 0\ncpu12 1 0 0 9\nintr 1 2 3\ncpufreq 1\n");
  ASSERT_THAT(cpus, SizeIs(2));
  EXPECT_EQ(cpus[0].busy, 18u) << "user, nice, system, irq, softirq";
  EXPECT_EQ(cpus[0].steal, 7u);
  EXPECT_EQ(cpus[0].all, 107u) << "guest's time is in user's";
  EXPECT_EQ(cpus[1].cpu, 12u);
  EXPECT_EQ(cpus[1].all, 10u);
}

TEST(Load, AProcessMayHaveAnyName) {
  const auto p = parse_process("42 (a) S (b) R 1 42 42 0 -1 4194304 1 2 3 4 700 50 8 9 20 0 3 0 55 1 2");
  ASSERT_TRUE(p);
  EXPECT_EQ(p->pid, 42);
  EXPECT_EQ(p->name, "a) S (b");
  EXPECT_EQ(p->ticks, 750u);
  EXPECT_EQ(p->threads, 3u);
  for (const char* none : {"", "42", "42 (a", "x (a) R 1", "42 (a) R 1 2"}) EXPECT_FALSE(parse_process(none)) << none;
}

TEST(Load, IsWhatOthersDidOnTheCpusAskedAbout) {
  const Activity before{{{0, 100, 10, 1000}, {1, 200, 0, 1000}, {2, 0, 0, 1000}},
                        {{1, "old", 50, 1}, {7, "us", 10, 1}, {8, "idle", 5, 1}},
                        3};
  const Activity after{{{0, 180, 20, 1100}, {1, 200, 0, 1100}, {2, 100, 0, 1100}},
                       {{1, "old", 70, 1}, {7, "us", 20, 1}, {8, "idle", 5, 1}, {9, "new", 50, 1}},
                       4};
  const auto load = load_between(before, after, {0, 1}, 7);
  ASSERT_TRUE(load);
  EXPECT_NEAR(load->busy, 0.7, 1e-9) << "80 ticks of 100 on CPU 0, of which 10 are our own";
  EXPECT_NEAR(load->steal, 0.1, 1e-9);
  ASSERT_THAT(load->top, SizeIs(2));
  EXPECT_EQ(load->top[0].process.name, "new") << "the most first, one that was started meanwhile too";
  EXPECT_NEAR(load->top[0].cpus, 0.5, 1e-9);
  EXPECT_EQ(load->top[1].process.pid, 1);
}

TEST(Load, TimesThatDoNotMoveTellNothing) {
  const Activity still{{{0, 1, 0, 10}}, {}, 0};
  EXPECT_FALSE(load_between(still, still, {0}, 1));
  EXPECT_FALSE(load_between({}, {}, {0}, 1));
  EXPECT_FALSE(load_between(still, {{{0, 1, 0, 20}}, {}, 0}, {3}, 1)) << "not a CPU of ours";
}

TEST(Load, ThisMachineIsLookedAt) {
  const Activity now = activity(true);
  const auto us = std::ranges::find(now.processes, getpid(), &Process::pid);
  if (now.processes.empty()) GTEST_SKIP() << "no /proc";
  ASSERT_NE(us, now.processes.end());
  EXPECT_GE(now.users_threads, us->threads);
}

}  // namespace
}  // namespace fenceline
