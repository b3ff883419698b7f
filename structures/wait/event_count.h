// Event count: lets threads sleep until something holds that is told by other words, of a lock-free structure say, and
// costs whoever changes those words a fence where nobody sleeps. D. Vyukov, "Eventcounts", 2009; folly's EventCount.
//
//   while (!queue.try_pop(item)) {                     queue.try_push(item);
//     const auto key = events.prepare();               events.notify_one();
//     if (queue.try_pop(item)) { events.cancel(); break; }
//     events.commit(key);
//   }
//
//                            prepare .. commit   prepare .. cancel   notify
//   prepare to commit        together            together            together
//   prepare to cancel        together            together            together
//   notify_one, notify_all   together            together            together
//
// Tags: blocking, no fairness, 8 bytes. Who is told may have been told of something else: it looks again. notify_one is
// for waiters who all wait for the same: it may reach one who came after it. A waiter between prepare() and commit()
// misses its event if 2^32 others come to pass meanwhile.
#pragma once
#include <structures/native.h>

#include <cstdint>

namespace fenceline {

template <class P = Native>
class EventCount {
 public:
  using Key = std::uint32_t;

  /// From here on no notification is missed. Then look whether what is waited for has come: cancel() if so, else commit().
  Key prepare() {
    waiters_.fetch_add(1, relaxed);
    const Key key = events_.load(relaxed);
    // (1) seq_cst: pairs with (2): either the look that follows finds what was done before notify(), or notify() finds
    // this waiter; forbids SB. And what is done before an event that is in the key is found, too; forbids MP.
    P::fence(seq_cst<1>);
    return key;
  }
  void cancel() { waiters_.fetch_sub(1, relaxed); }
  /// Sleeps until there was a notification since prepare().
  void commit(Key key) {
    while (events_.load(relaxed) == key) events_.wait(key);
    waiters_.fetch_sub(1, relaxed);
  }

  /// What they wait for has come: one of them, or all, look again.
  void notify_one() {
    if (count_event()) events_.notify_one();
  }
  void notify_all() {
    if (count_event()) events_.notify_all();
  }

 private:
  bool count_event() {
    // (2) seq_cst: pairs with (1); forbids SB and MP
    P::fence(seq_cst<2>);
    if (waiters_.load(relaxed) == 0) return false;
    events_.fetch_add(1, relaxed);
    return true;
  }

  typename P::template atomic<std::uint32_t> events_{0};
  typename P::template atomic<std::uint32_t> waiters_{0};
};

}  // namespace fenceline
