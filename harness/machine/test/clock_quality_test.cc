#include <harness/machine/clock_quality.h>

#include <base/error.h>
#include <gmock/gmock.h>
#include <harness/machine/clock.h>
#include <harness/machine/test/made_up_clock.h>
#include <time.h>

namespace fenceline {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(ClockQuality, CostAndStepAreToldApart) {
  {
    const MadeUpClock dear(10'000, 1);
    const ClockQuality q = measure_clock();
    EXPECT_NEAR(q.cost.count, 10'000, 10);
    EXPECT_EQ(q.step.count, 1);
  }
  {
    const MadeUpClock coarse(25, 4e6);
    const ClockQuality q = measure_clock();
    EXPECT_NEAR(q.cost.count, 27, 1);
    EXPECT_EQ(q.step.count, 4e6);
  }
  {
    const MadeUpClock both(3000, 4000);  // it moves by one step or by none
    const ClockQuality q = measure_clock();
    EXPECT_NEAR(q.cost.count, 3000, 1000);
    EXPECT_EQ(q.step.count, 4000);
    EXPECT_EQ(q.back.count, 0);
  }
}

TEST(ClockQuality, AClockThatStandsStillIsRefused) {
  read_clock_from([] { return Nanoseconds{42}; });
  EXPECT_THAT([] { measure_clock(); }, ThrowsMessage<RunError>(HasSubstr("stands still")));
  read_clock_from(nullptr);
}

TEST(ClockQuality, SetbacksAreSeenButNotShown) {
  const MadeUpClock clock(25, 1, 100);
  EXPECT_GT(measure_clock().back.count, 0.9e6);
  const uint64_t before = clock_setbacks();
  Nanoseconds last = now();
  for (int i = 0; i < 1000; ++i) {
    const Nanoseconds next = now();
    EXPECT_GE(next, last);
    last = next;
  }
  EXPECT_GE(clock_setbacks() - before, 9u);
}

TEST(ClockQuality, AClockThatOnlyGoesBackwardsIsKnown) {
  static double time;
  time = 1e12;
  read_clock_from([] { return Nanoseconds{time -= 100}; });
  EXPECT_EQ(measure_clock().back.count, 100);
  read_clock_from(nullptr);
}

TEST(ClockQuality, WindowsAreWidenedOrRefused) {
  const Nanoseconds ms{1e6};
  EXPECT_EQ(window_for({{25}, {1}, {0}}, ms).count, 1e6);
  EXPECT_EQ(window_for({{25}, {400}, {0}}, ms).count, 1e6);
  EXPECT_EQ(window_for({{10'000}, {1}, {0}}, ms).count, 25e6);
  EXPECT_EQ(window_for({{25}, {40'000}, {0}}, ms).count, 100e6);
  EXPECT_EQ(window_for({{25}, {1e6}, {0}}, {2.5e9}).count, 2.5e9) << "whoever asks for long windows gets them";
  const auto of = [](double cost, double step, double back) {
    return [=] { window_for({{cost}, {step}, {back}}, {1e6}); };
  };
  EXPECT_THAT(of(25, 1e6, 0), ThrowsMessage<RunError>(HasSubstr("--window=2500")));
  EXPECT_THAT(of(25, 4e7, 0), ThrowsMessage<RunError>(Not(HasSubstr("--window"))));
  EXPECT_THAT(of(25, 1, 50), ThrowsMessage<RunError>(HasSubstr("goes backwards")));
}

TEST(ClockQuality, TheTicksRateIsRightByAnyClock) {
  const double right = measure_tick_hz();
  // The kernel's clock in steps of half a millisecond: 10 ms of them would be wrong by a twentieth.
  read_clock_from([] {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC_RAW, &t);
    return Nanoseconds{double(t.tv_sec) * 1e9 + double(t.tv_nsec / 500'000 * 500'000)};
  });
  const double coarse = measure_tick_hz();
  read_clock_from(nullptr);
  EXPECT_NEAR(coarse, right, 0.002 * right);
}

}  // namespace
}  // namespace fenceline
