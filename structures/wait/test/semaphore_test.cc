#include <gtest/gtest.h>
#include <structures/test/threads.h>
#include <structures/wait/concept.h>
#include <structures/wait/semaphore.h>

#include <memory>

namespace fenceline {
namespace {

static_assert(CountingSemaphore<Semaphore<>>);

TEST(Semaphore, HasWhatWasPutIn) {
  Semaphore<> semaphore(2);
  EXPECT_TRUE(semaphore.try_wait());
  semaphore.wait();
  EXPECT_FALSE(semaphore.try_wait());
  semaphore.post(3);
  for (int i = 0; i < 3; ++i) semaphore.wait();
  EXPECT_FALSE(semaphore.try_wait());
}

TEST(Semaphore, LosesNoWakeUp) {
  for (const unsigned spins : {0u, 100u}) {
    for (const std::uint32_t at_once : {1u, 2u}) {
      Semaphore<> there(0, spins), back(0, spins);
      together(4, [&](unsigned thread) {
        for (int i = 0; i < kRounds / 200; ++i) {
          if (thread >= 2) {
            there.wait();
            back.post();
          } else if (at_once == 1 || i % 2 == 0) {
            there.post(at_once);
            for (std::uint32_t n = 0; n < at_once; ++n) back.wait();
          }
        }
      });
      EXPECT_FALSE(there.try_wait());
      EXPECT_FALSE(back.try_wait());
    }
  }
}

TEST(Semaphore, LetsSoManyInAtOnce) {
  Semaphore<> two(2, 0);
  std::atomic<int> inside{0}, wrong{0};
  together(4, [&](unsigned) {
    for (int i = 0; i < kRounds / 200; ++i) {
      two.wait();
      wrong += ++inside > 2;
      std::this_thread::yield();
      --inside;
      two.post();
    }
  });
  EXPECT_EQ(wrong, 0);
}

TEST(Semaphore, IsGivenBackByWhoHasWaited) {
  for (int round = 0; round < kRounds / 200; ++round) {
    auto semaphore = std::make_unique<Semaphore<>>(0u, 0u);
    together(2, [&](unsigned thread) {
      if (thread == 0) return semaphore->post();
      semaphore->wait();
      semaphore.reset();
    });
  }
}

}  // namespace
}  // namespace fenceline
