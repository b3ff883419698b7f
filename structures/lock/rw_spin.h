// Reader-writer spin lock of one word: how many read, whether one writes, whether one waits to write.
// J. M. Mellor-Crummey, M. L. Scott, "Scalable reader-writer synchronization for shared-memory multiprocessors", PPoPP
// 1991, the simple lock, with a mark that keeps new readers out while a writer waits.
//
//                  lock       lock_shared   unlock, unlock_shared
//   lock           together   together      together
//   lock_shared    together   together      together
//
// Tags: blocking, writers before new readers, no order among writers, 4 bytes.
#pragma once
#include <structures/lock/concept.h>
#include <structures/native.h>

#include <cstdint>

namespace fenceline {

template <class P = Native>
class RwSpinLock {
 public:
  using Node = NoNode;

  void lock(Node&) {
    for (;;) {
      std::uint32_t state = state_.load(relaxed);
      // (1) acquire: pairs with the release in (2) and (4); forbids MP, LB
      if (state < kWrites && state_.compare_exchange_weak(state, kWrites, acquire<1>)) return;
      if ((state & kWaits) == 0) {
        state_.fetch_or(kWaits, relaxed);
      } else {
        P::pause();
      }
    }
  }
  void unlock(Node&) {
    state_.fetch_and(kWaits, release<2>);  // (2) release: pairs with the acquire in (1) and (3); forbids MP
  }

  void lock_shared(Node&) {
    for (;; P::pause()) {
      std::uint32_t state = state_.load(relaxed);
      if ((state & (kWrites | kWaits)) != 0) continue;
      // (3) acquire: pairs with the release in (2); forbids MP
      if (state_.compare_exchange_weak(state, state + kReads, acquire<3>)) return;
    }
  }
  void unlock_shared(Node&) {
    state_.fetch_sub(kReads, release<4>);  // (4) release: pairs with the acquire in (1); forbids LB
  }

 private:
  static constexpr std::uint32_t kWaits = 1, kWrites = 2, kReads = 4;

  typename P::template atomic<std::uint32_t> state_{0};
};

}  // namespace fenceline
