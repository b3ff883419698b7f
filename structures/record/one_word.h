// A record that is small enough to be one atomic word: parts that must agree are packed into it and change together.
// M. Herlihy, "A methodology for implementing highly concurrent data objects", ACM TOPLAS 15(5), 1993: read, change a
// copy, compare and swap.
//
//            read       update
//   read     together   together
//   update   together   together
//
// Tags: lock-free, reads wait-free, linearizable. T: of 4 or 8 bytes without padding; or of 16 (WideRecord), where the CPU
// can swap so many, and then a read is a compare-and-swap too: it writes to the line, and repeats where another was there.
#pragma once
#include <structures/record/concept.h>
#include <structures/wide.h>

#include <bit>
#include <cstdint>

namespace fenceline {

template <class T, class P = Native>
class OneWord {
 public:
  using value_type = T;
  using Member = NoRecordMember;

  explicit OneWord(unsigned) {}

  template <class F>
  void read(Member&, F&& visit) {
    const T now = word_.load(acquire<2>);  // (2) acquire: pairs with the release in (1); forbids MP
    visit(now);
  }
  template <class F>
  void update(Member&, F&& change) {
    T last = word_.load(relaxed);
    for (;; P::retry()) {
      T next = last;
      change(next);
      // (1) release: pairs with the acquire in (2); forbids MP. What a writer does after it has read is in this word alone.
      if (word_.compare_exchange_weak(last, next, release<1>)) return;
    }
  }

 private:
  typename P::template atomic<T> word_{T{}};
};

/// T: of 16 bytes. To be made where has_wide_cas() alone.
template <class T, class P = Native>
class WideRecord {
 public:
  using value_type = T;
  using Member = NoRecordMember;

  explicit WideRecord(unsigned) {}

  template <class F>
  void read(Member&, F&& visit) {
    // Two loads may put together what never was; that nothing changes where it is swapped for itself says that it was.
    for (Halves now = words_.load(relaxed);; P::retry()) {
      // (4) acquire: pairs with the release in (3); forbids MP
      if (!words_.compare_exchange_weak(now, now, acquire<4>)) continue;
      const T record = std::bit_cast<T>(now);
      return visit(record);
    }
  }
  template <class F>
  void update(Member&, F&& change) {
    Halves last = words_.load(relaxed);
    for (;; P::retry()) {
      T next = std::bit_cast<T>(last);
      change(next);
      // (3) release: pairs with the acquire in (4); forbids MP
      if (words_.compare_exchange_weak(last, std::bit_cast<Halves>(next), release<3>)) return;
    }
  }

 private:
  /// The names are WideAtomic's.
  struct Halves {
    std::uint64_t node = 0, tag = 0;
    friend bool operator==(const Halves&, const Halves&) = default;
  };

  WideAtomic<P, Halves> words_{Halves{}};
};

}  // namespace fenceline
