// What a structure says so that one text of it runs where nodes are destroyed, and where they are used again at once and
// links have tags (type_stable.h). Where nodes are destroyed all of this comes to nothing.
//
// Where R is type-stable nobody waits for readers: a node that a link led to may be another one by now. So
// - a link changes by compare-and-swap alone, from `was` to changed(was, to): the tag tells what is from what is again;
// - in a node that comes back a link begins as changed() too, so that its tag goes on;
// - what a reader meets in a node is an ItemOf. What was read counts if the link that led there is still what it was.
//   Read by acquire, written by release, before that second look: whoever reads what was written anew sees the link moved;
// - nodes are made without arguments, and filled; they are given back as they are, and destroyed with the domain.
#pragma once
#include <structures/native.h>
#include <structures/reclaim/concept.h>

#include <type_traits>
#include <utility>

namespace fenceline {

/// What only its node's taker looks at: a plain, where orders mean nothing.
template <class T, class P>
struct PlainItem : P::template plain<T> {
  struct Nothing {};

  template <class Order>
  FENCELINE_INLINE T load(Order) const {
    return this->read();
  }
  template <class Order>
  FENCELINE_INLINE void store(T value, Order) {
    this->write(std::move(value));
  }
  Nothing early() const { return {}; }
  FENCELINE_INLINE T take(Nothing) { return P::template plain<T>::take(); }
};
/// What may be another node's by now.
template <class T, class P>
struct SharedItem : P::template atomic<T> {
  T early() const { return this->load(relaxed); }
  static T take(T seen) { return seen; }
};

namespace reuse {
template <class R, class Node, class Plain>
struct Kinds {
  using Link = Plain;
  using Item = PlainItem<Plain, typename R::Policy>;
};
template <class R, class Node, class Plain>
requires(type_stable<R>()) struct Kinds<R, Node, Plain> {
  using Link = typename R::template Link<Node>;
  using Item = SharedItem<Plain, typename R::Policy>;
};
}  // namespace reuse

/// What links hold. Plain: that where nodes are destroyed, a Node* or a Marked<Node>.
template <class R, class Node, class Plain = Node*>
using LinkOf = typename reuse::Kinds<R, Node, Plain>::Link;
/// What a node has that others read: load and store, and for who takes a node out early(), before it does, and
/// take(what that was), when it has. T: trivially copyable and lock-free as an atomic where R is type-stable.
template <class R, class T>
using ItemOf = typename reuse::Kinds<R, void, T>::Item;

/// The order of an access that needs one only where nodes come back.
template <class R, class Order>
consteval auto where_reused(Order order) {
  if constexpr (type_stable<R>())
    return order;
  else
    return relaxed;
}

/// The node that a link of a domain's structure names. Place: the domain, or a member of it.
template <class Place, class Link>
FENCELINE_INLINE auto* node_in(const Place& place, Link link) {
  if constexpr (requires { link.number(); })
    return place.node(link);
  else
    return node_of(link);
}
/// Whether two links lead to one node, or none.
template <class Link>
FENCELINE_INLINE bool same_node(Link a, std::type_identity_t<Link> b) {
  if constexpr (requires { a.number(); })
    return a.number() == b.number();
  else
    return node_of(a) == node_of(b);
}
/// What a link is that was `was`, when it leads where `to` does.
template <class Link>
FENCELINE_INLINE Link changed(Link was, std::type_identity_t<Link> to) {
  if constexpr (requires { was.number(); })
    return was.moved(to);
  else
    return to;
}
/// A node that a structure has from the beginning, by whoever makes the structure.
template <class Node, class R>
Node* make_outside(R& domain) {
  if constexpr (type_stable<R>())
    return domain.template take<Node>();
  else
    return R::Policy::template make<Node>();
}
/// One that it has at its end, by whoever destroys it.
template <class R, class Node>
void destroy_outside(R& domain, Node* node) {
  if constexpr (type_stable<R>())
    domain.put(node);
  else
    R::Policy::destroy(node);
}

}  // namespace fenceline
