// Items appended to an array by two threads: both find the same length, and one item lands on the other.
#pragma once
#include <structures/native.h>

namespace fenceline::races {

template <class P>
struct RacyAppend {
  typename P::template plain<int> items[2] = {0, 0};
  typename P::template plain<int> length{0};

  void run(unsigned thread) {
    const int end = length.read();
    items[end].write(static_cast<int>(thread) + 1);
    length.write(end + 1);
  }
  bool right() { return length.read() == 2 && items[0].read() + items[1].read() == 3; }
};

/// Each takes a place of its own before it writes there. Who reads must know by other means that all have written; here
/// the threads have ended.
template <class P>
struct CuredAppend {
  typename P::template plain<int> items[2] = {0, 0};
  typename P::template atomic<int> length{0};

  void run(unsigned thread) { items[length.fetch_add(1, relaxed)].write(static_cast<int>(thread) + 1); }
  bool right() { return length.load(relaxed) == 2 && items[0].read() + items[1].read() == 3; }
};

}  // namespace fenceline::races
