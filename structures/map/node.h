// The node of our lists of keys, and where its key is, seen from another one.
#pragma once
#include <structures/reclaim/concept.h>

#include <compare>

namespace fenceline {

/// For structures/map/ordered_list.h.
template <class K, class V, class R>
struct KeyedNode : R::Node {
  using P = typename R::Policy;
  using Whole = KeyedNode;
  KeyedNode(const K& k, const V& v) : key(k), value(v) {}

  typename P::template atomic<Marked<KeyedNode>> next{};
  typename P::template plain<K> key;
  typename P::template plain<V> value;

  struct At {
    const K& sought;
    std::strong_ordering operator()(const KeyedNode& node) const { return node.key.read() <=> sought; }
  };
};

}  // namespace fenceline
