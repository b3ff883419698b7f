// All bounded queues by their concept: alone, and each item exactly once and in its producer's order among threads.
#include <gmock/gmock.h>
#include <structures/queue/channel.h>
#include <structures/queue/michael_scott.h>
#include <structures/queue/mutex_queue.h>
#include <structures/queue/scq.h>
#include <structures/queue/spsc_cached.h>
#include <structures/queue/spsc_ring.h>
#include <structures/queue/vyukov_mpmc.h>
#include <structures/test/threads.h>

#include <deque>
#include <memory>
#include <mutex>
#include <random>

namespace fenceline {
namespace {

template <class Queue>
class Queues : public testing::Test {};
using All = testing::Types<VyukovMpmc<int>, SpscRing<int>, SpscCached<int>, MichaelScottQueue<int>, Scq<int>,
                           MutexQueue<int>, Channel<int>>;
TYPED_TEST_SUITE(Queues, All);

static_assert(BlockingQueue<Channel<int>>);

TYPED_TEST(Queues, IsEmptyAtFirstAndLeavesTheItemAsItWas) {
  static_assert(BoundedQueue<TypeParam>);
  TypeParam queue(4);
  int item = 7;
  EXPECT_FALSE(queue.try_pop(item));
  EXPECT_EQ(item, 7);
}

TYPED_TEST(Queues, HoldsWhatItSaysAndRefusesMore) {
  for (std::size_t least : {1, 2, 3, 4, 5, 8, 64}) {
    TypeParam queue(least);
    EXPECT_GE(queue.capacity(), least);
    for (int lap = 0; lap < 3; ++lap) {
      const auto capacity = static_cast<int>(queue.capacity());
      for (int i = 0; i < capacity; ++i) ASSERT_TRUE(queue.try_push(i)) << i << " of " << capacity << ", lap " << lap;
      EXPECT_FALSE(queue.try_push(-1));
      int item = -1;
      for (int i = 0; i < capacity; ++i) {
        ASSERT_TRUE(queue.try_pop(item));
        EXPECT_EQ(item, i);
      }
      EXPECT_FALSE(queue.try_pop(item));
    }
  }
}

TYPED_TEST(Queues, DoesAsADequeDoes) {
  for (std::size_t least : {1, 2, 4, 7}) {
    TypeParam queue(least);
    std::deque<int> like;
    std::mt19937 random(static_cast<unsigned>(least));
    for (int i = 0; i < 5000; ++i) {
      if (random() % 2) {
        const bool fits = like.size() < queue.capacity();
        ASSERT_EQ(queue.try_push(i), fits);
        if (fits) like.push_back(i);
      } else {
        int item = -1;
        ASSERT_EQ(queue.try_pop(item), !like.empty());
        if (like.empty()) continue;
        ASSERT_EQ(item, like.front());
        like.pop_front();
      }
    }
  }
}

/// Items are producer * rounds + count.
template <class Queue>
void stress(Queue& queue, unsigned producers, unsigned consumers) {
  const int each = rounds_through(queue.capacity()) / static_cast<int>(producers);
  std::vector<std::atomic<int>> seen(static_cast<std::size_t>(each) * producers);
  std::atomic<int> left{each * static_cast<int>(producers)}, disorder{0};
  together(producers + consumers, [&](unsigned thread) {
    if (thread < producers) {
      for (int i = 0; i < each; ++i) {
        while (!queue.try_push(static_cast<int>(thread) * each + i)) std::this_thread::yield();
      }
      return;
    }
    std::vector<int> last(producers, -1);
    while (left.load(std::memory_order_relaxed) > 0) {
      int item;
      if (!queue.try_pop(item)) {
        std::this_thread::yield();
        continue;
      }
      left.fetch_sub(1, std::memory_order_relaxed);
      seen[static_cast<std::size_t>(item)].fetch_add(1, std::memory_order_relaxed);
      int& before = last[static_cast<std::size_t>(item / each)];
      if (item % each <= before) disorder.fetch_add(1, std::memory_order_relaxed);
      before = item % each;
    }
  });
  EXPECT_EQ(disorder, 0);
  for (auto& times : seen) ASSERT_EQ(times, 1) << "item " << &times - seen.data();
}

TYPED_TEST(Queues, GivesEachItemOnceAndInItsProducersOrder) {
  for (std::size_t capacity : {1, 8, 1024}) {
    for (auto [producers, consumers] : {std::pair{1u, 1u}, {2u, 2u}, {4u, 4u}, {1u, 3u}, {3u, 1u}}) {
      if (producers > TypeParam::kProducers || consumers > TypeParam::kConsumers) continue;
      SCOPED_TRACE(testing::Message() << producers << " producers, " << consumers << " consumers, " << capacity);
      TypeParam queue(capacity);
      stress(queue, producers, consumers);
    }
  }
}

template <class Queue>
class Movers : public testing::Test {};
using Owned = std::unique_ptr<int>;
using AllMovers = testing::Types<VyukovMpmc<Owned>, SpscRing<Owned>, SpscCached<Owned>, Scq<Owned>, MutexQueue<Owned>,
                                 Channel<Owned>>;
TYPED_TEST_SUITE(Movers, AllMovers);

TYPED_TEST(Movers, TakeItemsThatCannotBeCopiedAndDropWhatIsLeft) {
  TypeParam queue(2);
  EXPECT_TRUE(queue.try_push(std::make_unique<int>(1)));
  EXPECT_TRUE(queue.try_push(std::make_unique<int>(2)));
  EXPECT_FALSE(queue.try_push(std::make_unique<int>(3)));
  Owned item;
  ASSERT_TRUE(queue.try_pop(item));
  EXPECT_EQ(*item, 1);
}

TEST(MutexQueue, TakesAnyLock) {
  struct Std {
    using Node = NoNode;
    std::mutex mutex;
    void lock(Node&) { mutex.lock(); }
    void unlock(Node&) { mutex.unlock(); }
  };
  MutexQueue<int, Native, Std> queue(3);
  stress(queue, 2, 2);
}

}  // namespace
}  // namespace fenceline
