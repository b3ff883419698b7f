// Barriers by their concept: nobody goes on before all have come, how often ever.
#include <gtest/gtest.h>
#include <structures/test/threads.h>
#include <structures/wait/concept.h>
#include <structures/wait/list.h>

namespace fenceline {
namespace {

constexpr int kEpisodes = 60;

/// Each adds one in an episode, and looks behind the next one how many have.
template <class B, class... Looks>
void meets(unsigned threads, Looks... looks) {
  B barrier(threads, looks...);
  std::atomic<unsigned> here{0};
  std::atomic<int> wrong{0};
  together(threads, [&](unsigned thread) {
    typename B::Node node(thread);
    for (unsigned i = 1; i <= kEpisodes; ++i) {
      here.fetch_add(1, std::memory_order_relaxed);
      barrier.meet(node);
      wrong += here.load(std::memory_order_relaxed) != threads * i;
      barrier.meet(node);
    }
  });
  EXPECT_EQ(wrong, 0) << threads << " threads";
}

TEST(Barriers, LetNobodyGoBeforeAllHaveCome) {
  for_each_barrier([]<class B>(const char* name) {
    static_assert(ThreadBarrier<B>);
    SCOPED_TRACE(name);
    for (const unsigned threads : {1u, 2u}) meets<B>(threads);
  });
}

TEST(Barriers, SleepWhereThreadsHaveNoPuEach) {
  for_each_barrier([]<class B>(const char* name) {
    SCOPED_TRACE(name);
    if constexpr (SleepingBarrier<B>) {
      // Of a tree with four at a fork: full ones, one that is not, and two levels above.
      for (const unsigned threads : {3u, 4u, 5u, 17u}) meets<B>(threads, 0u);
    }
  });
}

TEST(Barriers, WithoutACentreMeetAnyNumber) {
  for (const unsigned threads : {3u, 5u}) {
    DisseminationBarrier<> barrier(threads);
    std::atomic<int> wrong{0}, here{0};
    together(threads, [&](unsigned thread) {
      DisseminationBarrier<>::Node node(thread);
      ++here;
      barrier.meet(node);
      wrong += here != static_cast<int>(threads);
    });
    EXPECT_EQ(wrong, 0);
  }
}

}  // namespace
}  // namespace fenceline
