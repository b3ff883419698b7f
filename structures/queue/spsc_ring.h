// Ring for one producer and one consumer: two positions, each written by one side and read by the other.
// L. Lamport, "Proving the correctness of multiprocess programs", IEEE TSE 1977, and "Specifying concurrent program
// modules", ACM TOPLAS 1983; the positions count on and are cut to the ring where it is accessed, so that all of its
// slots can be full.
//
//               try_push   try_pop
//   try_push    no         together
//   try_pop     together   no
//
// Tags: bounded, wait-free, FIFO, no read-modify-write; linearizable but for "full", as spsc_cached.h, whose difference
// is all there is between the two: here each operation reads the other side's line.
#pragma once
#include <arch/cpu.h>
#include <structures/native.h>
#include <structures/queue/concept.h>

#include <bit>
#include <utility>

namespace fenceline {

template <class T, class P = Native>
class SpscRing {
 public:
  using value_type = T;
  static constexpr unsigned kProducers = 1, kConsumers = 1;

  /// Capacity is rounded up to a power of two.
  explicit SpscRing(std::size_t capacity)
      : mask_(std::bit_ceil(capacity) - 1), slots_(P::template make_array<Slot>(mask_ + 1)) {}
  ~SpscRing() { P::destroy_array(slots_, mask_ + 1); }
  SpscRing(const SpscRing&) = delete;
  SpscRing& operator=(const SpscRing&) = delete;

  std::size_t capacity() const { return mask_ + 1; }

  bool try_push(T item) {
    const std::size_t tail = tail_.load(relaxed);
    if (tail - head_.load(acquire<1>) > mask_) return false;  // (1) acquire: pairs with the release in (4); forbids MP
    slots_[tail & mask_].write(std::move(item));
    tail_.store(tail + 1, release<2>);  // (2) release: pairs with the acquire in (3); forbids MP
    return true;
  }

  bool try_pop(T& item) {
    const std::size_t head = head_.load(relaxed);
    if (head == tail_.load(acquire<3>)) return false;  // (3) acquire: pairs with the release in (2); forbids MP
    item = slots_[head & mask_].take();
    head_.store(head + 1, release<4>);  // (4) release: pairs with the acquire in (1); forbids MP
    return true;
  }

 private:
  using Slot = typename P::template plain<T>;

  const std::size_t mask_;
  Slot* const slots_;
  alignas(arch::kPadBytes) typename P::template atomic<std::size_t> tail_{0};
  alignas(arch::kPadBytes) typename P::template atomic<std::size_t> head_{0};
};

}  // namespace fenceline
