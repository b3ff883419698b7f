// CLH lock: a queue in which each thread looks at the word of the one before it.
// T. S. Craig, "Building FIFO and priority-queuing spin locks from atomic swap", University of Washington TR 93-02-02,
// 1993; P. Magnusson, A. Landin, E. Hagersten, "Queue locks on cache coherent multiprocessors", IPPS 1994.
//
//            lock       unlock
//   lock     together   together
//   unlock   together   the holder's alone
//
// Tags: blocking, FIFO, one exchange to lock and one store to unlock. A thread leaves its cell behind and goes on with
// that of the thread before it, which nobody looks at any more: one node a thread, kept, costs no allocation.
#pragma once
#include <arch/cpu.h>
#include <structures/lock/concept.h>
#include <structures/native.h>

#include <cstdint>

namespace fenceline {

template <class P = Native>
class ClhLock {
  struct alignas(arch::kPadBytes) Cell {
    typename P::template atomic<std::uint32_t> held{0};
  };

 public:
  class Node {
   public:
    Node() : mine_(P::template make<Cell>()) {}
    ~Node() { P::destroy(mine_); }
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

   private:
    friend ClhLock;
    Cell* mine_;
    Cell* before_ = nullptr;
  };

  ClhLock() : tail_(P::template make<Cell>()) {}
  ~ClhLock() { P::destroy(tail_.load(relaxed)); }
  ClhLock(const ClhLock&) = delete;
  ClhLock& operator=(const ClhLock&) = delete;

  void lock(Node& node) {
    node.mine_->held.store(1, relaxed);
    node.before_ = tail_.exchange(node.mine_, acq_rel<1>);  // (1) acq_rel: pairs with itself; forbids MP
    // (2) acquire: pairs with the release in (3); forbids MP
    while (node.before_->held.load(acquire<2>) != 0) P::pause();
  }
  void unlock(Node& node) {
    node.mine_->held.store(0, release<3>);  // (3) release: pairs with the acquire in (2); forbids MP
    node.mine_ = node.before_;
  }

 private:
  typename P::template atomic<Cell*> tail_;
};

}  // namespace fenceline
