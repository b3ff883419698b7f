// Every reclaimer among threads: nothing is destroyed twice or forgotten, and what a reader that stops holds back.
#include <gtest/gtest.h>
#include <structures/queue/reclaimed.h>
#include <structures/reclaim/list.h>
#include <structures/stack/reclaimed.h>
#include <structures/test/threads.h>

#include <memory>
#include <optional>
#include <string_view>

namespace fenceline {
namespace {

/// Counts how many of it live.
struct Counting {
  explicit Counting(int n = 0) : value(n) { ++alive; }
  Counting(const Counting& other) : value(other.value) { ++alive; }
  Counting& operator=(const Counting&) = default;
  ~Counting() { --alive; }
  int value;
  static inline std::atomic<long> alive{0};
};

template <class R>
void push_and_pop(typename R::Member& member, ReclaimedStack<Counting, R>& stack, int rounds) {
  Counting item;
  for (int i = 0; i < rounds; ++i) {
    stack.push(member, Counting(i));
    ASSERT_TRUE(stack.try_pop(member, item));
    if (i % 16 == 0) member.quiescent();
  }
}

TEST(Reclaimers, DestroyEachNodeOnceAmongThreads) {
  for_each_reclaimer([]<Reclaimer R>(const char* name) {
    SCOPED_TRACE(name);
    Counting::alive = 0;
    {
      R domain(3);
      ReclaimedStack<Counting, R> stack(domain);
      together(3, [&](unsigned) {
        typename R::Member member(domain);
        push_and_pop<R>(member, stack, kRounds / 4);
      });
      EXPECT_EQ(static_cast<std::size_t>(Counting::alive), domain.held()) << "what is popped and held lives";
    }
    EXPECT_EQ(Counting::alive, 0);
  });
}

/// As of a thread for each task.
TEST(Reclaimers, AreKeptGoingByMembersThatComeAndGo) {
  for_each_reclaimer([]<Reclaimer R>(const char* name) {
    SCOPED_TRACE(name);
    constexpr int kNodes = 20'000;
    R domain(2);
    ReclaimedStack<int, R> stack(domain);
    for (int i = 0; i < kNodes; ++i) {
      typename R::Member member(domain);
      stack.push(member, i);
      int item;
      ASSERT_TRUE(stack.try_pop(member, item));
    }
    if (std::string_view(name) == "leak")
      EXPECT_EQ(domain.held(), kNodes);
    else
      EXPECT_LT(domain.held(), kNodes / 4);
  });
}

TEST(Reclaimers, LetAQueueBeAQueue) {
  for_each_reclaimer_and_reuse([]<Reclaimer R>(const char* name) {
    R domain(4);
    ReclaimedQueue<int, R> queue(domain);
    std::atomic<int> wrong{0}, left{2 * kRounds / 4};
    together(4, [&](unsigned thread) {
      typename R::Member member(domain);
      int last[2] = {-1, -1};
      for (int i = 0; thread < 2 && i < kRounds / 4; ++i) {
        queue.push(member, 2 * i + static_cast<int>(thread));
        member.quiescent();
      }
      while (thread >= 2 && left > 0) {
        int item = 0;
        if (queue.try_pop(member, item)) {
          wrong += item / 2 <= last[item % 2];
          last[item % 2] = item / 2;
          --left;
        } else {
          std::this_thread::yield();
        }
        member.quiescent();
      }
    });
    EXPECT_EQ(wrong, 0) << name << ": a producer's items come in its order";
    EXPECT_EQ(left, 0) << name;
  });
}

TEST(Reclaimers, AreDoneWithAllWhenAllHaveGoneOn) {
  for_each_reclaimer_and_reuse([]<Reclaimer R>(const char* name) {
    R domain(2);
    ReclaimedStack<Counting, R> stack(domain);
    typename R::Member first(domain), second(domain);
    push_and_pop<R>(first, stack, 100);
    push_and_pop<R>(second, stack, 100);
    // What one has retired may wait for the other, which is in no operation.
    for (int i = 0; i < 4; ++i) first.quiescent(), second.quiescent(), first.flush(), second.flush();
    EXPECT_EQ(domain.held(), flushes<R>() || type_stable<R>() ? 0U : 200U) << name;
  });
}

/// A reader that stops in the middle of an operation, while another one goes on for so many rounds; held then.
template <class R>
std::size_t held_by_a_stalled_reader(int rounds, std::size_t& most) {
  struct Node : R::Node {};
  R domain(2);
  typename R::Member reader(domain), writer(domain);
  if constexpr (R::kRobust) most = domain.most_held(1);
  Atomic<Node*> at(writer.template make<Node>());
  const Inside inside(reader);
  reader.protect(0, at, relaxed);
  for (int i = 0; i < rounds; ++i) {
    const Inside also(writer);
    writer.retire(at.exchange(writer.template make<Node>(), relaxed));
  }
  for (int i = 0; i < 4; ++i) writer.quiescent(), writer.flush();
  writer.discard(at.load(relaxed));
  return domain.held();
}

TEST(Reclaimers, AreRobustOrNot) {
  for_each_reclaimer_and_reuse([]<Reclaimer R>(const char* name) {
    std::size_t most = 0;
    const std::size_t some = held_by_a_stalled_reader<R>(1'000, most);
    const std::size_t many = held_by_a_stalled_reader<R>(10'000, most);
    if (R::kRobust) {
      EXPECT_LE(some, most) << name;
      EXPECT_LE(many, most) << name;
    } else {
      EXPECT_GE(some, 900U) << name << " holds all that was retired meanwhile";
      EXPECT_GE(many, 9'000U) << name;
    }
  });
}

TEST(Reclaimers, HaveRoomForSoManyMembersAndGiveItAgain) {
  for_each_reclaimer_and_reuse([]<Reclaimer R>(const char* name) {
    R domain(2);
    auto first = std::make_unique<typename R::Member>(domain);
    typename R::Member second(domain);
    EXPECT_THROW(typename R::Member third(domain), std::length_error) << name;
    first.reset();
    typename R::Member third(domain);
    ReclaimedStack<Counting, R> stack(domain);
    push_and_pop<R>(third, stack, 10);
  });
}

/// Three threads with one node each, and a table: what lives does not grow with what is popped, and goes with the domain.
TEST(TypeStableMemory, IsUsedAgainAndDestroyedWithItsDomain) {
  using R = TypeStable<>;
  Counting::alive = 0;
  {
    R domain(3, 8);
    std::optional<ReclaimedStack<Counting, R>> stack(domain);
    for (int times = 0; times < 3; ++times) {
      together(3, [&](unsigned) {
        R::Member member(domain);
        push_and_pop<R>(member, *stack, kRounds / 4);
      });
      EXPECT_LE(Counting::alive, 8 + 16 + 32) << "each has eight at hand, and the tables double";
    }
    stack.reset();
    EXPECT_GE(Counting::alive, 8) << "nodes are the domain's";
  }
  EXPECT_EQ(Counting::alive, 0);
}

TEST(TypeStableMemory, ServesOneStructureAfterAnother) {
  using R = TypeStable<>;
  R domain(1, 4);
  R::Member member(domain);
  for (int queues = 0; queues < 100; ++queues) {
    ReclaimedQueue<int, R> queue(domain);
    int item = -1;
    ASSERT_FALSE(queue.try_pop(member, item)) << "the dummy that came back is the last one";
    for (int i = 0; i < 3; ++i) queue.push(member, i);
    ASSERT_TRUE(queue.try_pop(member, item));
    ASSERT_EQ(item, 0);
  }
}

TEST(TypeStableMemory, HasNodesOfOneType) {
  using R = TypeStable<>;
  R domain(1);
  R::Member member(domain);
  ReclaimedStack<int, R> numbers(domain);
  ReclaimedStack<Counting, R> others(domain);
  numbers.push(member, 1);
  int item = 0;
  ASSERT_TRUE(numbers.try_pop(member, item));
  EXPECT_THROW(others.push(member, Counting(1)), std::logic_error) << "though one is free";
}

}  // namespace
}  // namespace fenceline
