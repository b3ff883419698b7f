// Treiber's stack of nodes from the allocator, without a bound: a reclaimer says when a popped node may be destroyed.
// R. K. Treiber, "Systems programming: coping with parallelism", IBM RJ 5118, 1986; with hazard pointers: M. M. Michael,
// "Hazard pointers: safe memory reclamation for lock-free objects", IEEE TPDS 15(6), 2004, figure 7.
//
//          push       pop
//   push   together   together
//   pop    together   together
//
// Tags: lock-free if the reclaimer is, linearizable, LIFO. No tag: a node that is protected does not come back (no ABA).
#pragma once
#include <arch/cpu.h>
#include <structures/reclaim/concept.h>

#include <utility>

namespace fenceline {

template <class T, class R>
class ReclaimedStack {
  using P = typename R::Policy;
  static_assert(R::kSlots >= 1);

 public:
  using value_type = T;
  using Domain = R;
  using Member = typename R::Member;

  explicit ReclaimedStack(R& domain) : domain_(domain) {}
  ~ReclaimedStack() {
    for (Node* node = top_.load(relaxed); node != nullptr;) {
      Node* const below = node->below.load(relaxed);
      P::destroy(node);
      node = below;
    }
  }
  ReclaimedStack(const ReclaimedStack&) = delete;
  ReclaimedStack& operator=(const ReclaimedStack&) = delete;

  R& domain() { return domain_; }

  void push(Member& member, T item) {
    Node* const node = member.template make<Node>(std::move(item));
    for (Node* top = top_.load(relaxed);; P::retry()) {
      node->below.store(top, relaxed);
      // (1) release: pairs with the acquire in (2); forbids MP. The node's link and what is in it.
      if (top_.compare_exchange_weak(top, node, release<1>)) return;
    }
  }

  bool try_pop(Member& member, T& item) {
    const Inside inside(member);
    for (;; P::retry()) {
      Node* top = member.protect(0, top_, acquire<2>);  // (2) acquire: pairs with the release in (1); forbids MP
      if (top == nullptr) return false;
      Node* const below = top->below.load(relaxed);
      if (!top_.compare_exchange_weak(top, below, relaxed)) continue;
      item = top->item.take();
      member.retire(top);
      return true;
    }
  }

 private:
  struct Node : R::Node {
    explicit Node(T value) : item(std::move(value)) {}
    typename P::template plain<T> item;
    typename P::template atomic<Node*> below{nullptr};
  };

  R& domain_;
  alignas(arch::kPadBytes) typename P::template atomic<Node*> top_{nullptr};
};

}  // namespace fenceline
