// What other libraries' containers are adapted to is what the concept says: room for the capacity that was asked for, in
// and out in order, and false where there is nothing.
#include <gtest/gtest.h>
#include <peers/barrier.h>
#include <peers/deque.h>
#include <peers/gate.h>
#include <peers/lock.h>
#include <peers/mpsc.h>
#include <peers/queue.h>
#include <peers/stack.h>
#include <structures/lock/concept.h>
#include <structures/queue/concept.h>
#include <structures/stack/concept.h>
#include <structures/test/threads.h>
#include <structures/wait/concept.h>

#include <memory>
#include <string>

namespace fenceline {
namespace {

const auto named = [](const char* library, const char* why) { std::printf("not tested: %s: %s\n", library, why); };

TEST(Peers, QueuesTakeAllTheyAreMadeForInOrder) {
  for_each_peer_queue(
      []<class Q>(const char* name) {
        static_assert(BoundedQueue<Q>);
        for (const size_t capacity : {1, 3, 1025, 5000}) {
          SCOPED_TRACE(std::string(name) + " " + std::to_string(capacity));
          const auto queue = std::make_unique<Q>(capacity);
          uint64_t item = 7;
          EXPECT_FALSE(queue->try_pop(item));
          EXPECT_EQ(item, 7u);
          for (int lap = 0; lap < 3; ++lap) {
            for (uint64_t i = 0; i < capacity; ++i) ASSERT_TRUE(queue->try_push(i)) << i;
            for (uint64_t i = 0; i < capacity; ++i) ASSERT_TRUE(queue->try_pop(item) && item == i) << i;
            EXPECT_FALSE(queue->try_pop(item));
          }
        }
      },
      named);
}

TEST(Peers, QueuesOfNodesAreQueues) {
  for_each_peer_mpsc(
      []<class Q>(const char* name) {
        static_assert(IntrusiveQueue<Q>);
        SCOPED_TRACE(name);
        Q queue;
        typename Q::Node nodes[3];
        for (int lap = 0; lap < 3; ++lap) {
          EXPECT_EQ(queue.pop(), nullptr);
          for (auto& node : nodes) queue.push(&node);
          for (auto& node : nodes) EXPECT_EQ(queue.pop(), &node);
        }
      },
      named);
}

TEST(Peers, DequesAreStacksForTheirOwnersAndQueuesForThieves) {
  for_each_peer_deque(
      []<class D>(const char* name) {
        static_assert(WorkStealingDeque<D>);
        for (const size_t capacity : {4, 1024}) {
          SCOPED_TRACE(std::string(name) + " " + std::to_string(capacity));
          const auto deque = std::make_unique<D>(capacity);
          uint64_t item = 7;
          for (int lap = 0; lap < 3; ++lap) {
            EXPECT_FALSE(deque->take(item));
            EXPECT_EQ(deque->steal(item), Steal::empty);
            for (uint64_t i = 0; i < capacity; ++i) ASSERT_TRUE(deque->push(i)) << i;
            for (uint64_t i = 0; i < 2; ++i) ASSERT_TRUE(deque->steal(item) == Steal::item && item == i) << i;
            for (uint64_t i = capacity; i-- > 2;) ASSERT_TRUE(deque->take(item) && item == i) << i;
          }
        }
      },
      named);
}

TEST(Peers, StacksTakeAllTheyAreMadeForInOrder) {
  for_each_peer_stack(
      []<class S>(const char* name) {
        static_assert(BoundedStack<S>);
        for (const size_t capacity : {1, 3, 1025, 5000}) {
          SCOPED_TRACE(std::string(name) + " " + std::to_string(capacity));
          const auto stack = std::make_unique<S>(capacity);
          uint64_t item = 7;
          EXPECT_FALSE(stack->try_pop(item));
          for (uint64_t i = 0; i < capacity; ++i) ASSERT_TRUE(stack->try_push(i)) << i;
          for (uint64_t i = capacity; i-- > 0;) ASSERT_TRUE(stack->try_pop(item) && item == i) << i;
          EXPECT_FALSE(stack->try_pop(item));
        }
      },
      named);
}

TEST(Peers, LocksAreLocks) {
  for_each_peer_lock(
      []<class L>(const char*) {
        static_assert(Lock<L>);
        L lock;
        typename L::Node node{};
        for (int i = 0; i < 3; ++i) {
          lock.lock(node);
          lock.unlock(node);
        }
      },
      named);
}

TEST(Peers, GatesLetOneThroughForEachPost) {
  for_each_peer_gate(
      []<class G>(const char* name) {
        static_assert(Gate<G>);
        SCOPED_TRACE(name);
        G there, back;
        int turns = 0;
        std::atomic<int> wrong{0};
        together(2, [&](unsigned thread) {
          for (int i = 0; i < 50; ++i) {
            if (thread == 1) there.wait();
            wrong += turns++ % 2 != static_cast<int>(thread);
            (thread == 0 ? there : back).post();
            if (thread == 0) back.wait();
          }
        });
        EXPECT_EQ(wrong, 0);
        EXPECT_EQ(turns, 100);
      },
      named);
}

TEST(Peers, BarriersLetNobodyGoBeforeAllHaveCome) {
  for_each_peer_barrier(
      []<class B>(const char* name) {
        static_assert(ThreadBarrier<B>);
        for (const unsigned threads : {1u, 2u, 5u}) {
          SCOPED_TRACE(std::string(name) + " " + std::to_string(threads));
          B barrier(threads);
          std::atomic<unsigned> here{0}, wrong{0};
          together(threads, [&](unsigned thread) {
            typename B::Node node(thread);
            for (unsigned i = 1; i <= 3; ++i) {
              ++here;
              barrier.meet(node);
              wrong += here != threads * i;
              barrier.meet(node);
            }
          });
          EXPECT_EQ(wrong, 0u);
        }
      },
      named);
}

}  // namespace
}  // namespace fenceline
