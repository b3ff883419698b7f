// A lock-free skip list: a list in order, and above it thinner and thinner ones, in which a search begins.
// K. Fraser, "Practical lock-freedom", Cambridge 2004, 4.3; M. Herlihy, Y. Lev, V. Luchangco, N. Shavit, "A simple
// optimistic skiplist algorithm", SIROCCO 2007, and the lock-free one in M. Herlihy, N. Shavit, "The art of
// multiprocessor programming", 14.4. A key is in while its node is in the lowest list and not marked there.
//
// A node that goes may still be linked above while its maker goes on to link it: each link to it is counted, and its maker
// counts as one; whoever takes the last one away retires it. A maker looks for the place anew in each list, so that three
// slots are enough for every reclaimer.
//
//            insert     erase      find
//   all      together   together   together
//
// Tags: lock-free if the reclaimer is, linearizable, unbounded, ordered.
#pragma once
#include <arch/cpu.h>
#include <base/order.h>
#include <structures/map/concept.h>
#include <structures/map/hash.h>
#include <structures/reclaim/concept.h>

#include <algorithm>
#include <bit>
#include <compare>
#include <utility>

namespace fenceline {

/// In one more list by one in four, as the key's hash has it: no thread needs a generator, and a key comes back as high as
/// it was.
struct HashedHeight {
  static constexpr unsigned kMost = 12;
  template <class K>
  unsigned operator()(const K& key) const {
    return 1 + std::min<unsigned>(std::countl_zero(FibonacciHash{}(key)) / 2, kMost - 1);
  }
};

/// K: copied, compared by <=>. Height: in how many lists a key is, 1 … Height::kMost.
template <class K, class V, class R, class Height = HashedHeight>
class SkipList {
  using P = typename R::Policy;
  struct Node;
  using Link = Marked<Node>;
  using AtomicLink = typename P::template atomic<Link>;
  static_assert(R::kSlots >= 3, "a node, the one before it and the one after it are held");
  static_assert(!type_stable<R>(), "a reader does not look again whether its node is another one by now");

 public:
  using key_type = K;
  using mapped_type = V;
  using Domain = R;
  using Member = typename R::Member;

  explicit SkipList(R& domain) : domain_(domain) {}
  ~SkipList() {
    for (unsigned level = 0; level < Height::kMost; ++level)
      for (Node* node = first_[level].load(relaxed).node(); node != nullptr;) {
        Node* const after = node->links()[level].load(relaxed).node();
        if (node->uses.fetch_sub(1, relaxed) == 1) node->whole([](auto* tower) { P::destroy(tower); });
        node = after;
      }
  }
  SkipList(const SkipList&) = delete;
  SkipList& operator=(const SkipList&) = delete;

  R& domain() { return domain_; }

  bool insert(Member& member, const K& key, const V& value) {
    const Inside inside(member);
    Node* fresh = nullptr;
    for (;;) {
      const Place place = seek(member, key, 0);
      if (place.found) {
        if (fresh != nullptr) fresh->whole([&](auto* tower) { member.discard(tower); });
        return false;
      }
      const bool made = fresh == nullptr;
      if (made) fresh = make(member, key, value);
      fresh->links()[0].store(place.node, relaxed);
      if (link(place, fresh)) break;
      if (!made) P::retry();
    }
    unsigned height = height_.load(relaxed);
    while (height < fresh->height && !height_.compare_exchange_weak(height, fresh->height, relaxed)) {
    }
    for (unsigned level = 1; level < fresh->height && raise(member, fresh, level);) ++level;
    release_use(member, fresh);
    return true;
  }
  bool erase(Member& member, const K& key) {
    const Inside inside(member);
    const Place place = seek(member, key, 0);
    if (!place.found) return false;
    const unsigned height = place.node->height;
    for (unsigned level = height; --level > 0;) mark(place.node->links()[level]);
    if (!mark(place.node->links()[0])) return false;
    seek(member, key, 0, height);  // takes it out of all lists
    return true;
  }
  bool find(Member& member, const K& key, V& value) {
    const Inside inside(member);
    const Place place = seek(member, key, 0);
    if (place.found) value = place.node->value.read();
    return place.found;
  }
  std::size_t size() const {
    std::size_t keys = 0;
    for (Node* node = first_[0].load(relaxed).node(); node != nullptr;) {
      const Link after = node->links()[0].load(relaxed);
      keys += !after.mark();
      node = after.node();
    }
    return keys;
  }

 private:
  template <unsigned kRoom>
  struct Tower;
  struct Node : R::Node {
    Node(const K& k, const V& v, unsigned h) : key(k), value(v), height(h) {}
    /// One for each list that it is in, the lowest first.
    AtomicLink* links() { return reinterpret_cast<AtomicLink*>(reinterpret_cast<std::byte*>(this) + sizeof(Node)); }
    /// f(this, as it was made): towers are made with room for 1, 2, 4 or the most links.
    template <class F>
    auto whole(F&& f) {
      if (height == 1) return f(static_cast<Tower<1>*>(this));
      if (height == 2) return f(static_cast<Tower<2>*>(this));
      if (height <= 4) return f(static_cast<Tower<4>*>(this));
      return f(static_cast<Tower<Height::kMost>*>(this));
    }
    typename P::template plain<K> key;
    typename P::template plain<V> value;
    const unsigned height;
    alignas(AtomicLink) typename P::template atomic<unsigned> uses{2};  ///< its place in the lowest list, and its maker
  };
  template <unsigned kRoom>
  struct Tower : Node {
    Tower(const K& k, const V& v, unsigned h) : Node(k, v, h) {}
    alignas(Node) AtomicLink room[kRoom]{};  // behind all of Node, where links() looks for them
  };

  /// Where a key is in one of the lists, or would be. The node, the one whose link leads to it and the one after it stay
  /// until the member's next call, or leave().
  struct Place {
    AtomicLink* before;
    Node* node;  ///< the first that is not less; null at the end
    bool found;  ///< its key is the one
  };

  Node* make(Member& member, const K& key, const V& value) {
    const unsigned height = Height{}(key);
    if (height == 1) return member.template make<Tower<1>>(key, value, height);
    if (height == 2) return member.template make<Tower<2>>(key, value, height);
    if (height <= 4) return member.template make<Tower<4>>(key, value, height);
    return member.template make<Tower<Height::kMost>>(key, value, height);
  }

  static bool link(const Place& place, Node* node) {
    Link here = place.node;
    // (1) release: pairs with the acquire in (2) and (3); forbids MP. The node's links and what is in it.
    return place.before->compare_exchange_strong(here, node, release<1>);
  }
  /// Links a node that is in the lower lists in one more. False where it is going.
  bool raise(Member& member, Node* node, unsigned level) {
    for (;; P::retry()) {
      const Place place = seek(member, node->key.read(), level, level + 1);
      Link after = node->links()[level].load(relaxed);
      if (after.mark()) return false;
      if (!node->links()[level].compare_exchange_strong(after, place.node, relaxed)) return false;
      node->uses.fetch_add(1, relaxed);
      if (link(place, node)) return true;
      node->uses.fetch_sub(1, relaxed);
    }
  }
  /// Whether it was this call that marked it.
  static bool mark(AtomicLink& link) {
    Link after = link.load(relaxed);
    while (!after.mark())
      if (link.compare_exchange_weak(after, Link(after.node(), true), relaxed)) return true;
    return false;
  }
  /// One link less leads to it.
  static void release_use(Member& member, Node* node) {
    // (5) acq_rel: pairs with itself; forbids MP. Who retires it comes after all who took a link to it away.
    if (node->uses.fetch_sub(1, acq_rel<5>) == 1) node->whole([&](auto* tower) { member.retire(tower); });
  }

  /// In the list `level`, from the highest of those that are in use, which are `height` at least.
  Place seek(Member& member, const K& key, unsigned level, unsigned height = 1) {
    height = std::max(height, height_.load(relaxed));
    for (;;) {
      Place place{};
      bool helped = false;
      if (walk(member, key, level, height, place, helped)) return place;
      if (!helped) P::retry();
    }
  }

  /// False where another thread was faster to change a link.
  bool walk(Member& member, const K& key, unsigned last, unsigned height, Place& place, bool& helped) {
    unsigned before = 0, here = 1, after = 2;  // slots
    AtomicLink* links = first_;
    for (unsigned level = height; level-- > last;) {
      place.before = &links[level];
      // (2) acquire: pairs with the release in (1) and (4); forbids MP
      const Link first = member.protect(here, *place.before, acquire<2>);
      if (first.mark()) return false;
      place.node = first.node();
      place.found = false;
      while (place.node != nullptr) {
        Node& node = *place.node;
        // (3) acquire: pairs with the release in (1) and (4); forbids MP. While the link is not marked the node is in
        // this list, and so is the one that it leads to.
        const Link next = member.protect(after, node.links()[level], acquire<3>);
        if (next.mark()) {
          Link gone = &node;
          // (4) release: pairs with the acquire in (2) and (3); forbids MP. The one after it.
          if (!place.before->compare_exchange_strong(gone, next.node(), release<4>)) return false;
          release_use(member, &node);
          helped = true;
          std::swap(here, after);
        } else {
          const std::strong_ordering order = node.key.read() <=> key;
          place.found = order == 0;
          if (order >= 0) break;
          links = node.links();
          place.before = &links[level];
          std::swap(before, here);
          std::swap(here, after);
        }
        place.node = next.node();
      }
    }
    return true;
  }

  R& domain_;
  alignas(arch::kPadBytes) AtomicLink first_[Height::kMost]{};
  typename P::template atomic<unsigned> height_{1};  ///< lists that are in use
};

}  // namespace fenceline
