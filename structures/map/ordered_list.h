// Nodes in order, each linked to the next by a marked pointer: what Harris and Michael's list is, and what lock-free hash
// maps are made of. Not a map: functions on links, which say nothing of keys.
// T. L. Harris, "A pragmatic implementation of non-blocking linked-lists", DISC 2001; M. M. Michael, "High performance
// dynamic lock-free hash tables and list-based sets", SPAA 2002, whose form every reclaimer allows: nobody passes a node
// that is going, but unlinks it first. Its tags are in the links of a type-stable reclaimer.
//
//            seek       insert     erase
//   all      together   together   together
//
// Tags: lock-free if the reclaimer is, linearizable. All within enter() and leave() of the member.
#pragma once
#include <base/order.h>
#include <structures/reclaim/reuse.h>

#include <compare>
#include <utility>

namespace fenceline {

/// What a node's link holds; the mark says that the node itself is going.
template <class Node, class R>
using ListLink = LinkOf<R, Node, Marked<Node>>;

/// Node: derives from R::Node and has `next`, an atomic ListLink<Node, R>. What is erased was made as a Node::Whole. In each
/// call compare(node) says where a node's key is, seen from the one that is sought: less before it, equal at it; it reads
/// the key as structures/reclaim/reuse.h has it.
template <class Node, class R>
class OrderedList {
  static_assert(R::kSlots >= 3, "a node, the one before it and the one after it are held");

 public:
  using Member = typename R::Member;
  using Link = ListLink<Node, R>;
  using AtomicLink = typename R::Policy::template atomic<Link>;

  /// Where a key is, or would be. The node, the one whose link leads to it and the one after it stay until the member's
  /// next call, or leave().
  struct Place {
    AtomicLink* before;
    Link here;        ///< what it was, unmarked: to the first node that is not less, or to none
    Link after;       ///< what that node's was, unmarked
    bool found;       ///< it is equal
    unsigned passed;  ///< nodes that are less
  };

  template <class Compare>
  static Place seek(Member& member, AtomicLink& first, Compare&& compare) {
    for (;;) {
      Place place{&first, {}, {}, false, 0};
      bool helped = false;
      if (walk(member, place, helped, compare)) return place;
      if (!helped) P::retry();
    }
  }

  /// value: read(node) of the one that is equal. False where none is, and then it is left as it was: what was read in a node
  /// that was another one's meanwhile is nobody's.
  template <class Compare, class Read, class V>
  static bool find(Member& member, AtomicLink& first, Compare&& compare, Read&& read, V& value) {
    for (;; P::retry()) {
      const Place place = seek(member, first, compare);
      if (!place.found) return false;
      V seen = read(*node_in(member, place.here));
      if (!stands(place)) continue;
      value = std::move(seen);
      return true;
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
      if constexpr (type_stable<R>()) {
        // (5) release: pairs with the acquire in (3); forbids MP. Whoever still is at the node that it was finds out.
        fresh->next.store(changed(fresh->next.load(relaxed), place.here), release<5>);
      } else {
        fresh->next.store(place.here, relaxed);
      }
      Link here = place.here;
      // (1) release: pairs with the acquire in (2) and (3); forbids MP. The node's link and what is in it.
      if (place.before->compare_exchange_strong(here, changed(here, fresh), release<1>)) return place;
      if (!made) P::retry();
    }
  }

  /// False where none is equal.
  template <class Compare>
  static bool erase(Member& member, AtomicLink& first, Compare&& compare) {
    for (;; P::retry()) {
      const Place place = seek(member, first, compare);
      if (!place.found) return false;
      AtomicLink& next = node_in(member, place.here)->next;
      Link after = place.after;
      // Who marks it has erased it. What follows was published by whoever linked it there; an update goes on with that.
      if (!next.compare_exchange_strong(after, changed(after, after.with(true)), relaxed)) continue;
      if (!unlink(member, place)) seek(member, first, compare);
      return true;
    }
  }

  /// f(node, is it going) for each, which it may destroy; where no thread is in a call.
  template <class F>
  static void for_each(const R& domain, const AtomicLink& first, F&& f) {
    for (Node* node = node_in(domain, first.load(relaxed)); node != nullptr;) {
      const Link after = node->next.load(relaxed);
      f(*node, after.mark());
      node = node_in(domain, after);
    }
  }

 private:
  using P = typename R::Policy;

  static auto* whole(Node* node) { return static_cast<typename Node::Whole*>(node); }

  /// Whether what was read in the place's node was in the list.
  static bool stands(const Place& place) { return !type_stable<R>() || place.before->load(relaxed) == place.here; }

  /// Takes out the place's node, which is marked, where `before` still leads to it.
  static bool unlink(Member& member, const Place& place) {
    Link here = place.here;
    // (4) release: pairs with the acquire in (2) and (3); forbids MP. The one after it, whose maker may be a third thread.
    if (!place.before->compare_exchange_strong(here, past(place), release<4>)) return false;
    member.retire(whole(node_in(member, place.here)));
    return true;
  }
  /// What `before` is without the place's node.
  static Link past(const Place& place) { return changed(place.here, place.after.with(false)); }

  /// From place.before on, to where the key is. False where another thread was faster to change a link.
  template <class Compare>
  static bool walk(Member& member, Place& place, bool& helped, Compare& compare) {
    unsigned before = 0, here = 1, after = 2;  // slots
    // (2) acquire: pairs with the release in (1) and (4); forbids MP
    place.here = member.protect(here, *place.before, acquire<2>);
    while (Node* const node = node_in(member, place.here)) {
      // (3) acquire: pairs with the release in (1), (4), (5); forbids MP. While the link is not marked the node is in the
      // list, and so is the one that it leads to.
      place.after = member.protect(after, node->next, acquire<3>);
      if (place.after.mark()) {
        if (!unlink(member, place)) return false;
        helped = true;
        place.here = past(place);
        std::swap(here, after);
      } else {
        const std::strong_ordering order = compare(*node);
        if (!stands(place)) return false;
        place.found = order == 0;
        if (order >= 0) return true;
        place.before = &node->next;
        place.here = place.after;
        ++place.passed;
        std::swap(before, here);
        std::swap(here, after);
      }
    }
    return true;
  }
};

}  // namespace fenceline
