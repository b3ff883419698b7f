#include <kernels/timers/offset.h>

#include <gtest/gtest.h>
#include <time.h>

#include <array>
#include <thread>
#include <vector>

namespace fenceline::timers {
namespace {

constexpr uint64_t kRounds = 200;
thread_local int64_t shift = 0;  // what this thread's clock shows more

/// A clock that is the same on all PUs, shifted by `shift` and going in steps.
template <uint64_t Step>
struct Shifted {
  static constexpr arch::Info info{"shifted", "", "none"};
  static uint64_t op() {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    const uint64_t ns = uint64_t(t.tv_sec) * 1'000'000'000 + uint64_t(t.tv_nsec);
    return (ns + uint64_t(shift)) / Step * Step;
  }
};

/// The same, but thread 1 reads one that goes half as fast again.
struct Drifting {
  static constexpr arch::Info info{"drifting", "", "none"};
  static uint64_t op() {
    const uint64_t now = Shifted<1>::op();
    static const uint64_t start = now;
    return shift ? now + (now - start) / 2 : now;
  }
};

struct Pair {
  alignas(arch::kPadBytes) std::array<std::byte, kPairBytes> memory{};
  Shared shared;
  Pair() {
    shared.data = memory.data();
    shared.bytes = memory.size();
    shared.threads = 2;
    open_account(shared);
  }
  template <class Op>
  void run(int64_t difference, uint64_t rounds) {
    std::thread other([&] {
      shift = difference;
      exchange_readings<Op>(shared, 1, rounds);
    });
    exchange_readings<Op>(shared, 0, rounds);
    other.join();
  }
};

template <class Op>
std::pair<int64_t, int64_t> found(int64_t difference) {
  Pair pair;
  pair.run<Op>(difference, kRounds);
  const std::array<uint64_t, 2> iterations{kRounds, kRounds};
  EXPECT_EQ(check_account(pair.shared, iterations), "");
  return offset<Op>(pair.shared);
}

TEST(ClockOffset, TheBoundsHoldTheTrueOffset) {
  for (const int64_t difference : {0, 1'000'000'000, -1'000'000'000}) {
    const auto [low, high] = found<Shifted<1>>(difference);
    EXPECT_LE(low, difference);
    EXPECT_GE(high, difference);
    EXPECT_LT(high - low, 500'000'000) << "no round was faster than half a second";
  }
}

TEST(ClockOffset, AClockThatGoesInStepsHasWiderBounds) {
  const auto [low, high] = found<Shifted<100'000>>(1'050'000);
  EXPECT_LE(low, 1'050'000);
  EXPECT_GE(high, 1'050'000);
  EXPECT_GE(high - low, 100'000);
}

TEST(ClockOffset, ClocksOfDifferentRatesAreFoundOut) {
  Pair pair;
  Drifting::op();
  pair.run<Drifting>(1, 300);
  const auto [low, high] = offset<Drifting>(pair.shared);
  EXPECT_GT(low, high);
}

TEST(ClockOffset, LostRoundsAreFoundOut) {
  Pair pair;
  pair.run<Shifted<1>>(0, 10);
  const std::array<uint64_t, 2> iterations{11, 11};
  EXPECT_EQ(check_account(pair.shared, iterations), "rounds were lost");
}

TEST(LeastStep, IsNoLessThanTheTimersStep) {
  shift = 0;
  EXPECT_GE(least_step(Shifted<700>::op), 700u);
  EXPECT_EQ(least_step(Shifted<700>::op) % 700, 0u);
  struct Still {
    static uint64_t op() { return 7; }
  };
  EXPECT_EQ(least_step(Still::op), 0u);
}

TEST(Timers, OneThatWaitsForLoadsIsThere) { EXPECT_TRUE(Waits<Waiting>::value); }

}  // namespace
}  // namespace fenceline::timers
