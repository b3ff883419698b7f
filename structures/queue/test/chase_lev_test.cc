#include <gmock/gmock.h>
#include <structures/queue/chase_lev.h>
#include <structures/test/threads.h>

namespace fenceline {
namespace {

TEST(ChaseLev, IsAStackForItsOwnerAndAQueueForThieves) {
  ChaseLev<int> deque(4);
  int item = 7;
  EXPECT_FALSE(deque.take(item));
  EXPECT_EQ(deque.steal(item), Steal::empty);
  for (int lap = 0; lap < 5; ++lap) {
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(deque.push(i));
    EXPECT_FALSE(deque.push(4));
    EXPECT_EQ(deque.steal(item), Steal::item);
    EXPECT_EQ(item, 0);
    for (int i = 3; i >= 1; --i) {
      EXPECT_TRUE(deque.take(item));
      EXPECT_EQ(item, i);
    }
    EXPECT_FALSE(deque.take(item));
  }
}

/// The owner takes as often as it pushes in long runs, so that both sides come to the last item.
TEST(ChaseLev, GivesEachItemOnce) {
  for (std::size_t capacity : {1, 2, 64}) {
    for (unsigned thieves : {1u, 3u, 7u}) {
      ChaseLev<int> deque(capacity);
      const int rounds = rounds_through(capacity);
      std::vector<std::atomic<int>> seen(static_cast<std::size_t>(rounds));
      std::atomic<bool> done{false};
      together(thieves + 1, [&](unsigned thread) {
        int item;
        if (thread > 0) {
          while (!done.load()) {
            if (deque.steal(item) == Steal::item)
              ++seen[static_cast<std::size_t>(item)];
            else
              std::this_thread::yield();
          }
          return;
        }
        for (int i = 0; i < rounds; ++i) {
          while (!deque.push(i)) std::this_thread::yield();
          if (i % 3 == 0 && deque.take(item)) ++seen[static_cast<std::size_t>(item)];
        }
        while (deque.take(item)) ++seen[static_cast<std::size_t>(item)];
        done.store(true);
      });
      for (auto& times : seen) ASSERT_EQ(times, 1) << "item " << &times - seen.data();
    }
  }
}

}  // namespace
}  // namespace fenceline
