// Work-stealing deque: its owner pushes and takes at one end, others steal at the other.
// D. Chase, Y. Lev, "Dynamic circular work-stealing deque", SPAA 2005, with the orders of N. M. Lê, A. Pop, A. Cohen,
// F. Zappella Nardelli, "Correct and efficient work-stealing for weak memory models", PPoPP 2013, figure 1. Its ring
// does not grow here: a full deque refuses, as the other bounded ones do. Its compare-and-swaps are seq_cst, which
// C++11 needs where a thief has read what another stole; C++20's coherence order goes through that read, and the fences
// are enough.
//
//                  push, take   steal
//   push, take     no           together
//   steal          together     together
//
// Tags: bounded, linearizable, LIFO for the owner and FIFO for thieves, push is wait-free, take and steal lock-free;
// the owner needs a read-modify-write for the last item only. T: trivially copyable and lock-free as an atomic, for a
// thief reads an item before it knows that it is its own.
#pragma once
#include <arch/cpu.h>
#include <structures/native.h>
#include <structures/queue/concept.h>

#include <bit>
#include <cstdint>

namespace fenceline {

template <class T, class P = Native>
class ChaseLev {
 public:
  using value_type = T;

  /// Capacity is rounded up to a power of two.
  explicit ChaseLev(std::size_t capacity)
      : mask_(static_cast<std::int64_t>(std::bit_ceil(capacity)) - 1),
        items_(P::template make_array<Item>(std::bit_ceil(capacity))) {}
  ~ChaseLev() { P::destroy_array(items_, capacity()); }
  ChaseLev(const ChaseLev&) = delete;
  ChaseLev& operator=(const ChaseLev&) = delete;

  std::size_t capacity() const { return static_cast<std::size_t>(mask_ + 1); }

  /// The owner's: false where the deque is full.
  bool push(T item) {
    const std::int64_t bottom = bottom_.load(relaxed);
    // (1) acquire: pairs with the release in (6); forbids LB. The thief has read what is overwritten here.
    if (bottom - top_.load(acquire<1>) > mask_) return false;
    items_[bottom & mask_].store(item, relaxed);
    P::fence(release<2>);  // (2) release: pairs with the acquire in (5); forbids MP
    bottom_.store(bottom + 1, relaxed);
    return true;
  }

  /// The owner's: the youngest item; false where there is none.
  bool take(T& item) {
    const std::int64_t bottom = bottom_.load(relaxed) - 1;
    bottom_.store(bottom, relaxed);
    // (3) seq_cst: pairs with the seq_cst in (4); forbids SB. Either the thief sees that the bottom is lower, or its
    // steal is seen here.
    P::fence(seq_cst<3>);
    std::int64_t top = top_.load(relaxed);
    bool got = top <= bottom;
    if (got) item = items_[bottom & mask_].load(relaxed);
    if (top == bottom) {  // the last one: thieves may be after it
      got = top_.compare_exchange_strong(top, top + 1, relaxed);
    }
    if (top >= bottom) bottom_.store(bottom + 1, relaxed);
    return got;
  }

  /// Anybody's: the oldest item; `lost` where another thread was faster.
  Steal steal(T& item) {
    std::int64_t top = top_.load(relaxed);
    P::fence(seq_cst<4>);                                  // (4) seq_cst: pairs with the seq_cst in (3); forbids SB
    const std::int64_t bottom = bottom_.load(acquire<5>);  // (5) acquire: pairs with the release in (2); forbids MP
    if (top >= bottom) return Steal::empty;
    const T found = items_[top & mask_].load(relaxed);
    // (6) release: pairs with the acquire in (1); forbids LB
    if (!top_.compare_exchange_strong(top, top + 1, release<6>)) return Steal::lost;
    item = found;
    return Steal::item;
  }

 private:
  using Item = typename P::template atomic<T>;

  const std::int64_t mask_;
  Item* const items_;
  alignas(arch::kPadBytes) typename P::template atomic<std::int64_t> bottom_{0};
  alignas(arch::kPadBytes) typename P::template atomic<std::int64_t> top_{0};
};

}  // namespace fenceline
