// Reader-writer lock whose readers do not meet: each takes the lock of its own lane, a writer takes those of all.
// W. C. Hsieh, W. E. Weihl, "Scalable reader-writer locks for parallel systems", IPPS 1992, the static one; Linux had
// it as brlock.
//
//                  lock       lock_shared   unlock, unlock_shared
//   lock           together   together      together
//   lock_shared    together   together      together
//
// Tags: blocking, reading costs what it costs alone, writing costs a lock a lane; a padded line a lane. No order of its
// own: the lanes'.
#pragma once
#include <arch/cpu.h>
#include <structures/lock/rw_spin.h>
#include <structures/native.h>

namespace fenceline {

template <class P = Native>
class RwLanes {
 public:
  /// lane: the caller's PU, or its number among the threads.
  using Node = Where;
  static constexpr Lanes kLanes = Lanes::threads;

  explicit RwLanes(unsigned lanes = 8) : count_(lanes), lanes_(P::template make_array<Lane>(lanes)) {}
  ~RwLanes() { P::destroy_array(lanes_, count_); }
  RwLanes(const RwLanes&) = delete;
  RwLanes& operator=(const RwLanes&) = delete;

  /// In the lanes' order, or two writers would each hold one.
  void lock(Node&) {
    NoNode none;
    for (unsigned i = 0; i < count_; ++i) lanes_[i].lock.lock(none);
  }
  void unlock(Node&) {
    NoNode none;
    for (unsigned i = 0; i < count_; ++i) lanes_[i].lock.unlock(none);
  }

  void lock_shared(Node& node) {
    NoNode none;
    lanes_[node.lane % count_].lock.lock_shared(none);
  }
  void unlock_shared(Node& node) {
    NoNode none;
    lanes_[node.lane % count_].lock.unlock_shared(none);
  }

 private:
  struct alignas(arch::kPadBytes) Lane {
    RwSpinLock<P> lock;
  };

  const unsigned count_;
  Lane* const lanes_;
};

}  // namespace fenceline
