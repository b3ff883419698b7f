// All bounded stacks by their concept: alone, and each item exactly once among threads; and how the one without tags
// fails.
#include <gmock/gmock.h>
#include <structures/stack/elimination.h>
#include <structures/stack/treiber.h>
#include <structures/test/threads.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <random>
#include <vector>

namespace fenceline {
namespace {

template <class Stack>
class Stacks : public testing::Test {};
using All =
    std::conditional_t<kWideCas, testing::Types<TreiberStack<int>, EliminationStack<int>, WideTreiberStack<int>>,
                       testing::Types<TreiberStack<int>, EliminationStack<int>>>;
TYPED_TEST_SUITE(Stacks, All);

TYPED_TEST(Stacks, DoAsAVectorDoes) {
  static_assert(BoundedStack<TypeParam>);
  for (std::size_t capacity : {1, 2, 3, 8}) {
    TypeParam stack(capacity);
    EXPECT_EQ(stack.capacity(), capacity);
    std::vector<int> like;
    std::mt19937 random(static_cast<unsigned>(capacity));
    for (int i = 0; i < 5000; ++i) {
      int item = -1;
      if (random() % 2) {
        const bool fits = like.size() < capacity;
        ASSERT_EQ(stack.try_push(i), fits);
        if (fits) like.push_back(i);
      } else if (like.empty()) {
        ASSERT_FALSE(stack.try_pop(item));
        ASSERT_EQ(item, -1);
      } else {
        ASSERT_TRUE(stack.try_pop(item));
        ASSERT_EQ(item, like.back());
        like.pop_back();
      }
    }
  }
}

/// Each thread takes some of the items and gives them back. How often was one in two hands, or had no place, and how
/// many are in the end there more than once or not at all?
template <class Stack>
int wrong(Stack& stack, int items, unsigned threads, int rounds) {
  for (int i = 0; i < items; ++i) EXPECT_TRUE(stack.try_push(i));
  std::vector<std::atomic<int>> held(static_cast<std::size_t>(items));
  std::atomic<int> wrong{0};
  together(threads, [&](unsigned thread) {
    for (int round = 0; round < rounds && wrong == 0; ++round) {
      int mine[3], got = 0;
      for (const int wanted = 1 + (round + static_cast<int>(thread)) % 3; got < wanted; ++got) {
        if (!stack.try_pop(mine[got])) break;
        wrong += held[static_cast<std::size_t>(mine[got])].exchange(1);
      }
      while (got > 0) {
        held[static_cast<std::size_t>(mine[--got])] = 0;
        wrong += !stack.try_push(mine[got]);
      }
    }
  });
  std::vector<int> left(static_cast<std::size_t>(items));
  int item = 0;
  for (int looks = 0; looks < 2 * items && stack.try_pop(item); ++looks) ++left[static_cast<std::size_t>(item)];
  for (const int times : left) wrong += times != 1;
  return wrong;
}

TYPED_TEST(Stacks, GiveEachItemOnce) {
  if (std::is_same_v<TypeParam, WideTreiberStack<int>> && !has_wide_cas()) GTEST_SKIP() << "no 16-byte CAS here";
  for (unsigned threads : {1u, 2u, 8u}) {
    for (int items : {1, 2, 5}) {
      TypeParam stack(static_cast<std::size_t>(items));
      EXPECT_EQ(wrong(stack, items, threads, kRounds), 0) << threads << " threads, " << items << " items";
    }
  }
}

/// What others do between a thread's look at a list and its compare-and-swap: one entry for each, in the order in which
/// they are come to; the rest have nobody in between.
std::deque<std::function<void()>> meanwhile;
template <class V>
struct PreemptedHead : Atomic<V> {
  using Atomic<V>::Atomic;
  template <class Order>
  bool compare_exchange_weak(V& expected, V desired, Order order) {
    if (!meanwhile.empty()) {
      const auto others = std::move(meanwhile.front());
      meanwhile.pop_front();
      if (others) others();
    }
    return Atomic<V>::compare_exchange_weak(expected, desired, order);
  }
};
template <std::uint32_t kStep>
using PreemptedStack =
    ListStack<int, Native, TreiberList<Native, std::uint32_t, PreemptedHead<Tagged<std::uint32_t>>, kStep>>;

/// What is popped of 0, 1, 2 and 3, sorted, where the top node comes back on top while a pop has looked at it: ABA. Its node is
/// kept from the free list until the one below is on it, or both would come back as they were.
template <class Stack>
std::vector<int> popped_around_aba() {
  Stack stack(3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(stack.try_push(i));
  std::vector<int> all;
  const auto pop = [&] {
    int item = -1;
    if (stack.try_pop(item)) all.push_back(item);
  };
  const auto top_and_back = [&] {
    meanwhile = {nullptr, pop};  // before the popped node is freed
    pop();
    EXPECT_TRUE(stack.try_push(3));
  };
  meanwhile = {top_and_back};
  for (int i = 0; i < 4; ++i) pop();
  std::ranges::sort(all);
  return all;
}

TEST(UntaggedTreiberStack, DoublesAnItemWhereTheTaggedOneDoesNot) {
  EXPECT_THAT(popped_around_aba<PreemptedStack<1>>(), testing::ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(popped_around_aba<PreemptedStack<0>>(), testing::Not(testing::ElementsAre(0, 1, 2, 3)));
}

TEST(UntaggedTreiberStack, IsAStackForOneThread) {
  UntaggedTreiberStack<int> stack(3);
  EXPECT_EQ(wrong(stack, 3, 1, kRounds), 0);
}

}  // namespace
}  // namespace fenceline
