// Counters by their concept: alone, nothing lost among threads, never backwards; and how the plain one loses.
#include <gmock/gmock.h>
#include <sched.h>
#include <structures/counter/lanes.h>
#include <structures/counter/per_cpu.h>
#include <structures/counter/served.h>
#include <structures/counter/single.h>
#include <structures/test/slow.h>
#include <structures/test/threads.h>
#include <unistd.h>

#include <vector>

namespace fenceline {
namespace {

template <class C>
class Counters : public testing::Test {};
using All = testing::Types<AtomicCounter<>, MutexCounter<>, ShardedCounter<>, PackedCounter<>, StatisticalCounter<>,
                           PerCpuCounter>;
TYPED_TEST_SUITE(Counters, All);

TYPED_TEST(Counters, AddUp) {
  static_assert(Counter<TypeParam> && TypeParam::kExact);
  TypeParam counter;
  EXPECT_EQ(counter.read(), 0u);
  for (unsigned lane = 0; lane < 20; ++lane) counter.add(lane, lane);
  EXPECT_EQ(counter.read(), 190u);
  counter.add(~0ull - 189, 0);
  EXPECT_EQ(counter.read(), 0u) << "2^64 wraps";
}

TYPED_TEST(Counters, LoseNothingAndDoNotRunBackwards) {
  for (unsigned threads : {1u, 2u, 8u}) {
    TypeParam counter;
    std::atomic<int> backwards{0};
    together(threads, [&](unsigned thread) {
      std::uint64_t before = 0;
      for (int i = 1; i <= kRounds; ++i) {
        counter.add(static_cast<std::uint64_t>(i), thread);
        if (i % 64 != 0) continue;
        const std::uint64_t now = counter.read();
        backwards += now < before + 64;
        before = now;
      }
    });
    EXPECT_EQ(backwards, 0);
    EXPECT_EQ(counter.read(), threads * std::uint64_t{kRounds} * (kRounds + 1) / 2);
  }
}

/// Threads are pushed to and fro among the CPUs while they add: from one, in the midst of an addition, to another, while
/// the next thread adds to the cell that was left.
TEST(PerCpuCounter, LosesNothingWhileThreadsAreMoved) {
  if (PerCpuCounter::missing()) GTEST_SKIP() << PerCpuCounter::missing();
  cpu_set_t all;
  ASSERT_EQ(sched_getaffinity(0, sizeof all, &all), 0);
  std::vector<int> cpus;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
    if (CPU_ISSET(cpu, &all)) cpus.push_back(cpu);
  if (cpus.size() < 2) GTEST_SKIP() << "one CPU: there is nowhere to go";
  constexpr unsigned kAdders = 4;
  constexpr std::uint64_t kTimes = 1000 * kRounds;
  PerCpuCounter counter;
  std::atomic<pid_t> threads[kAdders] = {};
  std::atomic<unsigned> adding{kAdders};
  together(kAdders + 1, [&](unsigned thread) {
    if (thread < kAdders) {
      threads[thread] = gettid();
      for (std::uint64_t i = 0; i < kTimes; ++i) counter.add(1, thread);
      --adding;
      return;
    }
    for (std::size_t round = 0; adding > 0; ++round) {
      const pid_t moved = threads[round % kAdders];
      cpu_set_t one;
      CPU_ZERO(&one);
      CPU_SET(cpus[(round / kAdders + round) % cpus.size()], &one);
      if (moved != 0) sched_setaffinity(moved, sizeof one, &one);  // it may have ended
    }
  });
  EXPECT_EQ(counter.read(), kAdders * kTimes);
}

TEST(ServedCounter, CountsAllThatWasSent) {
  static_assert(Counter<ServedCounter<>>);
  for (std::size_t capacity : {0, 1, 64}) {
    ServedCounter counter(capacity);
    std::atomic<int> adding{3};
    together(4, [&](unsigned thread) {
      while (thread == 3 && counter.serve()) {
      }
      if (thread == 3) return;
      for (int i = 0; i < kRounds / 8; ++i) counter.add(2, thread);
      if (--adding == 0) counter.close();
    });
    EXPECT_EQ(counter.read(), 3u * 2 * (kRounds / 8));
  }
}

TEST(PlainCounter, LosesWhatMeets) {
  static_assert(!PlainCounter<>::kExact);
  PlainCounter<Slow> counter;
  together(4, [&](unsigned thread) {
    for (int i = 0; i < kRounds / 10; ++i) counter.add(1, thread);
  });
  EXPECT_LT(counter.read(), 4u * (kRounds / 10));
  EXPECT_GE(counter.read(), 2u);
}

TEST(PlainCounter, CountsForOneThread) {
  PlainCounter counter;
  for (int i = 0; i < 10; ++i) counter.add(3, 0);
  EXPECT_EQ(counter.read(), 30u);
}

}  // namespace
}  // namespace fenceline
