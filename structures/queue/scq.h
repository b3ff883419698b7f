// Bounded queue for many producers and many consumers whose threads take their places by fetch-and-add: no place is
// fought for twice.
// R. Nikolaev, "A scalable, portable, and memory-efficient lock-free FIFO queue" (SCQ), DISC 2019: figures 6, 8 and 9.
//
//               try_push   try_pop
//   try_push    together   together
//   try_pop     together   together
//
// Tags: bounded, lock-free, linearizable, FIFO, no allocation after construction, single-width CAS only; 1,024 threads
// at once.
//
// An item lies in a slot; two rings of slot numbers, of the free and of the used, hand the slots round. A ring has two
// entries for each slot. An entry is one word: the lap it was written in, whether its lap may still be filled (safe),
// and a slot or none. A consumer that comes to an entry too early leaves its lap there, so that the producer of that
// lap cannot fill it behind its back and takes another. Threshold bounds how often consumers may be too early: below
// zero the ring is empty. A producer that finds it at its highest leaves it there, and must not be late: consumers that
// it does not know of have lowered it as often as to hide the number. It knows of all whose place is before its own, for
// heads, tails and entries hand on what came before, but for the last turn of each. So a threshold of 3 * slots - 1, as
// printed, is for no more consumers at once than slots: three consumers lose the number of a ring of one slot.
#pragma once
#include <arch/cpu.h>
#include <structures/native.h>
#include <structures/queue/concept.h>

#include <bit>
#include <cstdint>
#include <utility>

namespace fenceline {

/// A ring of numbers below `slots`, a power of two, of which no more than `slots` are in it at a time. most: the highest
/// threshold; 2 * slots - 1 and one for each consumer at once is enough.
template <class P>
class ScqRing {
 public:
  static constexpr std::uint64_t kNone = ~0ull;

  /// Empty, or with all the numbers in it.
  ScqRing(std::uint64_t slots, bool full, std::uint64_t most)
      : bits_(static_cast<unsigned>(std::countr_zero(2 * slots))),
        most_(static_cast<std::int64_t>(most)),
        entries_(P::template make_array<Entry>(2 * slots)),
        head_(2 * slots),
        tail_(2 * slots + (full ? slots : 0)),
        threshold_(full ? most_ : -1) {
    for (std::uint64_t i = 0; i < 2 * slots; ++i) {
      const bool filled = full && i < slots;
      entries_[place(i)].store(filled ? entry(1, true, i) : entry(0, true, none()), relaxed);
    }
  }
  ~ScqRing() { P::destroy_array(entries_, mask() + 1); }
  ScqRing(const ScqRing&) = delete;
  ScqRing& operator=(const ScqRing&) = delete;

  void push(std::uint64_t number) {
    for (;;) {
      // (3) acquire: pairs with the release in (4); forbids MP. Consumers that moved the tail are known.
      const std::uint64_t tail = tail_.fetch_add(1, acquire<3>);
      Entry& at = entries_[place(tail)];
      // (1) acquire: pairs with the acq_rel in (6); forbids MP. Who made the entry unsafe has moved the head before.
      std::uint64_t now = at.load(acquire<1>);
      // An unsafe entry is good again for a producer whose consumer is yet to come.
      while (lap(now) < lap_of(tail) && slot(now) == none() && (is_safe(now) || head_.load(relaxed) <= tail)) {
        // (2) acq_rel: pairs with the acquire in (5), the acq_rel in (6); forbids MP. What belongs to the
        // number is in, and consumers that were at the entry before are known.
        if (!at.compare_exchange_strong(now, entry(lap_of(tail), true, number), acq_rel<2>)) continue;
        if (threshold_.load(relaxed) != most_) threshold_.store(most_, relaxed);
        return;
      }
    }
  }

  /// A number, or kNone where there is none.
  std::uint64_t pop() {
    if (threshold_.load(relaxed) < 0) return kNone;
    for (;;) {
      // (7) acq_rel: pairs with itself and the acquire in (8); forbids MP. Consumers before this one are known.
      const std::uint64_t head = head_.fetch_add(1, acq_rel<7>);
      Entry& at = entries_[place(head)];
      std::uint64_t now = at.load(acquire<5>);  // (5) acquire: pairs with the acq_rel in (2); forbids MP
      while (lap(now) < lap_of(head)) {         // too early
        const std::uint64_t left =
            slot(now) == none() ? entry(lap_of(head), is_safe(now), none()) : entry(lap(now), false, slot(now));
        // (6) acq_rel: pairs with the acquire in (1) and the acq_rel in (2); forbids MP. If it fails, the number may be
        // in.
        if (at.compare_exchange_strong(now, left, acq_rel<6>)) break;
      }
      if (lap(now) == lap_of(head)) {
        at.fetch_or(none(), relaxed);
        return slot(now);
      }
      const std::uint64_t tail = tail_.load(relaxed);
      const bool passed = tail <= head + 1;
      if (passed) catch_up(tail, head + 1);
      if (threshold_.fetch_sub(1, relaxed) <= 0 || passed) return kNone;
    }
  }

 private:
  using Entry = typename P::template atomic<std::uint64_t>;

  /// An entry: lap, safe, slot. No slot is all ones, so that fetch_or takes a slot out whoever else changes the entry.
  std::uint64_t mask() const { return (1ull << bits_) - 1; }
  std::uint64_t none() const { return mask(); }
  std::uint64_t entry(std::uint64_t lap, bool safe, std::uint64_t slot) const {
    return lap << (bits_ + 1) | std::uint64_t{safe} << bits_ | slot;
  }
  std::uint64_t lap(std::uint64_t entry) const { return entry >> (bits_ + 1); }
  std::uint64_t lap_of(std::uint64_t position) const { return position >> bits_; }
  bool is_safe(std::uint64_t entry) const { return (entry >> bits_ & 1) != 0; }
  std::uint64_t slot(std::uint64_t entry) const { return entry & mask(); }
  /// Neighbours in order lie in different lines: the lowest bits of a position choose the line.
  std::uint64_t place(std::uint64_t position) const {
    constexpr unsigned in_line = std::countr_zero(arch::kLineBytes / sizeof(std::uint64_t));
    position &= mask();
    return bits_ <= in_line ? position : (position << in_line | position >> (bits_ - in_line)) & mask();
  }
  /// The tail comes up to a head that has run past it.
  void catch_up(std::uint64_t tail, std::uint64_t head) {
    // (4) release: pairs with the acquire in (3); forbids MP
    while (!tail_.compare_exchange_weak(tail, head, release<4>)) {
      head = head_.load(acquire<8>);  // (8) acquire: pairs with the acq_rel in (7); forbids MP
      tail = tail_.load(relaxed);
      if (tail >= head) return;
    }
  }

  const unsigned bits_;
  const std::int64_t most_;
  Entry* const entries_;
  alignas(arch::kPadBytes) typename P::template atomic<std::uint64_t> head_;
  alignas(arch::kPadBytes) typename P::template atomic<std::uint64_t> tail_;
  alignas(arch::kPadBytes) typename P::template atomic<std::int64_t> threshold_;
};

template <class T, class P = Native>
class Scq {
 public:
  using value_type = T;
  static constexpr unsigned kProducers = kMany, kConsumers = kMany;

  /// Capacity is rounded up to a power of two. at_once: threads within a call at once, at most. More cost nothing but
  /// looks at an empty queue before it is known as such.
  explicit Scq(std::size_t capacity, std::size_t at_once = 1024)
      : capacity_(std::bit_ceil(capacity)),
        items_(P::template make_array<Item>(capacity_)),
        free_(capacity_, true, 2 * capacity_ + at_once - 1),
        used_(capacity_, false, 2 * capacity_ + at_once - 1) {}
  ~Scq() { P::destroy_array(items_, capacity_); }
  Scq(const Scq&) = delete;
  Scq& operator=(const Scq&) = delete;

  std::size_t capacity() const { return capacity_; }

  bool try_push(T item) {
    const std::uint64_t slot = free_.pop();
    if (slot == ScqRing<P>::kNone) return false;
    items_[slot].write(std::move(item));
    used_.push(slot);
    return true;
  }

  bool try_pop(T& item) {
    const std::uint64_t slot = used_.pop();
    if (slot == ScqRing<P>::kNone) return false;
    item = items_[slot].take();
    free_.push(slot);
    return true;
  }

 private:
  using Item = typename P::template plain<T>;

  const std::size_t capacity_;
  Item* const items_;
  ScqRing<P> free_, used_;
};

}  // namespace fenceline
