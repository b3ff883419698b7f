// Locks by their concept: one at a time, nothing torn, readers together.
#include <gmock/gmock.h>
#include <structures/lock/bravo.h>
#include <structures/lock/clh.h>
#include <structures/lock/cohort.h>
#include <structures/lock/futex_mutex.h>
#include <structures/lock/mcs.h>
#include <structures/lock/rw_lanes.h>
#include <structures/lock/rw_spin.h>
#include <structures/lock/seqlock.h>
#include <structures/lock/standard.h>
#include <structures/lock/tas.h>
#include <structures/lock/ticket.h>
#include <structures/test/threads.h>

namespace fenceline {
namespace {

/// What a lock guards: two halves that are equal whenever nobody is at work.
struct Halves {
  long first = 0, second = 0;
  void add() {
    ++first;
    ++second;
  }
  bool torn() const { return first != second; }
};

/// A node for a thread, in the lane of that thread where the lock has lanes.
template <class L>
struct NodeOf {
  explicit NodeOf(unsigned thread) {
    if constexpr (requires { node.lane; }) node.lane = thread;
  }
  typename L::Node node{};
};

/// Threads that wait in line, without a PU each, get the lock once a time slice.
int rounds(unsigned threads) { return threads > 2 ? 100 : kRounds; }

template <class L>
class Locks : public testing::Test {};
using All = testing::Types<TasLock<>, TtasLock<>, BackoffLock<>, TicketLock<>, McsLock<>, ClhLock<>, CohortLock<>,
                           CohortLock<Native, 2>, FutexMutex<>, RwSpinLock<>, RwLanes<>, BravoLock<>, StdMutex,
                           StdSharedMutex, PthreadSpinLock>;
TYPED_TEST_SUITE(Locks, All);

TYPED_TEST(Locks, AreForOneAtATime) {
  static_assert(Lock<TypeParam>);
  for (unsigned threads : {1u, 2u, 3u, 8u}) {
    TypeParam lock;
    Halves halves;
    std::atomic<int> torn{0};
    together(threads, [&](unsigned thread) {
      NodeOf<TypeParam> own(thread);
      for (int i = 0; i < rounds(threads); ++i) {
        lock.lock(own.node);
        torn += halves.torn();
        halves.add();
        lock.unlock(own.node);
      }
    });
    EXPECT_EQ(torn, 0);
    EXPECT_EQ(halves.first, long{rounds(threads)} * threads);
    EXPECT_EQ(halves.second, halves.first);
  }
}

TYPED_TEST(Locks, AreHeldForABlock) {
  TypeParam lock;
  for (int i = 0; i < 3; ++i) const Guard guard(lock);
}

template <class L>
class SharedLocks : public testing::Test {};
/// That a mark is given back and asked for again at once.
using EagerBravo = BravoLock<Native, RwSpinLock<>, 0>;
using AllShared = testing::Types<RwSpinLock<>, RwLanes<>, BravoLock<>, EagerBravo, StdSharedMutex>;
TYPED_TEST_SUITE(SharedLocks, AllShared);

TYPED_TEST(SharedLocks, LetReadersBeTogether) {
  static_assert(SharedLock<TypeParam>);
  TypeParam lock;
  std::atomic<int> inside{0};
  together(3, [&](unsigned thread) {
    NodeOf<TypeParam> own(thread);
    lock.lock_shared(own.node);
    ++inside;
    while (inside < 3) std::this_thread::yield();  // for ever, if one had to wait for another
    lock.unlock_shared(own.node);
  });
}

TYPED_TEST(SharedLocks, KeepWritersFromReaders) {
  for (unsigned readers : {1u, 3u}) {
    TypeParam lock;
    Halves halves;
    std::atomic<int> torn{0};
    std::atomic<bool> done{false};
    together(readers + 2, [&](unsigned thread) {
      NodeOf<TypeParam> own(thread);
      if (thread < 2) {
        for (int i = 0; i < kRounds / 100; ++i) {
          lock.lock(own.node);
          halves.add();
          lock.unlock(own.node);
          std::this_thread::yield();
        }
        done = true;
        return;
      }
      while (!done) {
        lock.lock_shared(own.node);
        torn += halves.torn();
        lock.unlock_shared(own.node);
        std::this_thread::yield();
      }
    });
    EXPECT_EQ(torn, 0);
    EXPECT_EQ(halves.first, 2L * (kRounds / 100));
  }
}

struct Wide {
  std::uint64_t words[3] = {};
  std::uint8_t rest = 0;
};

TEST(Seqlock, KeepsTheBytes) {
  Seqlock<Wide> lock(Wide{{1, 2, 3}, 4});
  EXPECT_EQ(lock.read().words[2], 3u);
  EXPECT_EQ(lock.read().rest, 4u);
  lock.write({{5, 6, 7}, 8});
  EXPECT_EQ(lock.read().words[0], 5u);
  EXPECT_EQ(lock.read().rest, 8u);
}

TEST(Seqlock, LosesNoUpdate) {
  Seqlock<Wide> lock;
  together(4, [&](unsigned) {
    for (int i = 0; i < kRounds / 4; ++i) lock.update([](Wide& now) { ++now.words[1]; });
  });
  EXPECT_EQ(lock.read().words[1], 4u * (kRounds / 4));
}

TEST(Seqlock, TriesToReadInVainWhileAWriterIsThere) {
  Seqlock<Wide> lock(Wide{{1, 2, 3}, 4});
  Wide now;
  lock.update([&](Wide& next) {
    EXPECT_FALSE(lock.try_read(now));
    EXPECT_EQ(now.words[0], 0u);
    next.words[0] = 5;
  });
  EXPECT_TRUE(lock.try_read(now));
  EXPECT_EQ(now.words[0], 5u);
}

TEST(Seqlock, ReadsOneWriteAndNeverAnOlderOne) {
  for (unsigned writers : {1u, 2u}) {
    Seqlock<Wide> lock;
    std::atomic<unsigned> writing{writers};
    std::atomic<int> torn{0}, backwards{0};
    together(writers + 2, [&](unsigned thread) {
      if (thread < writers) {
        for (std::uint64_t i = 1; i <= kRounds / 4; ++i) {
          const std::uint64_t value = i * writers + thread;
          lock.write({{value, value, value}, static_cast<std::uint8_t>(value)});
        }
        --writing;
        return;
      }
      std::uint64_t before = 0;
      while (writing > 0) {
        const Wide now = lock.read();
        torn += now.words[0] != now.words[1] || now.words[1] != now.words[2] ||
                static_cast<std::uint8_t>(now.words[0]) != now.rest;
        if (writers == 1) backwards += now.words[0] < before;
        before = now.words[0];
      }
    });
    EXPECT_EQ(torn, 0);
    EXPECT_EQ(backwards, 0);
  }
}

}  // namespace
}  // namespace fenceline
