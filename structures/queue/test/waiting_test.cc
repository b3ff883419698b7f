// A queue whose callers sleep: all that was pushed comes out in order, closing wakes all, and it can be opened again.
#include <gtest/gtest.h>
#include <structures/queue/mutex_queue.h>
#include <structures/queue/vyukov_mpmc.h>
#include <structures/queue/waiting.h>
#include <structures/test/threads.h>

namespace fenceline {
namespace {

template <class Q>
class Waiting : public testing::Test {};
using All = testing::Types<WaitingQueue<VyukovMpmc<int>>, WaitingQueue<MutexQueue<int>>>;
TYPED_TEST_SUITE(Waiting, All);

TYPED_TEST(Waiting, IsAQueueThatCanBeClosed) {
  static_assert(BoundedQueue<TypeParam> && BlockingQueue<TypeParam>);
  TypeParam queue(2);
  EXPECT_TRUE(queue.push(1) && queue.try_push(2));
  EXPECT_FALSE(queue.try_push(3));
  int item = 0;
  EXPECT_TRUE(queue.pop(item) && item == 1);
  queue.close();
  EXPECT_FALSE(queue.push(4) || queue.try_push(4));
  EXPECT_TRUE(queue.pop(item) && item == 2) << "what is in comes out";
  EXPECT_FALSE(queue.pop(item));
  EXPECT_EQ(item, 2);
  queue.reopen();
  EXPECT_TRUE(queue.push(5) && queue.pop(item) && item == 5);
}

/// Sleepers on both sides: they go to sleep at once, and there is room for few.
TYPED_TEST(Waiting, PassesEachItemOnceWhoeverSleeps) {
  for (const unsigned pairs : {1u, 3u}) {
    for (const unsigned spins : {0u, 100u}) {
      TypeParam queue(2, spins);
      std::atomic<unsigned> pushing{pairs};
      std::atomic<long> sum{0};
      std::atomic<int> disorder{0};
      constexpr int kEach = kRounds / 10;
      together(2 * pairs, [&](unsigned thread) {
        if (thread < pairs) {
          for (int i = 1; i <= kEach; ++i) EXPECT_TRUE(queue.push(static_cast<int>(thread) << 20 | i));
          if (--pushing == 0) queue.close();
          return;
        }
        std::vector<int> last(pairs);
        for (int item = 0; queue.pop(item);) {
          const int number = item & ((1 << 20) - 1);
          disorder += number <= last[static_cast<std::size_t>(item >> 20)];
          last[static_cast<std::size_t>(item >> 20)] = number;
          sum += number;
        }
      });
      EXPECT_EQ(sum, long{pairs} * kEach * (kEach + 1) / 2);
      EXPECT_EQ(disorder, 0);
    }
  }
}

TYPED_TEST(Waiting, WakesAllWhenItIsClosed) {
  TypeParam queue(2, 0);
  std::atomic<int> said_no{0};
  together(4, [&](unsigned thread) {
    if (thread == 0) return queue.close();
    int item = 0;
    said_no += !queue.pop(item);
  });
  EXPECT_EQ(said_no, 3);
  queue.reopen();
  while (queue.try_push(1)) {
  }
  together(4, [&](unsigned thread) {
    if (thread == 0) return queue.close();
    said_no += !queue.push(2);
  });
  EXPECT_EQ(said_no, 6);
}

}  // namespace
}  // namespace fenceline
