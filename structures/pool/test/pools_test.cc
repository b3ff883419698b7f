// Pools by their concept: as many as there is room for, each once, whoever gives them back. How the untagged one hands
// out an object twice, the explorer shows.
#include <gtest/gtest.h>
#include <structures/pool/heap.h>
#include <structures/pool/list.h>
#include <structures/test/threads.h>

#include <set>
#include <string>

namespace fenceline {
namespace {

struct Thing {
  std::atomic<unsigned> holders{0};
  std::uint64_t left = 0;
};

TEST(Pools, HandOutAsManyAsThereIsRoomForEachOnce) {
  for_each_pool<Thing>([]<class O>(const char* name) {
    static_assert(ObjectPool<O>);
    for (const std::size_t capacity : {1, 2, 33, 200}) {
      for (const unsigned lanes : {1u, 3u}) {
        SCOPED_TRACE(std::string(name) + " " + std::to_string(capacity) + " " + std::to_string(lanes));
        O pool(capacity, lanes);
        // Each round gives them all back to another lane, where the next one must find them.
        for (unsigned round = 0; round < 2 * lanes; ++round) {
          std::set<Thing*> out;
          for (std::size_t i = 0; i < capacity; ++i) {
            Thing* const thing = pool.take(round % lanes);
            ASSERT_NE(thing, nullptr) << i;
            ASSERT_TRUE(out.insert(thing).second);
            ASSERT_EQ(reinterpret_cast<std::uintptr_t>(thing) % alignof(Thing), 0u);
          }
          for (Thing* const thing : out) pool.give(thing, (round + 1) % lanes);
        }
      }
    }
  });
}

TEST(Pools, GiveAnObjectAsItWasLeft) {
  for_each_pool<Thing>([]<class O>(const char* name) {
    O pool(1, 1);
    pool.give(
        [&] {
          Thing* const thing = pool.take(0);
          thing->left = 7;
          return thing;
        }(),
        0);
    std::set<std::uint64_t> seen;
    std::vector<Thing*> all;
    while (Thing* const thing = pool.take(0)) {
      seen.insert(thing->left);
      all.push_back(thing);
    }
    EXPECT_TRUE(seen.contains(7)) << name;
    for (Thing* const thing : all) pool.give(thing, 0);
  });
}

TEST(Pools, BoundedOnesSayWhenNothingIsLeft) {
  GlobalPool<Thing> global(3);
  StealingPool<Thing> stealing(3, 2);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(global.take(0) && stealing.take(0));
  EXPECT_EQ(global.take(0), nullptr);
  EXPECT_EQ(stealing.take(1), nullptr);
}

/// How often a thread found another one at its object; each takes some, and gives back what another took.
template <class O>
int met(unsigned threads, int rounds) {
  constexpr std::size_t kEach = 3;
  O pool(threads * (kEach + 1), threads);
  std::atomic<int> met{0};
  std::vector<std::atomic<Thing*>> passed(threads);
  together(threads, [&](unsigned thread) {
    for (int round = 0; round < rounds; ++round) {
      Thing* mine[kEach];
      for (Thing*& thing : mine) {
        while ((thing = pool.take(thread)) == nullptr) std::this_thread::yield();
        met += thing->holders.fetch_add(1) != 0;
      }
      for (Thing* thing : mine) {
        if (thing == mine[0]) thing = passed[(thread + 1) % threads].exchange(thing);
        if (thing == nullptr) continue;
        met += thing->holders.fetch_sub(1) != 1;
        pool.give(thing, thread);
      }
    }
  });
  for (auto& last : passed)
    if (Thing* const thing = last.exchange(nullptr)) pool.give(thing, 0);
  return met;
}

TEST(Pools, HandOutAnObjectToOneThreadAtATime) {
  for_each_pool<Thing>([]<class O>(const char* name) {
    for (const unsigned threads : {2u, 5u}) EXPECT_EQ(met<O>(threads, kRounds / 4), 0) << name << " " << threads;
  });
}

TEST(Heap, IsAPool) {
  using O = AllocatorPool<Thing, Heap>;
  static_assert(ObjectPool<O>);
  O pool(1, 1);
  Thing* const one = pool.take(0);
  Thing* const two = pool.take(0);
  EXPECT_NE(one, two);
  pool.give(one, 0);
  pool.give(two, 0);
}

}  // namespace
}  // namespace fenceline
