// The rows about deques find out what is wrong with one, and nodes go round behind a queue of nodes.
#include <gmock/gmock.h>
#include <kernels/queues/noded.h>
#include <kernels/queues/steals.h>
#include <structures/queue/chase_lev.h>
#include <structures/queue/vyukov_mpsc.h>
#include <structures/test/threads.h>

namespace fenceline::steals {
namespace {

using Deque = ChaseLev<uint64_t>;

/// Thieves are given the oldest item, and it stays.
struct Generous : Deque {
  using Deque::Deque;
  Steal steal(uint64_t& item) {
    const Steal what = Deque::steal(item);
    if (what == Steal::item) kept = item;
    if (what == Steal::empty && kept != 0) return item = std::exchange(kept, 0), Steal::item;
    return what;
  }
  uint64_t kept = 0;
};
/// The owner is told "nothing" of an item that is gone.
struct Forgetful : Deque {
  using Deque::Deque;
  bool take(uint64_t& item) { return Deque::take(item) && item % 8 != 0; }
};
/// The owner and the thief are each given the other's end.
struct Upside : Deque {
  using Deque::Deque;
  bool take(uint64_t& item) { return Deque::steal(item) == Steal::item; }
  Steal steal(uint64_t& item) { return Deque::take(item) ? Steal::item : Steal::empty; }
};

/// One thread after the other: the structures above are wrong without any meeting.
template <class D>
std::string verdict() {
  std::vector<Kernel> list;
  add<D>(list, "deque");
  const Kernel& k = list.back();
  Shared shared;
  shared.threads = 2;
  shared.cast = deal(k.roles, 2);
  shared.args = {16};
  const std::atomic<bool> stopped{true};
  shared.stop = &stopped;
  k.setup(shared);
  uint64_t done[2] = {};
  for (int round = 0; round < 4; ++round)
    for (unsigned t : {0u, 1u}) done[t] += k.roles[t].run(shared, t, 30);
  return k.verify(shared, done);
}

TEST(Steals, AreRightWithADequeThatIs) { EXPECT_EQ(verdict<Deque>(), ""); }

TEST(Steals, FindOutWhatIsWrong) {
  EXPECT_THAT(verdict<Generous>(), testing::HasSubstr("came out"));
  EXPECT_THAT(verdict<Forgetful>(), testing::HasSubstr("came out"));
  EXPECT_THAT(verdict<Upside>(), testing::HasSubstr("stolen after younger ones"));
}

unsigned tens(uint64_t item) { return static_cast<unsigned>(item / 10); }
using Queue = Noded<VyukovMpsc<>, tens>;

TEST(Noded, HoldsSoManyItemsOfEachProducer) {
  static_assert(BoundedQueue<Queue>);
  Queue queue(2);
  uint64_t item = 0;
  for (int lap = 0; lap < 3; ++lap) {
    for (const uint64_t put : {1, 2, 11, 12}) EXPECT_TRUE(queue.try_push(put));
    EXPECT_FALSE(queue.try_push(3));
    EXPECT_TRUE(queue.try_pop(item));
    EXPECT_EQ(item, 1u);
    EXPECT_FALSE(queue.try_push(13));
    EXPECT_TRUE(queue.try_push(3));
    for (const uint64_t got : {2, 11, 12, 3}) EXPECT_TRUE(queue.try_pop(item) && item == got) << got;
    EXPECT_FALSE(queue.try_pop(item));
  }
}

unsigned high(uint64_t item) { return static_cast<unsigned>(item >> 32); }

TEST(Noded, GivesNodesBackToTheirProducers) {
  Noded<VyukovMpsc<>, high> queue(64);
  uint64_t last[3] = {}, wrong = 0;
  together(4, [&](unsigned thread) {
    if (thread < 3) {
      for (uint64_t i = 1; i <= kRounds; ++i)
        while (!queue.try_push(uint64_t{thread} << 32 | i)) std::this_thread::yield();
      return;
    }
    for (uint64_t left = 3 * kRounds; left > 0;) {
      uint64_t item = 0;
      if (!queue.try_pop(item)) {
        std::this_thread::yield();
        continue;
      }
      wrong += static_cast<uint32_t>(item) != ++last[item >> 32];
      --left;
    }
  });
  EXPECT_EQ(wrong, 0u);
}

}  // namespace
}  // namespace fenceline::steals
