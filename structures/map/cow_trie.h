// Copy-on-write trie: a hash array mapped trie that never changes; a writer copies the way from the root to its change,
// shares all the rest, and publishes the new root.
// P. Bagwell, "Ideal hash trees", 2001; erasing so that equal contents have equal shapes: M. J. Steindorfer, J. J. Vinju,
// "Optimizing hash-array mapped tries for fast and lean immutable JVM collections", OOPSLA 2015. A. Prokopec, N. G.
// Bronson, P. Bagwell, M. Odersky, "Concurrent tries with efficient non-blocking snapshots", PPoPP 2012, change it in
// place instead.
//
//                   find       insert, erase
//   find            together   together
//   insert, erase   together   together
//
// Tags: linearizable, lock-free if the reclaimer is; all writers meet at the root, and copy some hundred bytes for each
// level: as many as the key count has digits of kBits bits, and one or two.
#pragma once
#include <arch/cpu.h>
#include <structures/map/spread.h>
#include <structures/native.h>
#include <structures/reclaim/concept.h>

#include <bit>
#include <utility>

namespace fenceline {

/// K: a whole number. A branch parts by kBits of a key's hash, 5 at most.
template <class K, class V, class R, unsigned kBits = 5>
class CowTrie {
  using P = typename R::Policy;
  static constexpr unsigned kLevels = (64 + kBits - 1) / kBits;
  static_assert(kBits >= 1 && kBits <= 5);
  static_assert(R::kSlots >= kLevels + 1, "a slot for each level, and one for the leaf");
  static_assert(!type_stable<R>(), "a reader does not look again whether its node is another one by now");

 public:
  using key_type = K;
  using mapped_type = V;
  using Domain = R;
  using Member = typename R::Member;

  explicit CowTrie(R& domain) : domain_(domain), root_(P::template make<Sized<2>>(0u)) {}
  ~CowTrie() { destroy(root_.load(relaxed)); }
  CowTrie(const CowTrie&) = delete;
  CowTrie& operator=(const CowTrie&) = delete;

  R& domain() { return domain_; }
  std::size_t size() const { return count(*root_.load(relaxed)); }

  bool find(Member& member, K key, V& value) {
    const Inside inside(member);
    const Way way = walk(member, spread(key));
    if (way.found()) value = way.leaf()->value.read();
    return way.found();
  }

  bool insert(Member& member, K key, V value) {
    const Inside inside(member);
    Leaf* leaf = nullptr;
    for (;; P::retry()) {
      const Way way = walk(member, spread(key));
      if (way.found()) {
        if (leaf != nullptr) member.discard(leaf);
        return false;
      }
      if (leaf == nullptr) leaf = member.template make<Leaf>(way.hash, std::move(value));
      Change change(member, way);
      const Child fresh(leaf, true);
      if (change.publish(root_, way.end.mark() ? change.parted(way.end, fresh, way.depth) : fresh)) return true;
    }
  }

  bool erase(Member& member, K key) {
    const Inside inside(member);
    for (;; P::retry()) {
      const Way way = walk(member, spread(key));
      if (!way.found()) return false;
      Change change(member, way);
      if (!change.publish(root_, Child())) continue;
      member.retire(way.leaf());
      return true;
    }
  }

 private:
  struct Leaf : R::Node {
    Leaf(std::uint64_t h, V v) : hash(h), value(std::move(v)) {}
    const std::uint64_t hash;
    const typename P::template plain<V> value;
  };
  using Child = Marked<typename R::Node>;  // marked: a leaf, else a branch or none
  using Link = typename P::template atomic<Child>;
  /// Has a child for each bit that is set, in their order.
  struct Branch : R::Node {
    Branch(std::uint32_t b, Link* c) : bits(b), children(c) {}
    Link& at(std::uint32_t bit) const { return children[std::popcount(bits & (bit - 1))]; }
    const std::uint32_t bits;
    Link* const children;
  };
  template <unsigned kRoom>
  struct Sized : Branch {
    explicit Sized(std::uint32_t bits) : Branch(bits, room) {}
    Link room[kRoom];
  };
  /// f<kRoom>() of the branch that has so many children.
  template <class F>
  static auto with_room(std::uint32_t bits, F&& f) {
    const int children = std::popcount(bits);
    if (children <= 2) return f.template operator()<2>();
    if (children <= 4) return f.template operator()<4>();
    if (children <= 8) return f.template operator()<8>();
    if (children <= 16) return f.template operator()<16>();
    return f.template operator()<32>();
  }

  static std::uint32_t bit_of(std::uint64_t hash, unsigned level) {
    return std::uint32_t{1} << (hash >> level * kBits & ((1u << kBits) - 1));
  }
  static std::uint64_t hash_of(Child leaf) { return static_cast<Leaf*>(leaf.node())->hash; }

  /// From the root to where a hash is, or would be.
  struct Way {
    std::uint64_t hash;
    Branch* branches[kLevels];
    unsigned depth = 0;
    Child end = {};  // none, or a leaf, perhaps of another hash

    bool found() const { return end.mark() && hash_of(end) == hash; }
    Leaf* leaf() const { return static_cast<Leaf*>(end.node()); }
  };

  /// All that is on it stays until the operation ends.
  Way walk(Member& member, std::uint64_t hash) {
    for (;; P::retry()) {
      // (1) acquire: pairs with the release in (2); forbids MP
      Way way{hash, {member.protect(0, root_, acquire<1>)}, 1};
      if (descend(member, way)) return way;
    }
  }
  bool descend(Member& member, Way& way) {
    for (;;) {
      const Branch& branch = *way.branches[way.depth - 1];
      const std::uint32_t bit = bit_of(way.hash, way.depth - 1);
      if ((branch.bits & bit) == 0) return true;
      const Child child = member.protect(way.depth, branch.at(bit), relaxed);
      // The link does not change: where the root has, what it names may have gone before it was protected.
      if (!kKeepsAll<R> && root_.load(relaxed) != way.branches[0]) return false;
      if (child.mark()) return way.end = child, true;
      way.branches[way.depth++] = static_cast<Branch*>(child.node());
    }
  }

  /// The branches that are made in the place of those on a way.
  class Change {
   public:
    Change(Member& member, const Way& way) : member_(member), way_(way) {}

    /// Two leaves below a level: a branch, or some that have one child each until the hashes part.
    Child parted(Child one, Child other, unsigned level) {
      const std::uint32_t bit = bit_of(hash_of(one), level), other_bit = bit_of(hash_of(other), level);
      Branch* const branch = make(bit | other_bit);
      if (bit == other_bit) {
        branch->at(bit).store(parted(one, other, level + 1), relaxed);
      } else {
        branch->at(bit).store(one, relaxed);
        branch->at(other_bit).store(other, relaxed);
      }
      return Child(branch);
    }

    /// Puts `fresh`, which may be none, at the end of the way. False where another writer was faster: nothing has changed.
    bool publish(typename P::template atomic<Branch*>& root, Child fresh) {
      for (unsigned level = way_.depth; level-- > 0;) fresh = copy(level, fresh);
      Branch* old = way_.branches[0];
      // (2) release: pairs with the acquire in (1); forbids MP
      if (root.compare_exchange_strong(old, static_cast<Branch*>(fresh.node()), release<2>)) {
        for (unsigned level = 0; level < way_.depth; ++level)
          with_room(way_.branches[level]->bits,
                    [&]<unsigned kRoom>() { member_.retire(static_cast<Sized<kRoom>*>(way_.branches[level])); });
        return true;
      }
      for (unsigned i = 0; i < count_; ++i)
        with_room(made_[i]->bits, [&]<unsigned kRoom>() { member_.discard(static_cast<Sized<kRoom>*>(made_[i])); });
      return false;
    }

   private:
    Branch* make(std::uint32_t bits) {
      return made_[count_++] = with_room(
                 bits, [&]<unsigned kRoom>() -> Branch* { return member_.template make<Sized<kRoom>>(bits); });
    }
    /// Of the way's branch, with another child, or without. A leaf that is left alone takes the branch's place.
    Child copy(unsigned level, Child child) {
      const Branch& old = *way_.branches[level];
      const std::uint32_t bit = bit_of(way_.hash, level);
      const std::uint32_t bits = child.node() == nullptr ? old.bits & ~bit : old.bits | bit;
      const auto child_at = [&](std::uint32_t one) { return one == bit ? child : old.at(one).load(relaxed); };
      if (level > 0 && std::popcount(bits) == 1 && child_at(bits).mark()) return child_at(bits);
      Branch* const fresh = make(bits);
      for (std::uint32_t left = bits; left != 0; left &= left - 1) {
        const std::uint32_t one = left & -left;
        fresh->at(one).store(child_at(one), relaxed);
      }
      return Child(fresh);
    }

    Member& member_;
    const Way& way_;
    Branch* made_[kLevels];
    unsigned count_ = 0;
  };

  template <class F>
  static void for_each_child(const Branch& branch, F&& f) {
    for (int i = 0; i < std::popcount(branch.bits); ++i) f(branch.children[i].load(relaxed));
  }
  static std::size_t count(const Branch& branch) {
    std::size_t leaves = 0;
    for_each_child(branch,
                   [&](Child child) { leaves += child.mark() ? 1 : count(static_cast<Branch&>(*child.node())); });
    return leaves;
  }
  static void destroy(Branch* branch) {
    for_each_child(*branch, [](Child child) {
      if (child.mark())
        P::destroy(static_cast<Leaf*>(child.node()));
      else
        destroy(static_cast<Branch*>(child.node()));
    });
    with_room(branch->bits, [&]<unsigned kRoom>() { P::destroy(static_cast<Sized<kRoom>*>(branch)); });
  }

  R& domain_;
  alignas(arch::kPadBytes) typename P::template atomic<Branch*> root_;
};

}  // namespace fenceline
