// Condition variable for any of our locks: the count of notifications is what a waiter sleeps on, so that none is missed
// between its unlock and its sleep (B. Lampson, D. Redell, "Experience with processes and monitors in Mesa", CACM 1980;
// the count: U. Drepper, "Futexes are tricky", 2011, section 9, without requeueing).
//
//            wait                  notify
//   wait     with the lock held    together
//   notify   together              together
//
// Tags: blocking, no fairness, 8 bytes, no system call where nobody waits. A waiter may wake for nothing: it looks again.
// What is waited for is changed under the lock, by whoever notifies; it may have unlocked before it does. notify_one
// without the lock may reach one who began to wait after it. All who are woken want the lock at once.
#pragma once
#include <structures/lock/concept.h>
#include <structures/native.h>

#include <cstdint>

namespace fenceline {

template <class P = Native>
class CondVar {
 public:
  /// Unlocks, sleeps until it is notified, and locks again.
  template <Lock L>
  void wait(L& lock, typename L::Node& node) {
    // Both are read and written under the lock, which orders them: relaxed.
    waiters_.fetch_add(1, relaxed);
    const std::uint32_t seen = notified_.load(relaxed);
    lock.unlock(node);
    notified_.wait(seen);
    waiters_.fetch_sub(1, relaxed);
    lock.lock(node);
  }
  template <Lock L, class Condition>
  void wait(L& lock, typename L::Node& node, Condition condition) {
    while (!condition()) wait(lock, node);
  }

  void notify_one() {
    if (waiters_.load(relaxed) == 0) return;
    notified_.fetch_add(1, relaxed);
    notified_.notify_one();
  }
  void notify_all() {
    if (waiters_.load(relaxed) == 0) return;
    notified_.fetch_add(1, relaxed);
    notified_.notify_all();
  }

 private:
  typename P::template atomic<std::uint32_t> notified_{0};
  typename P::template atomic<std::uint32_t> waiters_{0};
};

}  // namespace fenceline
