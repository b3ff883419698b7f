#include <base/barrier.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace fenceline {
namespace {

/// Each thread writes before a meeting what the others read, without atomics, behind it.
void meet_many_times(unsigned count, unsigned rounds, unsigned looks) {
  Barrier barrier(count);
  std::vector<unsigned> written(count);
  unsigned lasts = 0;
  std::vector<std::thread> threads;
  std::atomic<unsigned> wrong{0};
  for (unsigned t = 0; t < count; ++t)
    threads.emplace_back([&, t] {
      for (unsigned round = 1; round <= rounds; ++round) {
        written[t] = round;
        if (!barrier.meet(looks, [&] { ++lasts; })) ++wrong;
        for (const unsigned w : written) wrong += w != round;
        wrong += lasts != round;
        barrier.meet(looks);
      }
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(wrong, 0u);
  EXPECT_EQ(barrier.round(), 2 * rounds);
}

TEST(Barrier, AllSeeWhatAllDidBeforeItAndTheLastDidAlone) {
  meet_many_times(3, 500, Barrier::kSleep);
  meet_many_times(3, 500, 100);
}
TEST(Barrier, TheSameWithThreadsThatNeverSleep) { meet_many_times(2, 50, Barrier::kForEver); }

TEST(Barrier, WhoeverGivesUpLetsAllGo) {
  for (const unsigned looks : {Barrier::kSleep, Barrier::kForEver}) {
    Barrier barrier(3);
    std::vector<std::thread> threads;
    std::atomic<unsigned> gone{0};
    for (unsigned t = 0; t < 2; ++t)
      threads.emplace_back([&] {
        if (!barrier.meet(looks)) ++gone;
      });
    barrier.give_up();
    for (auto& t : threads) t.join();
    EXPECT_EQ(gone, 2u);
    EXPECT_FALSE(barrier.meet(looks)) << "who comes late waits for nobody";
  }
}

TEST(Barrier, MayBeUsedAgainAfterAReset) {
  Barrier barrier(1);
  barrier.give_up();
  EXPECT_FALSE(barrier.meet(0));
  barrier.reset();
  EXPECT_TRUE(barrier.meet(0));
}

}  // namespace
}  // namespace fenceline
