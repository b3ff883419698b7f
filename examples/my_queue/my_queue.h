// A queue of one's own: a ring under a lock of one word. What it knows of its atomics the policy P says, so that this
// text is both measured (my_queue.cc) and explored (explore.cc).
#pragma once
#include <structures/native.h>
#include <structures/queue/concept.h>

#include <cstddef>
#include <cstdint>

template <class T, class P = fenceline::Native>
class MyQueue {
 public:
  using value_type = T;
  static constexpr unsigned kProducers = fenceline::kMany, kConsumers = fenceline::kMany;

  explicit MyQueue(std::size_t capacity) : capacity_(capacity), items_(P::template make_array<Item>(capacity)) {}
  ~MyQueue() { P::destroy_array(items_, capacity_); }
  MyQueue(const MyQueue&) = delete;
  MyQueue& operator=(const MyQueue&) = delete;

  std::size_t capacity() const { return capacity_; }

  bool try_push(T item) {
    lock();
    const std::size_t head = head_.read(), tail = tail_.read();
    const bool room = tail - head < capacity_;
    if (room) {
      items_[tail % capacity_].write(item);
      tail_.write(tail + 1);
    }
    unlock();
    return room;
  }

  bool try_pop(T& item) {
    lock();
    const std::size_t head = head_.read();
    const bool there = head != tail_.read();
    if (there) {
      item = items_[head % capacity_].take();
      head_.write(head + 1);
    }
    unlock();
    return there;
  }

 private:
  using Item = typename P::template plain<T>;

  void lock() {
    // (1) acquire: pairs with the release in (2); forbids MP
    while (held_.load(fenceline::relaxed) != 0 || held_.exchange(1, fenceline::acquire<1>) != 0) P::pause();
  }
  void unlock() {
    held_.store(0, fenceline::release<2>);  // (2) release: pairs with the acquire in (1); forbids MP
  }

  const std::size_t capacity_;
  Item* const items_;
  typename P::template atomic<std::uint32_t> held_{0};
  typename P::template plain<std::size_t> head_{0}, tail_{0};
};
