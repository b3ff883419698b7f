// Michael's hash map: as many lists in order as it is made with buckets, and no more ever.
// M. M. Michael, "High performance dynamic lock-free hash tables and list-based sets", SPAA 2002.
//
//            insert     erase      find
//   all      together   together   together
//
// Tags: lock-free if the reclaimer is, linearizable; as fast as keys are few for each bucket.
#pragma once
#include <structures/map/concept.h>
#include <structures/map/hash.h>
#include <structures/map/node.h>
#include <structures/map/ordered_list.h>

#include <bit>

namespace fenceline {

/// K: copied, compared by <=>. Hash: 64 bits, the highest of which name the bucket.
template <class K, class V, class R, class Hash = FibonacciHash>
class MichaelHash {
  using P = typename R::Policy;
  using Node = KeyedNode<K, V, R>;
  using At = typename Node::At;
  using List = OrderedList<Node, R>;
  using First = typename List::AtomicLink;

 public:
  using key_type = K;
  using mapped_type = V;
  using Domain = R;
  using Member = typename R::Member;

  /// For so many keys, one to a bucket in the mean.
  MichaelHash(R& domain, std::size_t keys)
      : domain_(domain), bits_(std::bit_width(keys - 1)), buckets_(P::template make_array<First>(many())) {}
  ~MichaelHash() {
    for (std::size_t i = 0; i < many(); ++i)
      List::for_each(domain_, buckets_[i], [this](Node& node, bool) { destroy_outside(domain_, &node); });
    P::destroy_array(buckets_, many());
  }
  MichaelHash(const MichaelHash&) = delete;
  MichaelHash& operator=(const MichaelHash&) = delete;

  R& domain() { return domain_; }

  bool insert(Member& member, const K& key, const V& value) {
    const Inside inside(member);
    return !List::insert(member, bucket(key), At{key}, [&] { return Node::make(member, key, value); }).found;
  }
  bool erase(Member& member, const K& key) {
    const Inside inside(member);
    return List::erase(member, bucket(key), At{key});
  }
  bool find(Member& member, const K& key, V& value) {
    const Inside inside(member);
    return List::find(member, bucket(key), At{key}, Node::value_of, value);
  }
  std::size_t size() const {
    std::size_t keys = 0;
    for (std::size_t i = 0; i < many(); ++i)
      List::for_each(domain_, buckets_[i], [&](Node&, bool going) { keys += !going; });
    return keys;
  }

 private:
  std::size_t many() const { return std::size_t{1} << bits_; }
  First& bucket(const K& key) { return buckets_[bits_ == 0 ? 0 : Hash{}(key) >> (64 - bits_)]; }

  R& domain_;
  const int bits_;
  First* const buckets_;
};

}  // namespace fenceline
