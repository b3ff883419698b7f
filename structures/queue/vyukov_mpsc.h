// Unbounded queue of nodes that belong to the caller, for many producers and one consumer.
// D. Vyukov, "Intrusive MPSC node-based queue", 1024cores.net, 2009.
//
//           push       pop
//   push    together   together
//   pop     together   no
//
// Tags: unbounded, intrusive, no allocation, push is wait-free (one exchange), FIFO; pop is not lock-free: a producer
// that stops between its exchange and its store hides what was pushed after it, and pop says "nothing".
#pragma once
#include <arch/cpu.h>
#include <structures/native.h>

namespace fenceline {

template <class P = Native>
class VyukovMpsc {
 public:
  /// What an item derives from. It must live until it is popped, and belongs to whoever popped it.
  struct Node {
    typename P::template atomic<Node*> next{nullptr};
  };

  VyukovMpsc() : newest_(&stub_), oldest_(&stub_) {}
  VyukovMpsc(const VyukovMpsc&) = delete;
  VyukovMpsc& operator=(const VyukovMpsc&) = delete;

  void push(Node* node) {
    node->next.store(nullptr, relaxed);
    // (1) acq_rel: pairs with itself; forbids S. The next producer's link comes after the nullptr of this one.
    Node* const previous = newest_.exchange(node, acq_rel<1>);
    previous->next.store(node, release<2>);  // (2) release: pairs with the acquire in (3), (4), (5); forbids MP
  }

  /// The oldest item; nullptr where there is none, or none that can be reached yet.
  Node* pop() {
    Node* node = oldest_;
    Node* next = node->next.load(acquire<3>);  // (3) acquire: pairs with the release in (2); forbids MP
    if (node == &stub_) {
      if (next == nullptr) return nullptr;
      oldest_ = node = next;
      next = node->next.load(acquire<4>);  // (4) acquire: pairs with the release in (2); forbids MP
    }
    if (next == nullptr) {  // the last one: something must stay to hang the next one on
      if (newest_.load(relaxed) != node) return nullptr;
      push(&stub_);
      next = node->next.load(acquire<5>);  // (5) acquire: pairs with the release in (2); forbids MP
      if (next == nullptr) return nullptr;
    }
    oldest_ = next;
    return node;
  }

 private:
  alignas(arch::kPadBytes) typename P::template atomic<Node*> newest_;
  alignas(arch::kPadBytes) Node* oldest_;
  Node stub_;
};

}  // namespace fenceline
