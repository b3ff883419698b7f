// Nodes in order, each linked to the next by a marked pointer: what Harris and Michael's list is, and what lock-free hash
// maps are made of. Not a map: functions on links, which say nothing of keys.
// T. L. Harris, "A pragmatic implementation of non-blocking linked-lists", DISC 2001; M. M. Michael, "High performance
// dynamic lock-free hash tables and list-based sets", SPAA 2002, whose form every reclaimer allows: nobody passes a node
// that is going, but unlinks it first.
//
//            seek       insert     erase
//   all      together   together   together
//
// Tags: lock-free if the reclaimer is, linearizable. All within enter() and leave() of the member.
#pragma once
#include <base/order.h>
#include <structures/reclaim/concept.h>

#include <compare>
#include <utility>

namespace fenceline {

/// Node: derives from R::Node and has `next`, an atomic Marked<Node>; the mark says that the node itself is going. What is
/// erased was made as a Node::Whole. In each call compare(node) says where a node's key is, seen from the one that is
/// sought: less before it, equal at it.
template <class Node, class R>
class OrderedList {
  static_assert(R::kSlots >= 3, "a node, the one before it and the one after it are held");

 public:
  using Member = typename R::Member;
  using Link = Marked<Node>;
  using AtomicLink = typename R::Policy::template atomic<Link>;

  /// Where a key is, or would be. The node, the one whose link leads to it and the one after it stay until the member's
  /// next call, or leave().
  struct Place {
    AtomicLink* before;
    Node* node;       ///< the first that is not less; null at the end
    Link after;       ///< what followed it, unmarked
    bool found;       ///< it is equal
    unsigned passed;  ///< nodes that are less
  };

  template <class Compare>
  static Place seek(Member& member, AtomicLink& first, Compare&& compare) {
    for (;;) {
      Place place{&first, nullptr, {}, false, 0};
      bool helped = false;
      if (walk(member, place, helped, compare)) return place;
      if (!helped) P::retry();
    }
  }

  /// Links what make() makes, where no equal one is.
  template <class Compare, class Make>
  static Place insert(Member& member, AtomicLink& first, Compare&& compare, Make&& make) {
    Node* fresh = nullptr;
    for (;;) {
      Place place = seek(member, first, compare);
      if (place.found) {
        if (fresh != nullptr) member.discard(whole(fresh));
        return place;
      }
      const bool made = fresh == nullptr;
      if (made) fresh = make();
      fresh->next.store(place.node, relaxed);
      Link here = place.node;
      // (1) release: pairs with the acquire in (2) and (3); forbids MP. The node's link and what is in it.
      if (place.before->compare_exchange_strong(here, fresh, release<1>)) return place;
      if (!made) P::retry();
    }
  }

  /// False where none is equal.
  template <class Compare>
  static bool erase(Member& member, AtomicLink& first, Compare&& compare) {
    for (;; P::retry()) {
      const Place place = seek(member, first, compare);
      if (!place.found) return false;
      Link after = place.after;
      // Who marks it has erased it. What follows was published by whoever linked it there; an update goes on with that.
      if (!place.node->next.compare_exchange_strong(after, Link(after.node(), true), relaxed)) continue;
      if (!unlink(member, place.before, place.node, after.node())) seek(member, first, compare);
      return true;
    }
  }

  /// f(node, is it going) for each, which it may destroy; where no thread is in a call.
  template <class F>
  static void for_each(const AtomicLink& first, F&& f) {
    for (Node* node = first.load(relaxed).node(); node != nullptr;) {
      const Link after = node->next.load(relaxed);
      f(*node, after.mark());
      node = after.node();
    }
  }

 private:
  using P = typename R::Policy;

  static auto* whole(Node* node) { return static_cast<typename Node::Whole*>(node); }

  /// Takes out a node that is marked, where `before` still leads to it.
  static bool unlink(Member& member, AtomicLink* before, Node* node, Node* after) {
    Link here = node;
    // (4) release: pairs with the acquire in (2) and (3); forbids MP. The one after it, whose maker may be a third thread.
    if (!before->compare_exchange_strong(here, after, release<4>)) return false;
    member.retire(whole(node));
    return true;
  }

  /// From place.before on, to where the key is. False where another thread was faster to change a link.
  template <class Compare>
  static bool walk(Member& member, Place& place, bool& helped, Compare& compare) {
    unsigned before = 0, here = 1, after = 2;  // slots
    // (2) acquire: pairs with the release in (1) and (4); forbids MP
    place.node = member.protect(here, *place.before, acquire<2>).node();
    while (place.node != nullptr) {
      Node& node = *place.node;
      // (3) acquire: pairs with the release in (1) and (4); forbids MP. While the link is not marked the node is in the
      // list, and so is the one that it leads to.
      place.after = member.protect(after, node.next, acquire<3>);
      if (place.after.mark()) {
        if (!unlink(member, place.before, &node, place.after.node())) return false;
        helped = true;
        std::swap(here, after);
      } else {
        const std::strong_ordering order = compare(node);
        place.found = order == 0;
        if (order >= 0) return true;
        place.before = &node.next;
        ++place.passed;
        std::swap(before, here);
        std::swap(here, after);
      }
      place.node = place.after.node();
    }
    return true;
  }
};

}  // namespace fenceline
