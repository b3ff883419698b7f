// Latch that counts both ways: whoever waits goes on when as much has been done as was added; then it serves again. Go's
// sync.WaitGroup (The Go authors, sync/waitgroup.go, 2011-), with the count and whether anybody sleeps in one word.
//
//          add        done       wait
//   add    together   together   together, but for a first add of a next round: after all waits of the one before
//   done   together   together   together
//   wait   together   together   together
//
// Tags: blocking, 4 bytes. The last done() lets the waiters go and touches the word no more, but for a wake-up that may
// come late and does nothing then: who waits may give the memory back when it goes on, as one does with a latch on its
// own stack.
#pragma once
#include <structures/native.h>

#include <cstdint>

namespace fenceline {

template <class P = Native>
class WaitGroup {
 public:
  /// count: what is to be done, below 2^31 at any time. A waiter looks so often before it sleeps.
  explicit WaitGroup(std::uint32_t count = 0, unsigned spins = 100) : state_(count * kOne), spins_(spins) {}

  void add(std::uint32_t n = 1) { state_.fetch_add(n * kOne, relaxed); }

  /// Of what was added before.
  void done() {
    std::uint32_t state = state_.load(relaxed);
    // Whoever takes the last one takes the mark with it, in one step: the word may be gone after it.
    // (1) release: pairs with the acquire in (2), through what others take off between; forbids MP
    while (!state_.compare_exchange_weak(state, after(state), release<1>)) P::retry();
    if (state == (kOne | kSleepers)) state_.notify_all();
  }

  /// Until as much has been done as was added: what was done before it is seen.
  void wait() {
    for (unsigned looks = 0;; ++looks) {
      // (2) acquire: pairs with the release in (1); forbids MP
      std::uint32_t state = state_.load(acquire<2>);
      if (state == 0) return;
      if (looks < spins_) {
        P::delay();
      } else if ((state & kSleepers) != 0 || state_.compare_exchange_strong(state, state | kSleepers, relaxed)) {
        state_.wait(state | kSleepers);
      }
    }
  }

 private:
  static constexpr std::uint32_t kSleepers = 1, kOne = 2;

  static constexpr std::uint32_t after(std::uint32_t state) { return state == (kOne | kSleepers) ? 0 : state - kOne; }

  typename P::template atomic<std::uint32_t> state_;
  const unsigned spins_;
};

}  // namespace fenceline
