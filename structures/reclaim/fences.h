// How the two sides of a reclaimer meet: a thread that reads publishes what it holds and then looks at the structure; one
// that reclaims has taken nodes out and then looks at what is published. One of the two sees the other (SB), if each has a
// fence in between. Which fence, is an argument of the reclaimer.
#pragma once
#include <structures/native.h>

namespace fenceline {

/// A full fence on both sides: in each operation of a reader.
struct FullFences {
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
