// Counting semaphore of one word: the count, and whether anybody sleeps. E. W. Dijkstra, "Cooperating sequential
// processes", 1965; asleep by U. Drepper, "Futexes are tricky", 2011. Whoever comes by may take before one who was woken;
// and who has slept and leaves something wakes the next, as not each post() can tell how many sleep.
//
//              wait       try_wait   post
//   wait       together   together   together
//   try_wait   together   together   together
//   post       together   together   together
//
// Tags: blocking, linearizable, no fairness, 4 bytes, no system call where nobody sleeps. A post() is one step on the
// word and touches it no more, but for a wake-up that may come late and does nothing then: whoever has waited may give the
// memory back (glibc's bug 12674 was that sem_post looked at its count of sleepers after that).
#pragma once
#include <structures/native.h>

#include <cstdint>

namespace fenceline {

template <class P = Native>
class Semaphore {
 public:
  /// count: below 2^31 at any time. Looks at the word so often before it sleeps.
  explicit Semaphore(std::uint32_t count = 0, unsigned spins = 100) : state_(count * kOne), spins_(spins) {}

  /// Until it can take one.
  void wait() {
    std::uint32_t slept = 0;
    for (unsigned looks = 0;; ++looks) {
      std::uint32_t state = state_.load(relaxed);
      if (state >= kOne) {
        // Others may sleep still.
        const std::uint32_t left = (state - kOne) | slept;
        // (1) acquire: pairs with the release in (3); forbids MP
        if (!state_.compare_exchange_weak(state, left, acquire<1>)) continue;
        if (slept && left >= kOne) state_.notify_one();
        return;
      }
      if (looks < spins_) {
        P::delay();
      } else if (state == kSleepers || state_.compare_exchange_strong(state, kSleepers, relaxed)) {
        state_.wait(kSleepers);
        slept = kSleepers;
      }
    }
  }

  /// False where there is nothing to take.
  bool try_wait() {
    std::uint32_t state = state_.load(relaxed);
    while (state >= kOne) {
      // (2) acquire: pairs with the release in (3); forbids MP
      if (state_.compare_exchange_weak(state, state - kOne, acquire<2>)) return true;
      P::retry();
    }
    return false;
  }

  void post(std::uint32_t n = 1) {
    std::uint32_t state = state_.load(relaxed);
    // Who is woken says again that others sleep.
    // (3) release: pairs with the acquire in (1) and (2); forbids MP
    while (!state_.compare_exchange_weak(state, (state & ~kSleepers) + n * kOne, release<3>)) P::retry();
    if ((state & kSleepers) != 0) state_.notify_one();
  }

 private:
  static constexpr std::uint32_t kSleepers = 1, kOne = 2;

  typename P::template atomic<std::uint32_t> state_;
  const unsigned spins_;
};

}  // namespace fenceline
