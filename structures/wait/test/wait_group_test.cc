#include <gtest/gtest.h>
#include <structures/test/threads.h>
#include <structures/wait/concept.h>
#include <structures/wait/wait_group.h>

#include <memory>

namespace fenceline {
namespace {

static_assert(CountingLatch<WaitGroup<>>);

TEST(WaitGroup, WaitsForNothingWhereThereIsNothingToDo) {
  WaitGroup<> group;
  group.wait();
  group.add(2);
  group.done();
  group.done();
  group.wait();
}

TEST(WaitGroup, WaitersGoOnWhenAllIsDoneAndMayGiveItBack) {
  for (const unsigned spins : {0u, 100u}) {
    for (int round = 0; round < kRounds / 200; ++round) {
      auto group = std::make_unique<WaitGroup<>>(3u, spins);
      int parts[3] = {};
      bool seen = true;
      together(4, [&](unsigned thread) {
        if (thread < 3) {
          parts[thread] = 1;
          group->done();
          return;
        }
        group->wait();
        for (const int part : parts) seen = seen && part == 1;
        group.reset();
      });
      EXPECT_TRUE(seen);
    }
  }
}

TEST(WaitGroup, ServesAgain) {
  WaitGroup<> there(1), back(0);
  std::atomic<int> wrong{0};
  int turns = 0;
  together(2, [&](unsigned thread) {
    for (int i = 0; i < kRounds / 100; ++i) {
      (thread == 0 ? back : there).wait();
      wrong += turns++ != 2 * i + int(thread == 1);
      (thread == 0 ? back : there).add();
      (thread == 0 ? there : back).done();
    }
  });
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace fenceline
