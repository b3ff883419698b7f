// Limiters by their concept, with a clock that the test moves: exactly the rate, whoever asks, and how the racy one
// lets through too many.
#include <gtest/gtest.h>
#include <structures/limit/list.h>
#include <structures/test/slow.h>
#include <structures/test/threads.h>

namespace fenceline {
namespace {

constexpr Rate kRate{.period = 100, .burst = 12};

/// How many of so many that ask at once go through, by lanes in turn.
template <class L>
std::uint64_t through(L& limiter, std::uint64_t now, unsigned asked, unsigned lanes) {
  std::uint64_t all = 0;
  for (unsigned i = 0; i < asked; ++i) all += limiter.allow(now, i % lanes);
  return all;
}

TEST(Limiters, LetThroughABurstAndThenTheRate) {
  for_each_limiter([]<class L>(const char* name) {
    static_assert(RateLimiter<L>);
    for (const unsigned lanes : {1u, 3u}) {
      SCOPED_TRACE(std::string(name) + " " + std::to_string(lanes));
      constexpr std::uint64_t kStart = 123'456'789;
      L limiter(kRate, kStart, lanes);
      EXPECT_EQ(through(limiter, kStart - 5, 60, lanes), kRate.burst) << "what is before the start is the start";
      std::uint64_t all = kRate.burst;
      // Steps that divide no period, each asked much more than it lets.
      for (std::uint64_t now = 0; now <= 90'000; now += 37) {
        all += through(limiter, kStart + now, 4 * lanes, lanes);
        ASSERT_LE(all, kRate.most(now));
        ASSERT_GE(all + lanes, kRate.most(now)) << "what the rate lets goes through";
      }
      // Time stands still: nothing more. A rest of a day fills it once.
      constexpr std::uint64_t kRest = kStart + 90'000 + 86'400'000'000'000;
      EXPECT_EQ(through(limiter, kStart + 89'999, 60, lanes), 0u);
      EXPECT_EQ(through(limiter, kRest, 200, lanes), kRate.burst);
      EXPECT_EQ(through(limiter, kRest - 1, 60, lanes), 0u) << "a clock that is behind";
    }
  });
}

TEST(Limiters, GiveOneWhoAsksAloneAllOfTheRateIfTheySaySo) {
  for_each_limiter([]<class L>(const char* name) {
    L limiter(kRate, 0, 4);
    std::uint64_t all = 0;
    for (std::uint64_t now = 0; now <= 40'000; now += 50) all += limiter.allow(now, 2);
    EXPECT_EQ(all, L::kWhole ? kRate.most(40'000) : (Rate{4 * kRate.period, kRate.burst / 4}.most(40'000))) << name;
  });
}

TEST(Limiters, WithMoreLanesThanBurstStillKeepToTheRate) {
  for_each_limiter([]<class L>(const char* name) {
    constexpr Rate kSmall{.period = 7, .burst = 2};
    L limiter(kSmall, 0, 5);
    std::uint64_t all = 0;
    for (std::uint64_t now = 0; now <= 700; ++now) all += through(limiter, now, 5, 5);
    EXPECT_EQ(all, kSmall.most(700)) << name;
  });
}

/// Threads that each go through the same time, and ask for more than there is.
template <class L>
std::uint64_t together_through(std::uint64_t last) {
  L limiter(kRate, 0, 4);
  std::atomic<std::uint64_t> all{0};
  together(4, [&](unsigned thread) {
    std::uint64_t mine = 0;
    for (std::uint64_t now = 0; now <= last; now += 10) mine += limiter.allow(now, thread);
    all += mine;
  });
  return all;
}

TEST(Limiters, LetThroughNoMoreAmongThreads) {
  for_each_limiter([]<class L>(const char* name) {
    constexpr std::uint64_t kLast = 10 * kRounds;
    const std::uint64_t all = together_through<L>(kLast);
    EXPECT_LE(all, kRate.most(kLast)) << name;
    // Who comes last goes through all of the time alone, and a lane that it asks by has its share.
    EXPECT_GE(all, (L::kWhole ? kRate.most(kLast) - kRate.burst : kRate.most(kLast) / 4 - 4)) << name;
  });
}

TEST(RacyBucket, LetsThroughMore) {
  constexpr std::uint64_t kLast = kRounds / 10;
  static_assert(!RacyBucket<>::kExact);
  EXPECT_GT(together_through<RacyBucket<Slow>>(kLast), kRate.most(kLast));
}

}  // namespace
}  // namespace fenceline
