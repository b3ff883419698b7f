// Harris and Michael's list: a map whose nodes stand in the order of their keys. For few keys, or as a bucket.
// Sources: those of structures/map/ordered_list.h, which it is made of.
//
//            insert     erase      find
//   all      together   together   together
//
// Tags: lock-free if the reclaimer is, linearizable, unbounded, ordered; a call takes as long as keys are before its own.
#pragma once
#include <arch/cpu.h>
#include <structures/map/concept.h>
#include <structures/map/node.h>
#include <structures/map/ordered_list.h>

namespace fenceline {

/// K: copied, compared by <=>.
template <class K, class V, class R>
class HarrisMichael {
  using P = typename R::Policy;
  using Node = KeyedNode<K, V, R>;
  using At = typename Node::At;
  using List = OrderedList<Node, R>;

 public:
  using key_type = K;
  using mapped_type = V;
  using Domain = R;
  using Member = typename R::Member;

  explicit HarrisMichael(R& domain) : domain_(domain) {}
  ~HarrisMichael() {
    List::for_each(domain_, first_, [this](Node& node, bool) { destroy_outside(domain_, &node); });
  }
  HarrisMichael(const HarrisMichael&) = delete;
  HarrisMichael& operator=(const HarrisMichael&) = delete;

  R& domain() { return domain_; }

  bool insert(Member& member, const K& key, const V& value) {
    const Inside inside(member);
    return !List::insert(member, first_, At{key}, [&] { return Node::make(member, key, value); }).found;
  }
  bool erase(Member& member, const K& key) {
    const Inside inside(member);
    return List::erase(member, first_, At{key});
  }
  bool find(Member& member, const K& key, V& value) {
    const Inside inside(member);
    return List::find(member, first_, At{key}, Node::value_of, value);
  }
  std::size_t size() const {
    std::size_t keys = 0;
    List::for_each(domain_, first_, [&](Node&, bool going) { keys += !going; });
    return keys;
  }

 private:
  R& domain_;
  alignas(arch::kPadBytes) typename List::AtomicLink first_{};
};

}  // namespace fenceline
