// Treiber's stack of nodes, without a bound: a reclaimer says when a popped node may be destroyed, or used again.
// R. K. Treiber, "Systems programming: coping with parallelism", IBM RJ 5118, 1986; with hazard pointers: M. M. Michael,
// "Hazard pointers: safe memory reclamation for lock-free objects", IEEE TPDS 15(6), 2004, figure 7.
//
//          push       pop
//   push   together   together
//   pop    together   together
//
// Tags: lock-free if the reclaimer is, linearizable, LIFO. No ABA: a node that is protected does not come back, or the
// link has a tag.
#pragma once
#include <arch/cpu.h>
#include <structures/reclaim/reuse.h>
#include <structures/rest.h>

#include <utility>

namespace fenceline {

/// T: made without arguments, and moved.
template <class T, class R>
class ReclaimedStack {
  using P = typename R::Policy;
  static_assert(R::kSlots >= 1);
  struct Node;
  using Link = LinkOf<R, Node>;

 public:
  using value_type = T;
  using Domain = R;
  using Member = typename R::Member;

  explicit ReclaimedStack(R& domain) : domain_(domain) {}
  ~ReclaimedStack() {
    for (Node* node = node_in(domain_, top_.load(relaxed)); node != nullptr;) {
      Node* const below = node_in(domain_, node->below.load(relaxed));
      destroy_outside(domain_, node);
      node = below;
    }
  }
  ReclaimedStack(const ReclaimedStack&) = delete;
  ReclaimedStack& operator=(const ReclaimedStack&) = delete;

  R& domain() { return domain_; }

  void push(Member& member, T item) {
    Node* const node = member.template make<Node>();
    node->item.write(std::move(item));
    for (Rest<P> rest;; rest()) {
      Link top = top_.load(relaxed);  // anew: what a failed attempt saw is older than the rest
      node->below.store(top, relaxed);
      // (1) release: pairs with the acquire in (2); forbids MP. The node's link and what is in it.
      if (top_.compare_exchange_weak(top, changed(top, node), release<1>)) return;
    }
  }

  bool try_pop(Member& member, T& item) {
    const Inside inside(member);
    for (Rest<P> rest;; rest()) {
      Link top = member.protect(0, top_, acquire<2>);  // (2) acquire: pairs with the release in (1); forbids MP
      Node* const node = node_in(member, top);
      if (node == nullptr) return false;
      const Link below = node->below.load(relaxed);
      if (!top_.compare_exchange_weak(top, changed(top, below), relaxed)) continue;
      item = node->item.take();
      member.retire(node);
      return true;
    }
  }

 private:
  struct Node : R::Node {
    typename P::template plain<T> item;  // of whoever took the node out, and of nobody before
    typename P::template atomic<Link> below{nullptr};
  };

  R& domain_;
  alignas(arch::kPadBytes) typename P::template atomic<Link> top_{nullptr};
};

}  // namespace fenceline
