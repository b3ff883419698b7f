// Mutex of two bits, whose waiters sleep in a parking lot. F. Pizlo, "Locking in WebKit", 2016 (WTF::Lock, which is a byte:
// RISC-V without Zabha has no compare-and-swap of one).
//
//            lock       unlock
//   lock     together   together
//   unlock   together   the holder's alone
//
// Tags: blocking, no fairness, 4 bytes beside the lot that all of a program's locks can share.
#pragma once
#include <structures/lock/concept.h>
#include <structures/wait/parking_lot.h>

#include <cstdint>

namespace fenceline {

template <class P = Native, class Lot = ParkingLot<P>>
class ParkingMutex {
 public:
  using Node = NoNode;

  /// Looks at the word so often before it parks.
  explicit ParkingMutex(Lot& lot = common_lot(), unsigned spins = 40) : lot_(lot), spins_(spins) {}
  /// Where all park that bring none of their own.
  static Lot& common_lot() {
    static Lot lot;
    return lot;
  }

  void lock(Node&) {
    for (unsigned looks = 0;; ++looks) {
      std::uint32_t state = state_.load(relaxed);
      if ((state & kHeld) == 0) {
        // (1) acquire: pairs with the release in (2) and (3); forbids MP
        if (state_.compare_exchange_weak(state, state | kHeld, acquire<1>)) return;
      } else if (looks < spins_) {
        P::delay();
      } else if ((state & kParked) != 0 || state_.compare_exchange_strong(state, state | kParked, relaxed)) {
        lot_.park(&state_, [&] { return state_.load(relaxed) == (kHeld | kParked); });
      }
    }
  }

  void unlock(Node&) {
    std::uint32_t held = kHeld;
    // (2) release: pairs with the acquire in (1); forbids MP
    if (state_.compare_exchange_strong(held, 0, release<2>)) return;
    lot_.unpark_one(&state_, [&](bool, bool more) {
      // (3) release: pairs with the acquire in (1); forbids MP
      state_.store(more ? kParked : 0, release<3>);
    });
  }

 private:
  static constexpr std::uint32_t kHeld = 1, kParked = 2;

  typename P::template atomic<std::uint32_t> state_{0};
  Lot& lot_;
  const unsigned spins_;
};

}  // namespace fenceline
