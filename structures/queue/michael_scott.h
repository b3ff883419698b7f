// Queue for many producers and many consumers: a linked list with a dummy at its head.
// M. M. Michael, M. L. Scott, "Simple, fast, and practical non-blocking and blocking concurrent queue algorithms", PODC
// 1996, as printed there: counted pointers, nodes from a table that outlives every reader. Where nodes go back to the
// allocator a reclaimer is needed instead.
//
//               try_push   try_pop
//   try_push    together   together
//   try_pop     together   together
//
// Tags: lock-free, linearizable (but for "full": see spsc_cached.h), FIFO, bounded by its table. T: trivially copyable
// and lock-free as an atomic, for an item is read before it is known whose it is.
#pragma once
#include <arch/cpu.h>
#include <structures/native.h>
#include <structures/queue/concept.h>
#include <structures/stack/treiber_list.h>

#include <type_traits>

namespace fenceline {

template <class T, class P = Native>
requires(std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(std::uint64_t))
class MichaelScottQueue {
 public:
  using value_type = T;
  static constexpr unsigned kProducers = kMany, kConsumers = kMany;

  /// capacity < 2^32 - 1.
  explicit MichaelScottQueue(std::size_t capacity)
      : capacity_(capacity), nodes_(P::template make_array<Node>(capacity + 1)) {
    for (std::size_t i = 0; i <= capacity; ++i) free_.push(static_cast<std::uint32_t>(i), next_free());
    const Link dummy{free_.pop(next_free()), 0};
    head_.store(dummy, relaxed);
    tail_.store(dummy, relaxed);
  }
  ~MichaelScottQueue() { P::destroy_array(nodes_, capacity_ + 1); }
  MichaelScottQueue(const MichaelScottQueue&) = delete;
  MichaelScottQueue& operator=(const MichaelScottQueue&) = delete;

  std::size_t capacity() const { return capacity_; }

  bool try_push(T item) {
    const std::uint32_t node = free_.pop(next_free());
    if (node == kNone) return false;
    nodes_[node].item.store(item, relaxed);
    const Link old = nodes_[node].next.load(relaxed);
    // (1) release: pairs with the acquire in (3) and (9); forbids MP. Who sees the end of a node that came back looks
    // at tail or head again, and finds that it has moved on.
    nodes_[node].next.store({kNone, old.tag + 1}, release<1>);
    for (bool helped = false;; helped ? void(helped = false) : P::retry()) {
      Link tail = tail_.load(acquire<2>);  // (2) acquire: pairs with the release in (4), (6), (10); forbids MP
      // (3) acquire: pairs with the release in (1) and (5); forbids MP
      Link next = nodes_[tail.node].next.load(acquire<3>);
      if (tail != tail_.load(relaxed)) continue;
      if (next.node != kNone) {  // somebody has linked its node and not moved the tail yet
        // (4) release: pairs with the acquire in (2) and (8); forbids MP
        helped = tail_.compare_exchange_strong(tail, {next.node, tail.tag + 1}, release<4>);
        continue;
      }
      // (5) release: pairs with the acquire in (3) and (9); forbids MP. The item is in.
      if (!nodes_[tail.node].next.compare_exchange_weak(next, {node, next.tag + 1}, release<5>)) continue;
      // (6) release: pairs with the acquire in (2) and (8); forbids MP
      tail_.compare_exchange_strong(tail, {node, tail.tag + 1}, release<6>);
      return true;
    }
  }

  bool try_pop(T& item) {
    for (bool helped = false;; helped ? void(helped = false) : P::retry()) {
      Link head = head_.load(acquire<7>);  // (7) acquire: pairs with the release in (11); forbids MP
      Link tail = tail_.load(acquire<8>);  // (8) acquire: pairs with the release in (4), (6), (10); forbids MP
      // (9) acquire: pairs with the release in (1) and (5); forbids MP
      const Link next = nodes_[head.node].next.load(acquire<9>);
      if (head != head_.load(relaxed)) continue;
      if (next.node == kNone) return false;
      if (head.node == tail.node) {
        // (10) release: pairs with the acquire in (2) and (8); forbids MP
        helped = tail_.compare_exchange_strong(tail, {next.node, tail.tag + 1}, release<10>);
        continue;
      }
      const T found = nodes_[next.node].item.load(relaxed);
      // (11) release: pairs with the acquire in (7); forbids LB. The item was read before its node can come back.
      if (!head_.compare_exchange_weak(head, {next.node, head.tag + 1}, release<11>)) continue;
      item = found;
      free_.push(head.node, next_free());
      return true;
    }
  }

 private:
  using Link = Tagged<std::uint32_t>;
  static constexpr std::uint32_t kNone = TreiberList<P>::kNone;

  // A line apart: neighbours in the table are in the hands of different threads.
  struct alignas(arch::kLineBytes) Node {
    typename P::template atomic<T> item;
    typename P::template atomic<Link> next{Link{}};
    typename P::template atomic<std::uint32_t> free;
  };
  auto next_free() {
    return [this](std::uint32_t node) -> auto& { return nodes_[node].free; };
  }

  const std::size_t capacity_;
  Node* const nodes_;
  alignas(arch::kPadBytes) TreiberList<P> free_;
  alignas(arch::kPadBytes) typename P::template atomic<Link> head_;
  alignas(arch::kPadBytes) typename P::template atomic<Link> tail_;
};

}  // namespace fenceline
