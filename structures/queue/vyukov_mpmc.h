// Bounded queue for many producers and many consumers: a ring whose cells each say whose turn it is.
// D. Vyukov, "Bounded MPMC queue", 1024cores.net, 2010.
//
//               try_push   try_pop
//   try_push    together   together
//   try_pop     together   together
//
// Tags: bounded, no allocation after construction, one CAS an operation, FIFO; not lock-free: a thread that stops
// between its CAS and its last store holds up whoever comes to that cell. While it does, "empty" and "full" may be told
// of a queue that is not: they speak of the next cell.
#pragma once
#include <arch/cpu.h>
#include <structures/native.h>
#include <structures/queue/concept.h>

#include <bit>
#include <utility>

namespace fenceline {

template <class T, class P = Native>
class VyukovMpmc {
 public:
  using value_type = T;
  static constexpr unsigned kProducers = kMany, kConsumers = kMany;

  /// Capacity is rounded up to a power of two, 2 at least: with one cell, "full" and "free again" were one number.
  explicit VyukovMpmc(std::size_t capacity)
      : mask_(std::bit_ceil(capacity < 2 ? 2 : capacity) - 1), cells_(P::template make_array<Cell>(mask_ + 1)) {
    for (std::size_t i = 0; i <= mask_; ++i) cells_[i].turn.store(i, relaxed);
  }
  ~VyukovMpmc() { P::destroy_array(cells_, mask_ + 1); }
  VyukovMpmc(const VyukovMpmc&) = delete;
  VyukovMpmc& operator=(const VyukovMpmc&) = delete;

  std::size_t capacity() const { return mask_ + 1; }

  bool try_push(T item) {
    for (;; P::retry()) {
      std::size_t tail = tail_.load(relaxed);
      Cell& cell = cells_[tail & mask_];
      // (1) acquire: pairs with the release in (4); forbids MP. The item that was here has been taken out.
      const std::size_t turn = cell.turn.load(acquire<1>), filled = tail + 1;
      if (turn == tail) {
        if (!tail_.compare_exchange_weak(tail, filled, relaxed)) continue;
        cell.item.write(std::move(item));
        cell.turn.store(filled, release<2>);  // (2) release: pairs with the acquire in (3); forbids MP
        return true;
      }
      if (is_before(turn, tail)) return false;
    }
  }

  bool try_pop(T& item) {
    for (;; P::retry()) {
      std::size_t head = head_.load(relaxed);
      Cell& cell = cells_[head & mask_];
      // (3) acquire: pairs with the release in (2); forbids MP. The item is in.
      const std::size_t turn = cell.turn.load(acquire<3>), filled = head + 1;
      if (turn == filled) {
        if (!head_.compare_exchange_weak(head, filled, relaxed)) continue;
        item = cell.item.take();
        cell.turn.store(filled + mask_, release<4>);  // (4) release: pairs with the acquire in (1); forbids MP
        return true;
      }
      if (is_before(turn, filled)) return false;
    }
  }

 private:
  /// turn: the position of the producer that may fill it; one more once it has; a lap more once it is empty again.
  struct Cell {
    typename P::template atomic<std::size_t> turn;
    typename P::template plain<T> item;
  };

  static bool is_before(std::size_t turn, std::size_t other) { return static_cast<std::ptrdiff_t>(turn - other) < 0; }

  const std::size_t mask_;
  Cell* const cells_;
  alignas(arch::kPadBytes) typename P::template atomic<std::size_t> tail_{0};
  alignas(arch::kPadBytes) typename P::template atomic<std::size_t> head_{0};
};

}  // namespace fenceline
