// What threads wait with, on any ISA: among threads, asleep where they can be.
#pragma once
#include <structures/lock/futex_mutex.h>
#include <structures/test/threads.h>
#include <structures/wait/cond_var.h>
#include <structures/wait/event_count.h>
#include <structures/wait/list.h>

namespace fenceline {

inline constexpr int kItemsWaitedFor = 600;

inline bool fails_and_is_done_once() {
  bool ok = true;
  for (int round = 0; round < 20; ++round) {
    Once<> o;
    int times = 0;
    std::atomic<int> failed{0}, late{0};
    together(3, [&](unsigned) {
      try {
        o.call([&] {
          if (++times == 1) throw times;
        });
        late += times != 2;
      } catch (int) {
        ++failed;
      }
    });
    ok = ok && times == 2 && failed == 1 && late == 0 && o.is_done();
  }
  return ok;
}

inline bool waits_for_all() {
  WaitGroup<> all(2, 0);
  bool ok = true;
  for (int round = 0; round < 20; ++round) {
    int parts[2] = {};
    together(3, [&](unsigned thread) {
      if (thread == 2) return all.wait();
      parts[thread] = 1;
      all.done();
    });
    ok = ok && parts[0] + parts[1] == 2;
    all.add(2);
  }
  return ok;
}

inline bool lets_in_as_many() {
  Semaphore<> items(0, 0), one(1, 0);
  int taken = 0, left = 2 * kItemsWaitedFor;
  together(4, [&](unsigned thread) {
    for (int i = 0; i < kItemsWaitedFor; ++i) {
      if (thread < 2) {
        items.post();
        continue;
      }
      items.wait();
      one.wait();
      ++taken, --left;
      one.post();
    }
  });
  return taken == 2 * kItemsWaitedFor && left == 0 && !items.try_wait() && one.try_wait();
}

inline bool wakes_for_each_event() {
  EventCount<> events;
  std::atomic<int> there{0};
  const auto take = [&] {
    for (int now = there; now > 0;)
      if (there.compare_exchange_weak(now, now - 1)) return true;
    return false;
  };
  together(3, [&](unsigned thread) {
    for (int i = 0; i < kItemsWaitedFor; ++i) {
      if (thread == 0) {
        there += 2;
        events.notify_all();
        continue;
      }
      while (!take()) {
        const auto key = events.prepare();
        if (take()) {
          events.cancel();
          break;
        }
        events.commit(key);
      }
    }
  });
  return there == 0;
}

inline bool takes_turns() {
  FutexMutex<> lock;
  CondVar<> changed;
  int turn = 0;
  together(3, [&](unsigned thread) {
    NoNode none;
    for (int i = 0; i < 50; ++i) {
      const Guard held(lock);
      changed.wait(lock, none, [&] { return turn % 3 == static_cast<int>(thread); });
      ++turn;
      changed.notify_all();
    }
  });
  return turn == 150;
}

template <class B, class... Looks>
bool meets(Looks... looks) {
  std::atomic<int> wrong{0};
  for (unsigned threads : {1u, 3u}) {
    B b(threads, looks...);
    std::atomic<unsigned> here{0};
    together(threads, [&](unsigned thread) {
      typename B::Node node(thread);
      for (unsigned i = 1; i <= 4; ++i) {
        ++here;
        b.meet(node);
        wrong += here != threads * i;
        b.meet(node);
      }
    });
  }
  return wrong == 0;
}

/// report(name, whether it is right)
template <class Report>
void waits(Report report) {
  report("Once", fails_and_is_done_once());
  report("WaitGroup", waits_for_all());
  report("Semaphore", lets_in_as_many());
  report("EventCount", wakes_for_each_event());
  report("CondVar", takes_turns());
  report("CentralBarrier", meets<CentralBarrier<>>(100u));
  report("TreeBarrier", meets<TreeBarrier<Native, 2>>(100u));
  report("DisseminationBarrier", meets<DisseminationBarrier<>>());
}

}  // namespace fenceline
