// Michael and Scott's queue of nodes, without a bound: a reclaimer says when the dummy that was left behind may be
// destroyed, or used again.
// M. M. Michael, M. L. Scott, "Simple, fast, and practical non-blocking and blocking concurrent queue algorithms", PODC
// 1996; with hazard pointers: M. M. Michael, "Hazard pointers: safe memory reclamation for lock-free objects", IEEE TPDS
// 15(6), 2004, figure 5.
//
//          push       pop
//   push   together   together
//   pop    together   together
//
// Tags: lock-free if the reclaimer is, linearizable, FIFO. No ABA: a node that is protected does not come back, or links
// have tags, as in the first source.
#pragma once
#include <arch/cpu.h>
#include <structures/native.h>
#include <structures/reclaim/reuse.h>

#include <utility>

namespace fenceline {

/// T: made without arguments, and moved; where R is type-stable, an atomic without a lock can hold it.
template <class T, class R>
class ReclaimedQueue {
  using P = typename R::Policy;
  static_assert(R::kSlots >= 2, "the first node and the one after it are held");
  struct Node;
  using Link = LinkOf<R, Node>;
  using AtomicLink = typename P::template atomic<Link>;

 public:
  using value_type = T;
  using Domain = R;
  using Member = typename R::Member;

  explicit ReclaimedQueue(R& domain) : domain_(domain), head_(make_outside<Node>(domain)), tail_(head_.load(relaxed)) {
    AtomicLink& end = node_in(domain, head_.load(relaxed))->next;
    if constexpr (type_stable<R>()) end.store(changed(end.load(relaxed), nullptr), relaxed);
  }
  ~ReclaimedQueue() {
    for (Node* node = node_in(domain_, head_.load(relaxed)); node != nullptr;) {
      Node* const next = node_in(domain_, node->next.load(relaxed));
      destroy_outside(domain_, node);
      node = next;
    }
  }
  ReclaimedQueue(const ReclaimedQueue&) = delete;
  ReclaimedQueue& operator=(const ReclaimedQueue&) = delete;

  R& domain() { return domain_; }

  void push(Member& member, T item) {
    Node* const node = member.template make<Node>();
    node->item.store(std::move(item), relaxed);
    // (10) release: pairs with the acquire in (2) and (7); forbids MP. Who sees the end of a node that came back looks at
    // tail or head again, and finds that it has moved on.
    if constexpr (type_stable<R>()) node->next.store(changed(node->next.load(relaxed), nullptr), release<10>);
    const Inside inside(member);
    for (bool helped = false;; helped ? void(helped = false) : P::retry()) {
      // (1) acquire: pairs with the release in (3), (4), (8); forbids MP
      Link tail = member.protect(0, tail_, acquire<1>);
      AtomicLink& end = node_in(member, tail)->next;
      Link next = end.load(acquire<2>);  // (2) acquire: pairs with the release in (5) and (10); forbids MP
      if (type_stable<R>() && tail != tail_.load(relaxed)) continue;
      if (!same_node(next, nullptr)) {  // somebody has linked its node and not moved the tail yet
        // (3) release: pairs with the acquire in (1) and (11); forbids MP
        helped = tail_.compare_exchange_strong(tail, changed(tail, next), release<3>);
        continue;
      }
      // (5) release: pairs with the acquire in (2) and (7); forbids MP. The item is in.
      if (!end.compare_exchange_weak(next, changed(next, node), release<5>)) continue;
      // (4) release: pairs with the acquire in (1) and (11); forbids MP
      tail_.compare_exchange_strong(tail, changed(tail, node), release<4>);
      return;
    }
  }

  bool try_pop(Member& member, T& item) {
    const Inside inside(member);
    for (bool helped = false;; helped ? void(helped = false) : P::retry()) {
      // (6) acquire: pairs with the release in (9); forbids MP
      Link head = member.protect(0, head_, acquire<6>);
      // Only compared with the head, and never behind it: whoever moved the head had seen a tail that was further.
      // (11) acquire: pairs with the release in (3), (4), (8); forbids MP. A tail whose node has come back is later than the
      // head: what is seen below is, too.
      Link tail = tail_.load(where_reused<R>(acquire<11>));
      Node* const dummy = node_in(member, head);
      // (7) acquire: pairs with the release in (5) and (10); forbids MP. While the head stands the node after it is in.
      const Link next = member.protect(1, dummy->next, acquire<7>);
      if (head != head_.load(relaxed)) continue;
      Node* const first = node_in(member, next);
      if (first == nullptr) return false;
      if (same_node(head, tail)) {  // the tail does not stay behind the head, where its node may be destroyed
        // (8) release: pairs with the acquire in (1) and (11); forbids MP
        helped = tail_.compare_exchange_strong(tail, changed(tail, next), release<8>);
        continue;
      }
      const auto early = first->item.early();
      // (9) release: pairs with the acquire in (6); forbids MP. The node that is the dummy now was seen.
      if (!head_.compare_exchange_weak(head, changed(head, next), release<9>)) continue;
      item = first->item.take(early);
      member.retire(dummy);
      return true;
    }
  }

 private:
  struct Node : R::Node {
    ItemOf<R, T> item;
    AtomicLink next{nullptr};
  };

  R& domain_;
  alignas(arch::kPadBytes) AtomicLink head_;
  alignas(arch::kPadBytes) AtomicLink tail_;
};

}  // namespace fenceline
