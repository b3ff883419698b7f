#include <gtest/gtest.h>
#include <structures/test/threads.h>
#include <structures/wait/concept.h>
#include <structures/wait/once.h>

#include <stdexcept>

namespace fenceline {
namespace {

static_assert(OnceFlag<Once<>>);

TEST(Once, IsDoneByOneOfManyAndSeenByAll) {
  for (int round = 0; round < kRounds / 400; ++round) {
    Once<> once;
    int times = 0;
    std::atomic<int> wrong{0};
    EXPECT_FALSE(once.is_done());
    together(4, [&](unsigned) {
      once.call([&] {
        std::this_thread::yield();
        ++times;
      });
      wrong += times != 1 || !once.is_done();
    });
    EXPECT_EQ(wrong, 0);
  }
}

TEST(Once, ThatFailsIsLeftToTheNext) {
  Once<> once;
  EXPECT_THROW(once.call([] { throw std::runtime_error("not yet"); }), std::runtime_error);
  EXPECT_FALSE(once.is_done());
  int times = 0;
  for (int i = 0; i < 3; ++i) once.call([&] { ++times; });
  EXPECT_EQ(times, 1);
  EXPECT_TRUE(once.is_done());
}

TEST(Once, WakesThoseWhoWaitedForOneThatFailed) {
  for (int round = 0; round < kRounds / 400; ++round) {
    Once<> once;
    int attempts = 0;
    std::atomic<int> failed{0}, wrong{0};
    together(4, [&](unsigned) {
      try {
        once.call([&] {
          std::this_thread::yield();
          if (++attempts < 3) throw attempts;
        });
        wrong += attempts != 3;
      } catch (int) {
        ++failed;
      }
    });
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(failed, 2);
    EXPECT_EQ(attempts, 3);
  }
}

}  // namespace
}  // namespace fenceline
