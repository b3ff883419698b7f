// The node of our lists of keys, and where its key is, seen from another one.
#pragma once
#include <structures/map/ordered_list.h>

#include <compare>

namespace fenceline {

/// For structures/map/ordered_list.h.
template <class K, class V, class R>
struct KeyedNode : R::Node {
  using P = typename R::Policy;
  using Whole = KeyedNode;

  typename P::template atomic<ListLink<KeyedNode, R>> next{};
  ItemOf<R, K> key;
  ItemOf<R, V> value;

  template <class Member>
  static KeyedNode* make(Member& member, const K& k, const V& v) {
    auto* const node = member.template make<KeyedNode>();
    node->key.store(k, release<1>);    // (1) release: pairs with the acquire in (2); forbids MP. That it has come back.
    node->value.store(v, release<3>);  // (3) release: pairs with the acquire in (4); forbids MP
    return node;
  }
  struct At {
    const K& sought;
    std::strong_ordering operator()(const KeyedNode& node) const {
      return node.key.load(acquire<2>) <=> sought;  // (2) acquire: pairs with the release in (1); forbids MP
    }
  };
  /// (4) acquire: pairs with the release in (3); forbids MP
  static V value_of(const KeyedNode& node) { return node.value.load(acquire<4>); }
};

}  // namespace fenceline
