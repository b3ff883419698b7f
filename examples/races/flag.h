// A flag that says that something is ready: as an ordinary variable it may be seen before what it speaks of, or, in a loop
// that waits for it, never.
#pragma once
#include <structures/native.h>

namespace fenceline::races {

/// Thread 0 has a message for thread 1.
template <class P>
struct RacyFlag {
  typename P::template plain<int> message{0};
  typename P::template plain<bool> ready{false};
  int seen = 7;

  void run(unsigned thread) {
    if (thread == 0) {
      message.write(7);
      ready.write(true);
    } else if (ready.read()) {
      seen = message.read();
    }
  }
  bool right() { return seen == 7; }
};

template <class P>
struct CuredFlag {
  typename P::template plain<int> message{0};
  typename P::template atomic<bool> ready{false};
  int seen = 7;

  void run(unsigned thread) {
    if (thread == 0) {
      message.write(7);
      ready.store(true, release<1>);      // (1) release: pairs with the acquire in (2); forbids MP
    } else if (ready.load(acquire<2>)) {  // (2) acquire: pairs with the release in (1); forbids MP
      seen = message.read();
    }
  }
  bool right() { return seen == 7; }
};

}  // namespace fenceline::races
