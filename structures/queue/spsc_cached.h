// Ring for one producer and one consumer, each of which remembers where it last saw the other: the other's line is
// fetched once a lap and not once an item.
// P. P. C. Lee, T. Bu, G. Chandranmenon, "A lock-free, cache-efficient multi-core synchronization mechanism for
// line-rate network traffic monitoring" (MCRingBuffer), IPDPS 2010, without its batches; the ring is L. Lamport's,
// "Proving the correctness of multiprocess programs", IEEE TSE 1977.
//
//               try_push   try_pop
//   try_push    no         together
//   try_pop     together   no
//
// Tags: bounded, wait-free, FIFO, no read-modify-write; linearizable but for "full": the two may at once be told "full"
// and "empty", each before it sees what the other did.
#pragma once
#include <arch/cpu.h>
#include <structures/native.h>
#include <structures/queue/concept.h>

#include <bit>
#include <utility>

namespace fenceline {

template <class T, class P = Native>
class SpscCached {
 public:
  using value_type = T;
  static constexpr unsigned kProducers = 1, kConsumers = 1;

  /// Capacity is rounded up to a power of two.
  explicit SpscCached(std::size_t capacity)
      : mask_(std::bit_ceil(capacity) - 1), slots_(P::template make_array<Slot>(mask_ + 1)) {}
  ~SpscCached() { P::destroy_array(slots_, mask_ + 1); }
  SpscCached(const SpscCached&) = delete;
  SpscCached& operator=(const SpscCached&) = delete;

  std::size_t capacity() const { return mask_ + 1; }

  bool try_push(T item) {
    const std::size_t tail = tail_.load(relaxed);
    if (tail - head_seen_ > mask_) {
      head_seen_ = head_.load(acquire<1>);  // (1) acquire: pairs with the release in (4); forbids MP
      if (tail - head_seen_ > mask_) return false;
    }
    slots_[tail & mask_].write(std::move(item));
    tail_.store(tail + 1, release<2>);  // (2) release: pairs with the acquire in (3); forbids MP
    return true;
  }

  bool try_pop(T& item) {
    const std::size_t head = head_.load(relaxed);
    if (head == tail_seen_) {
      tail_seen_ = tail_.load(acquire<3>);  // (3) acquire: pairs with the release in (2); forbids MP
      if (head == tail_seen_) return false;
    }
    item = slots_[head & mask_].take();
    head_.store(head + 1, release<4>);  // (4) release: pairs with the acquire in (1); forbids MP
    return true;
  }

 private:
  using Slot = typename P::template plain<T>;

  const std::size_t mask_;
  Slot* const slots_;
  // What both read has a line each, and what one side keeps for itself another: else whoever looks for the other's
  // position takes away what that one needs for its next item. The two positions are neighbours: where lines are fetched
  // in pairs, the other's comes along.
  alignas(arch::kPadBytes) typename P::template atomic<std::size_t> head_{0};
  alignas(arch::kLineBytes) typename P::template atomic<std::size_t> tail_{0};
  alignas(arch::kLineBytes) std::size_t head_seen_ = 0;
  alignas(arch::kLineBytes) std::size_t tail_seen_ = 0;
};

}  // namespace fenceline
