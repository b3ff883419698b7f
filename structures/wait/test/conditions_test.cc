// To wait until something holds: event count, condition variable, parking lot.
#include <gtest/gtest.h>
#include <structures/lock/concept.h>
#include <structures/queue/vyukov_mpmc.h>
#include <structures/test/threads.h>
#include <structures/wait/cond_var.h>
#include <structures/wait/event_count.h>
#include <structures/lock/parking_mutex.h>

namespace fenceline {
namespace {

constexpr int kItems = kRounds / 20;

TEST(EventCount, LetsAQueueSleep) {
  for (const unsigned pairs : {1u, 2u}) {
    VyukovMpmc<int> queue(2);
    EventCount<> filled, emptied;
    const auto sleep_until = [](EventCount<>& events, auto done) {
      while (!done()) {
        const auto key = events.prepare();
        if (done()) return events.cancel();
        events.commit(key);
      }
    };
    std::atomic<long> sum{0};
    together(2 * pairs, [&](unsigned thread) {
      for (int i = 1; i <= kItems; ++i) {
        if (thread < pairs) {
          sleep_until(emptied, [&] { return queue.try_push(i); });
          filled.notify_one();
        } else {
          int item = 0;
          sleep_until(filled, [&] { return queue.try_pop(item); });
          emptied.notify_one();
          sum += item;
        }
      }
    });
    EXPECT_EQ(sum, long{kItems} * (kItems + 1) / 2 * pairs);
  }
}

template <class L>
void takes_turns() {
  constexpr int kTurns = kItems / 4;
  L lock;
  CondVar<> changed;
  int turn = 0;
  together(3, [&](unsigned thread) {
    typename L::Node node{};
    for (int i = 0; i < kTurns; ++i) {
      lock.lock(node);
      changed.wait(lock, node, [&] { return turn % 3 == static_cast<int>(thread); });
      ++turn;
      lock.unlock(node);
      changed.notify_all();
    }
  });
  EXPECT_EQ(turn, 3 * kTurns);
}

struct Lotted {
  ParkingLot<> lot{2};
};
struct OwnParkingMutex : Lotted, ParkingMutex<> {
  OwnParkingMutex() : ParkingMutex(lot, 0) {}
};

TEST(CondVar, LosesNoTurnUnderAnyLock) {
  takes_turns<FutexMutex<>>();
  takes_turns<OwnParkingMutex>();
}

TEST(CondVar, TellsOneForEachItem) {
  FutexMutex<> lock;
  CondVar<> changed;
  int items = 0, taken = 0;
  together(3, [&](unsigned thread) {
    NoNode none;
    for (int i = 0; i < kItems / 4; ++i) {
      const Guard held(lock);
      if (thread == 0) {
        items += 2;
        changed.notify_one();
        changed.notify_one();
      } else {
        changed.wait(lock, none, [&] { return items > 0; });
        --items, ++taken;
      }
    }
  });
  EXPECT_EQ(taken, kItems / 4 * 2);
}

TEST(ParkingMutex, IsForOneAtATime) {
  static_assert(Lock<ParkingMutex<>>);
  ParkingLot<> lot(1);
  ParkingMutex<> locks[2] = {ParkingMutex<>(lot, 0), ParkingMutex<>(lot, 0)};
  EXPECT_LE(sizeof locks[0], 3 * sizeof(void*));
  long counts[2] = {};
  together(4, [&](unsigned thread) {
    for (int i = 0; i < kItems; ++i) {
      const Guard held(locks[(thread + i) % 2]);
      ++counts[(thread + i) % 2];
    }
  });
  EXPECT_EQ(counts[0] + counts[1], 4L * kItems);
}

TEST(ParkingLot, WakesFirstWhoCameFirst) {
  ParkingLot<> lot(1);
  std::atomic<int> parked{0}, woken{0};
  int order[3] = {};
  const int words[2] = {};
  together(4, [&](unsigned thread) {
    if (thread < 3) {
      while (parked != static_cast<int>(thread)) std::this_thread::yield();
      lot.park(&words[0], [&] {
        ++parked;
        return true;
      });
      order[woken++] = static_cast<int>(thread);
      return;
    }
    while (parked != 3) std::this_thread::yield();
    lot.unpark_one(&words[1], [&](bool found, bool more) { EXPECT_TRUE(!found && !more); });
    for (int i = 0; i < 3; ++i) {
      lot.unpark_one(&words[0], [&](bool found, bool more) { EXPECT_TRUE(found && more == (i < 2)); });
      while (woken != i + 1) std::this_thread::yield();
    }
  });
  for (int i = 0; i < 3; ++i) EXPECT_EQ(order[i], i);
  EXPECT_FALSE(lot.park(&words[0], [] { return false; }));
}

}  // namespace
}  // namespace fenceline
