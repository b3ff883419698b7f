// Michael and Scott's queue of nodes from the allocator, without a bound: a reclaimer says when the dummy that was left
// behind may be destroyed.
// M. M. Michael, M. L. Scott, "Simple, fast, and practical non-blocking and blocking concurrent queue algorithms", PODC
// 1996; with hazard pointers: M. M. Michael, "Hazard pointers: safe memory reclamation for lock-free objects", IEEE TPDS
// 15(6), 2004, figure 5.
//
//          push       pop
//   push   together   together
//   pop    together   together
//
// Tags: lock-free if the reclaimer is, linearizable, FIFO. No tags in the links: a node that is protected does not come
// back (no ABA).
#pragma once
#include <arch/cpu.h>
#include <structures/native.h>
#include <structures/reclaim/concept.h>

#include <utility>

namespace fenceline {

template <class T, class R>
class ReclaimedQueue {
  using P = typename R::Policy;
  static_assert(R::kSlots >= 2, "the first node and the one after it are held");

 public:
  using value_type = T;
  using Domain = R;
  using Member = typename R::Member;

  explicit ReclaimedQueue(R& domain) : domain_(domain), head_(P::template make<Node>()), tail_(head_.load(relaxed)) {}
  ~ReclaimedQueue() {
    for (Node* node = head_.load(relaxed); node != nullptr;) {
      Node* const next = node->next.load(relaxed);
      P::destroy(node);
      node = next;
    }
  }
  ReclaimedQueue(const ReclaimedQueue&) = delete;
  ReclaimedQueue& operator=(const ReclaimedQueue&) = delete;

  R& domain() { return domain_; }

  void push(Member& member, T item) {
    Node* const node = member.template make<Node>(std::move(item));
    const Inside inside(member);
    for (bool helped = false;; helped ? void(helped = false) : P::retry()) {
      // (1) acquire: pairs with the release in (3), (4), (8); forbids MP
      Node* tail = member.protect(0, tail_, acquire<1>);
      Node* next = tail->next.load(acquire<2>);  // (2) acquire: pairs with the release in (5); forbids MP
      if (next != nullptr) {                     // somebody has linked its node and not moved the tail yet
        // (3) release: pairs with the acquire in (1); forbids MP
        helped = tail_.compare_exchange_strong(tail, next, release<3>);
        continue;
      }
      // (5) release: pairs with the acquire in (2) and (7); forbids MP. The item is in.
      if (!tail->next.compare_exchange_weak(next, node, release<5>)) continue;
      // (4) release: pairs with the acquire in (1); forbids MP
      tail_.compare_exchange_strong(tail, node, release<4>);
      return;
    }
  }

  bool try_pop(Member& member, T& item) {
    const Inside inside(member);
    for (bool helped = false;; helped ? void(helped = false) : P::retry()) {
      // (6) acquire: pairs with the release in (9); forbids MP
      Node* head = member.protect(0, head_, acquire<6>);
      // Only compared with the head, and never behind it: whoever moved the head had seen a tail that was further.
      Node* tail = tail_.load(relaxed);
      // (7) acquire: pairs with the release in (5); forbids MP. While the head stands the node after it is in.
      Node* const next = member.protect(1, head->next, acquire<7>);
      if (head != head_.load(relaxed)) continue;
      if (next == nullptr) return false;
      if (head == tail) {  // the tail does not stay behind the head, where its node may be destroyed
        // (8) release: pairs with the acquire in (1); forbids MP
        helped = tail_.compare_exchange_strong(tail, next, release<8>);
        continue;
      }
      // (9) release: pairs with the acquire in (6); forbids MP. The node that is the dummy now was seen.
      if (!head_.compare_exchange_weak(head, next, release<9>)) continue;
      item = next->item.take();
      member.retire(head);
      return true;
    }
  }

 private:
  struct Node : R::Node {
    Node() = default;
    explicit Node(T value) : item(std::move(value)) {}
    typename P::template plain<T> item;
    typename P::template atomic<Node*> next{nullptr};
  };

  R& domain_;
  alignas(arch::kPadBytes) typename P::template atomic<Node*> head_;
  alignas(arch::kPadBytes) typename P::template atomic<Node*> tail_;
};

}  // namespace fenceline
