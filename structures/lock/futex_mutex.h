// Mutex of one word: a waiter spins for a while, then sleeps, and an unlock without sleepers makes no system call.
// U. Drepper, "Futexes are tricky", 2011, section 6 (mutex, take 2), with a spin before the sleep.
//
//                    lock, try_lock   unlock
//   lock, try_lock   together         together
//   unlock           together         the holder's alone
//
// Tags: blocking, no fairness, 4 bytes. The word may be woken once after another thread could lock it: memory with a
// mutex in it must not be given back by the thread that locks it next, but by one that knows the others are done.
#pragma once
#include <structures/lock/concept.h>
#include <structures/native.h>

#include <cstdint>

namespace fenceline {

template <class P = Native>
class FutexMutex {
 public:
  using Node = NoNode;

  /// Looks at the word so often before it sleeps.
  explicit FutexMutex(unsigned spins = 100) : spins_(spins) {}

  void lock(Node&) { lock(); }
  void unlock(Node&) { unlock(); }

  void lock() {
    for (unsigned looks = 0; looks <= spins_; ++looks) {
      if (try_lock()) return;
      P::delay();
    }
    // (2) acquire: pairs with the release in (3); forbids MP. Whoever has slept cannot know that nobody else sleeps.
    while (state_.exchange(kSleepers, acquire<2>) != kFree) state_.wait(kSleepers);
  }

  bool try_lock() {
    std::uint32_t state = state_.load(relaxed);
    // (1) acquire: pairs with the release in (3); forbids MP
    return state == kFree && state_.compare_exchange_strong(state, kHeld, acquire<1>);
  }

  void unlock() {
    // (3) release: pairs with the acquire in (1) and (2); forbids MP
    if (state_.exchange(kFree, release<3>) == kSleepers) state_.notify_one();
  }

 private:
  static constexpr std::uint32_t kFree = 0, kHeld = 1, kSleepers = 2;

  typename P::template atomic<std::uint32_t> state_{kFree};
  const unsigned spins_;
};

}  // namespace fenceline
