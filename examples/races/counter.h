// A counter that two threads add to: each reads, adds, and writes, and one's addition is lost between the other's two.
#pragma once
#include <structures/native.h>

namespace fenceline::races {

template <class P>
struct RacyCounter {
  typename P::template plain<int> count{0};

  void run(unsigned) { count.write(count.read() + 1); }
  bool right() { return count.read() == 2; }
};

/// The addition is one operation. Nothing else is told by it, so no order is needed.
template <class P>
struct CuredCounter {
  typename P::template atomic<int> count{0};

  void run(unsigned) { count.fetch_add(1, relaxed); }
  bool right() { return count.load(relaxed) == 2; }
};

}  // namespace fenceline::races
