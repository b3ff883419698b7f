// MCS lock: a queue of waiting threads, each of which looks at its own line.
// J. M. Mellor-Crummey, M. L. Scott, "Algorithms for scalable synchronization on shared-memory multiprocessors", ACM
// TOCS 1991, algorithm 5.
//
//            lock       unlock
//   lock     together   together
//   unlock   together   the holder's alone
//
// Tags: blocking, FIFO, one exchange to wait, one line that moves at a hand-over; 8 bytes and a node for each who
// waits.
#pragma once
#include <arch/cpu.h>
#include <structures/lock/concept.h>
#include <structures/native.h>

#include <cstdint>

namespace fenceline {

template <class P = Native>
class McsLock {
 public:
  struct alignas(arch::kPadBytes) Node {
    typename P::template atomic<Node*> next{nullptr};
    typename P::template atomic<std::uint32_t> waits{0};
  };

  void lock(Node& node) {
    node.next.store(nullptr, relaxed);
    node.waits.store(1, relaxed);
    // (1) acq_rel: pairs with the release in (5) and with itself; forbids MP, S. The next one links itself to a node
    // whose nullptr is older.
    Node* const before = tail_.exchange(&node, acq_rel<1>);
    if (before == nullptr) return;
    before->next.store(&node, release<2>);  // (2) release: pairs with the acquire in (4) and (6); forbids S
    while (node.waits.load(acquire<3>) != 0) P::pause();  // (3) acquire: pairs with the release in (7); forbids MP
  }

  void unlock(Node& node) {
    Node* next = node.next.load(acquire<4>);  // (4) acquire: pairs with the release in (2); forbids S
    if (next == nullptr) {
      Node* self = &node;
      // (5) release: pairs with the acq_rel in (1); forbids MP
      if (tail_.compare_exchange_strong(self, nullptr, release<5>)) return;
      // (6) acquire: pairs with the release in (2); forbids S. Somebody is between its exchange and its link.
      while ((next = node.next.load(acquire<6>)) == nullptr) P::pause();
    }
    next->waits.store(0, release<7>);  // (7) release: pairs with the acquire in (3); forbids MP
  }

 private:
  typename P::template atomic<Node*> tail_{nullptr};
};

}  // namespace fenceline
