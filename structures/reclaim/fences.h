// How the two sides of a reclaimer meet: a thread that reads publishes what it holds and then looks at the structure; one
// that reclaims has taken nodes out and then looks at what is published. One of the two sees the other (SB), if each has a
// fence in between. Which fence, is an argument of the reclaimer.
#pragma once
#include <structures/native.h>

#include <cstddef>

namespace fenceline {

/// A full fence on both sides: in each operation of a reader.
struct FullFences {
  /// Retired nodes that share one fence of who reclaims, if nobody says another number.
  static constexpr std::size_t kBatch = 64;
  template <class P, class Order>
  static FENCELINE_INLINE void reader(Order order, typename P::Where where = P::Where::current()) {
    P::fence(order, where);
  }
  template <class P, class Order>
  static FENCELINE_INLINE void reclaimer(Order order, typename P::Where where = P::Where::current()) {
    P::fence(order, where);
  }
};

/// Readers have a fence for the compiler only, and who reclaims a system call (base/membarrier.h).
struct AsymmetricFences {
  /// The system call interrupts every PU where threads of the process run: microseconds, 16 ns for each of so many.
  static constexpr std::size_t kBatch = 1024;
  template <class P, class Order>
  static FENCELINE_INLINE void reader(Order order, typename P::Where where = P::Where::current()) {
    P::light_fence(order, where);
  }
  template <class P, class Order>
  static FENCELINE_INLINE void reclaimer(Order order, typename P::Where where = P::Where::current()) {
    P::heavy_fence(order, where);
  }
};

}  // namespace fenceline
