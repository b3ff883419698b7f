#include <base/error.h>
#include <gtest/gtest.h>
#include <harness/machine/clock_quality.h>
#include <harness/machine/test/made_up_clock.h>
#include <harness/team/test/team_fixture.h>

#include <atomic>
#include <thread>

namespace fenceline {
namespace {

/// Waits for the partner at every iteration: hangs unless both get the same number.
uint64_t meet(Shared& shared, unsigned thread, uint64_t iterations) {
  std::atomic_ref<uint64_t> mine(*shared.at<uint64_t>(thread * arch::kPadBytes));
  std::atomic_ref<uint64_t> theirs(*shared.at<uint64_t>((1 - thread) * arch::kPadBytes));
  for (uint64_t n = 0; n < iterations; ++n) {
    const uint64_t turn = mine.fetch_add(1, std::memory_order_acq_rel) + 1;
    while (theirs.load(std::memory_order_acquire) < turn) std::this_thread::yield();
  }
  return iterations;
}

/// How far count() had come, two lines further on.
void note(Shared& shared, unsigned thread) {
  *shared.at<uint64_t>((2 + thread) * arch::kPadBytes) = *shared.at<uint64_t>(thread * arch::kPadBytes);
}

TEST_F(TeamTest, SettlesBetweenWarmUpAndWindow) {
  kernel.settle = note;
  for (unsigned threads : {1u, 2u}) {
    memory.assign(memory.size(), std::byte{0});
    const auto results = team.run(job(threads));
    for (unsigned t = 0; t < threads; ++t) {
      const auto& r = results.threads[t];
      EXPECT_GT(r.iterations_total, r.iterations);
      EXPECT_EQ(*shared.at<uint64_t>((2 + t) * arch::kPadBytes), r.iterations_total - r.iterations);
    }
  }
}

TEST_F(TeamTest, EveryIterationThatIsReportedWasDone) {
  for (unsigned threads : {1u, 2u, 3u}) {
    memory.assign(memory.size(), std::byte{0});
    const auto results = team.run(job(threads));
    ASSERT_EQ(results.threads.size(), threads);
    for (unsigned t = 0; t < threads; ++t) {
      EXPECT_EQ(*shared.at<uint64_t>(t * arch::kPadBytes), results.threads[t].iterations_total);
      EXPECT_GT(results.threads[t].iterations, 0u);
      EXPECT_EQ(results.threads[t].iterations % kUnroll, 0u);
      EXPECT_LT(results.threads[t].begin, results.threads[t].end);
    }
  }
}

TEST_F(TeamTest, ThreadsSayWhereTheyRan) {
  const auto j = job(1);
  const auto results = team.run(j);
  EXPECT_EQ(results.threads[0].ran_on_first, int(j.placement.cpus[0]));
  EXPECT_EQ(results.threads[0].ran_on_last, int(j.placement.cpus[0]));
}

TEST_F(TeamTest, InLockstepAllDoTheSame) {
  kernel.roles = {{.least = 2, .most = 2, .run = meet}};
  kernel.lockstep = true;
  auto j = job(2);
  const auto results = team.run(j);
  EXPECT_EQ(results.threads[0].iterations, results.threads[1].iterations);
  EXPECT_EQ(results.threads[0].iterations_total, results.threads[1].iterations_total);
}

TEST_F(TeamTest, WithoutAWindowThereAreIterationsAndNoTimes) {
  auto j = job(1);
  j.window = {0};
  j.iterations = 2 * kUnroll;
  const auto results = team.run(j);
  EXPECT_GE(results.threads[0].iterations_total, 2 * kUnroll);
  EXPECT_EQ(*shared.at<uint64_t>(0), results.threads[0].iterations_total);
  EXPECT_EQ(results.threads[0].begin.count, results.threads[0].end.count);
}

TEST_F(TeamTest, ACpuThatIsNotThereIsARunErrorAndTheTeamLivesOn) {
  auto j = job(2);
  j.placement.cpus[1] = 16000;
  EXPECT_THROW(team.run(j), RunError);
  EXPECT_EQ(team.run(job(2)).threads.size(), 2u);
}

TEST_F(TeamTest, UnpinnedThreadsAreAsManyAsAskedFor) {
  auto j = job(2);
  j.placement.cpus.clear();
  j.placement.pinned = false;
  const auto results = team.run(j);
  ASSERT_EQ(results.threads.size(), 2u);
  for (const auto& r : results.threads) EXPECT_GT(r.iterations, 0u);
}

TEST_F(TeamTest, SetupRunsOnceBeforeAnyThreadStarts) {
  int calls = 0;
  kernel.setup = [&](Shared& s) {
    ++calls;
    EXPECT_EQ(*s.at<uint64_t>(0), 0u);
  };
  team.run(job(2));
  EXPECT_EQ(calls, 1);
}

/// A nanosecond of a made-up clock for each iteration; notes how many there were in the last call.
uint64_t work(Shared& shared, unsigned thread, uint64_t iterations) {
  MadeUpClock::work(double(iterations));
  *shared.at<uint64_t>(thread * arch::kPadBytes) = iterations;
  return iterations;
}

TEST_F(TeamTest, TimesAreRightHoweverDearAndCoarseTheClock) {
  struct Case {
    double cost, step;
  };
  for (const auto& [cost, step] : {Case{25, 1}, {3000, 1}, {10'000, 1}, {25, 1000}, {25, 40'000}, {3000, 4000}}) {
    const MadeUpClock clock(cost, step);
    kernel.roles = {{.run = work}};  // and no empty loop, whose subtraction would hide a look's cost
    auto j = job(1);
    j.window = window_for(clock_quality(), {1e6});
    const auto results = team.run(j);
    EXPECT_NEAR(results.threads[0].slice_ns.value(), 1, 0.015) << cost << " ns a look, steps of " << step << " ns";
    EXPECT_FALSE(results.threads[0].clock_before.agreed) << "the chains took no time of this clock";
  }
}

TEST_F(TeamTest, ThreadsThatWorkTogetherLookSeldomAtADearClock) {
  const MadeUpClock clock(10'000, 1);
  kernel.roles = {{.most = 2, .run = work}};
  auto j = job(2);
  j.window = window_for(clock_quality(), {1e6});
  team.run(j);
  // A millisecond of work between two looks.
  for (unsigned t = 0; t < 2; ++t) EXPECT_GT(*shared.at<uint64_t>(t * arch::kPadBytes), 500'000u);
}

TEST_F(TeamTest, AClockThatGoesBackwardsIsToldAndNoTimeIsNegative) {
  const MadeUpClock clock(25, 1, 40);
  kernel.roles = {{.run = work}};
  auto j = job(1);
  const auto results = team.run(j);
  EXPECT_GT(results.threads[0].clock_setbacks, 0u);
  EXPECT_LE(results.threads[0].begin, results.threads[0].end);
  EXPECT_GE(results.threads[0].slice_ns.value(), 0);
}

}  // namespace
}  // namespace fenceline
