// A deque behind a lock: what everybody writes first, and what the others must beat.
//
//               try_push   try_pop
//   try_push    together   together
//   try_pop     together   together
//
// Tags: blocking, linearizable, FIFO, bounded by count, allocates. As fair as the lock. No order of its own: the
// lock's.
#pragma once
#include <structures/lock/futex_mutex.h>
#include <structures/native.h>
#include <structures/queue/concept.h>

#include <deque>
#include <utility>

namespace fenceline {

template <class T, class P = Native, class L = FutexMutex<P>>
class MutexQueue {
 public:
  using value_type = T;
  static constexpr unsigned kProducers = kMany, kConsumers = kMany;

  explicit MutexQueue(std::size_t capacity) : capacity_(capacity) {}

  std::size_t capacity() const { return capacity_; }

  bool try_push(T item) {
    const Guard guard(lock_);
    if (size_.read() == capacity_) return false;
    items_.push_back(std::move(item));
    size_.write(size_.read() + 1);
    return true;
  }

  bool try_pop(T& item) {
    const Guard guard(lock_);
    if (size_.read() == 0) return false;
    item = std::move(items_.front());
    items_.pop_front();
    size_.write(size_.read() - 1);
    return true;
  }

 private:
  const std::size_t capacity_;
  L lock_;
  std::deque<T> items_;
  typename P::template plain<std::size_t> size_{0};  // counted here too, for whoever looks for races
};

}  // namespace fenceline
