#include <harness/machine/clock.h>

#include <arch/cpu.h>
#include <gtest/gtest.h>
#include <harness/machine/test/made_up_clock.h>
#include <unistd.h>

namespace fenceline {
namespace {

TEST(Clock, RunsForward) {
  const Nanoseconds before = now();
  usleep(2000);
  EXPECT_GE((now() - before).count, 2e6);
}

TEST(Clock, AWholeRatioGivesTheFrequency) {
  const CoreClock c = judge_chains({10'000}, {30'010}, 40'000);
  EXPECT_TRUE(c.agreed);
  EXPECT_DOUBLE_EQ(c.frequency.value, 4);
  EXPECT_NEAR(c.mul_ratio, 3, 0.002);
}

TEST(Clock, ChainsThatDisagreeGiveNoFrequency) {
  // Adds folded by the renamer; a clock that changed in between; equal chains, as emulators have
  // them.
  for (const double mul : {170'000., 35'000., 33'000., 10'000., 0.}) {
    const CoreClock c = judge_chains({10'000}, {mul}, 40'000);
    EXPECT_FALSE(c.agreed) << mul;
    EXPECT_EQ(c.frequency.value, 0) << mul;
  }
  EXPECT_FALSE(judge_chains({-1}, {-3}, 40'000).agreed);
}

TEST(Clock, TheShorterChainTellsTheFrequency) {
  EXPECT_DOUBLE_EQ(judge_chains({10'150}, {30'000}, 40'000).frequency.value, 4);  // the adder was taken now and then
  EXPECT_DOUBLE_EQ(judge_chains({10'000}, {30'400}, 40'000).frequency.value, 4);
}

/// A core of 4 GHz that most runs find interrupted.
unsigned runs = 0;
double interrupted_by() { return ++runs % 3 ? 9000 : 0; }
uint64_t made_up_add(uint64_t links) {
  MadeUpClock::work(double(links) / 4 + interrupted_by());
  return links;
}
uint64_t made_up_mul(uint64_t links) {
  MadeUpClock::work(double(links) / 4 * 3 + interrupted_by());
  return links;
}

TEST(Clock, CalibrationTakesTheShortestRuns) {
  const MadeUpClock clock(20, 1);
  const CoreClock c = calibrate_core_clock({made_up_add, made_up_mul, made_up_add});
  ASSERT_TRUE(c.agreed);
  EXPECT_NEAR(c.frequency.value, 4, 0.02);
}

TEST(Clock, CalibrationAgreesWithItsOwnJudgement) {
  const CoreClock c = calibrate_core_clock();
  EXPECT_GT(c.mul_ratio, 0);
  EXPECT_EQ(c.agreed, c.frequency.value > 0);
}

TEST(Clock, TicksKeepTheRateThatTheIsaStates) {
  const double hz = measure_tick_hz();
  EXPECT_GT(hz, 1e6);
  const double stated = arch::tick_hz();
  EXPECT_NEAR(hz, stated > 0 ? stated : hz, 0.01 * hz);
}

}  // namespace
}  // namespace fenceline
