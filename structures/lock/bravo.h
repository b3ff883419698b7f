// Reader-writer lock that gives readers a slot of their own instead of the lock: as long as no writer comes, a reader
// marks its slot, and a writer that comes takes the lock, ends that, and waits until the slots are empty.
// D. Dice, A. Kogan, "BRAVO: Biased locking for reader-writer locks", USENIX ATC 2019. The paper's slots are one table
// for all locks of a program and readers are kept to the lock for nine times as long as a writer had to look through it;
// here a lock has slots of its own, a line each, and they are kept to it for a number of reads, which needs no clock.
//
//                  lock       lock_shared   unlock, unlock_shared
//   lock           together   together      together
//   lock_shared    together   together      together
//
// Tags: blocking, reading costs one read-modify-write of a line that no other reader has, writing costs what the lock
// beneath costs, and after a time of reading a look at every slot. Two readers with one slot: the second takes the lock.
// Whether writers or new readers come first is the lock's beneath.
#pragma once
#include <arch/cpu.h>
#include <structures/lock/rw_spin.h>
#include <structures/native.h>

namespace fenceline {

template <class P = Native, class Beneath = RwSpinLock<P>, unsigned kReads = 64>
class BravoLock {
 public:
  static constexpr Lanes kLanes = Lanes::threads;
  struct Node : Where {
    typename Beneath::Node beneath{};
    bool marked = false;
  };

  explicit BravoLock(unsigned slots = 8) : count_(slots), slots_(P::template make_array<Slot>(slots)) {}
  ~BravoLock() { P::destroy_array(slots_, count_); }
  BravoLock(const BravoLock&) = delete;
  BravoLock& operator=(const BravoLock&) = delete;

  void lock(Node& node) {
    beneath_.lock(node.beneath);
    if (biased_.load(relaxed) == 0) return;
    // (1) seq_cst: pairs with the seq_cst in (4); forbids SB. Either the reader sees that it must take the lock, or its
    // mark is seen here.
    biased_.store(0, seq_cst<1>);
    for (unsigned i = 0; i < count_; ++i) {
      // (2) seq_cst: pairs with the seq_cst in (3) and the release in (6); forbids SB, LB
      while (slots_[i].taken.load(seq_cst<2>) != 0) P::pause();
    }
    reads_left_.store(kReads, relaxed);
  }
  void unlock(Node& node) { beneath_.unlock(node.beneath); }

  void lock_shared(Node& node) {
    node.marked = mark(slots_[node.lane % count_].taken);
    if (node.marked) return;
    beneath_.lock_shared(node.beneath);
    if (biased_.load(relaxed) != 0) return;
    // Who counts and who ends it does not matter: no writer is here.
    const std::uint32_t left = reads_left_.load(relaxed);
    if (left != 0) return reads_left_.store(left - 1, relaxed);
    biased_.store(1, release<5>);  // (5) release: pairs with the seq_cst in (4); forbids MP. The last writer's words.
  }
  void unlock_shared(Node& node) {
    if (!node.marked) return beneath_.unlock_shared(node.beneath);
    // (6) release: pairs with the seq_cst in (2); forbids LB
    slots_[node.lane % count_].taken.store(0, release<6>);
  }

 private:
  using Flag = typename P::template atomic<std::uint32_t>;
  struct alignas(arch::kPadBytes) Slot {
    Flag taken{0};
  };

  bool mark(Flag& taken) {
    if (biased_.load(relaxed) == 0) return false;
    // (3) seq_cst: pairs with the seq_cst in (2); forbids SB
    if (taken.exchange(1, seq_cst<3>) != 0) return false;  // another reader's
    // (4) seq_cst: pairs with the seq_cst in (1) and the release in (5); forbids SB, MP
    if (biased_.load(seq_cst<4>) != 0) return true;
    taken.store(0, relaxed);
    return false;
  }

  const unsigned count_;
  Slot* const slots_;
  alignas(arch::kPadBytes) Flag biased_{0};  // readers may mark; written by those who hold the lock beneath
  alignas(arch::kPadBytes) Flag reads_left_{0};
  Beneath beneath_;
};

}  // namespace fenceline
