// A hash map that grows without moving a key: all keys stand in one list, in the order of their hashes, and buckets are
// short cuts into it. Twice as many buckets are as many more short cuts, each made when it is first wanted.
// O. Shalev, N. Shavit, "Split-ordered lists: lock-free extensible hash tables", J. ACM 53(3), 2006.
//
// There the list goes by hashes turned bit by bit, and buckets by their lowest bits; here both go by the highest, with
// nothing to turn: a bucket is a prefix of the hash, and lies in the table of its length (zeros at its end apart). And a
// bucket is a node in that table, not a pointer to one. Who links it has claimed it; meanwhile others begin farther ahead.
//
//            insert     erase      find
//   all      together   together   together
//
// Tags: lock-free if the reclaimer and the allocator are, linearizable, unbounded; tables stay until it is destroyed. To
// double makes one thread allocate a table.
#pragma once
#include <arch/cpu.h>
#include <base/order.h>
#include <structures/map/concept.h>
#include <structures/map/hash.h>
#include <structures/map/ordered_list.h>

#include <bit>

namespace fenceline {

/// K: copied, compared by <=>. Hash: 64 bits. One of kSampled keys, by its hash, is counted: what all threads write.
template <class K, class V, class R, class Hash = FibonacciHash, int kSampled = 16>
class SplitOrdered {
  using P = typename R::Policy;
  static_assert(!type_stable<R>(), "buckets are nodes that the domain has not");
  struct Node;
  struct Entry;
  using List = OrderedList<Node, R>;

 public:
  using key_type = K;
  using mapped_type = V;
  using Domain = R;
  using Member = typename R::Member;

  /// With a bucket for each of so many keys at first.
  explicit SplitOrdered(R& domain, std::size_t keys = 1) : domain_(domain), mask_(~(~Order{0} >> width(keys))) {
    for (int length = 0; length <= width(keys); ++length) tables_[length].store(make_table(length), relaxed);
    tables_[0].load(relaxed)->order.store(0, relaxed);
  }
  ~SplitOrdered() {
    List::for_each(domain_, root().next, [](Node& node, bool) {
      if (is_key(node)) P::destroy(static_cast<Entry*>(&node));
    });
    for (int length = 0; length < kLengths; ++length) P::destroy_array(tables_[length].load(relaxed), entries(length));
  }
  SplitOrdered(const SplitOrdered&) = delete;
  SplitOrdered& operator=(const SplitOrdered&) = delete;

  R& domain() { return domain_; }

  bool insert(Member& member, const K& key, const V& value) {
    const Inside inside(member);
    const Order order = order_of(key);
    Node& bucket = bucket_of(member, order);
    const auto make = [&] { return member.template make<Entry>(order, key, value); };
    if (List::insert(member, bucket.next, At{order, key}, make).found) return false;
    if (is_sampled(order)) grow(kSampled * (sampled_.fetch_add(1, relaxed) + 1));
    return true;
  }
  bool erase(Member& member, const K& key) {
    const Inside inside(member);
    const Order order = order_of(key);
    if (!List::erase(member, bucket_of(member, order).next, At{order, key})) return false;
    if (is_sampled(order)) sampled_.fetch_sub(1, relaxed);
    return true;
  }
  bool find(Member& member, const K& key, V& value) {
    const Inside inside(member);
    const Order order = order_of(key);
    return List::find(member, bucket_of(member, order).next, At{order, key},
                      [](const Node& node) { return static_cast<const Entry&>(node).value.read(); }, value);
  }
  std::size_t size() const {
    std::size_t keys = 0;
    List::for_each(domain_, root().next, [&](Node& node, bool going) { keys += is_key(node) && !going; });
    return keys;
  }
  /// That there may be now.
  std::size_t buckets() const { return std::size_t{1} << std::popcount(mask_.load(relaxed)); }

 private:
  /// Where a node stands in the list: a key's hash with kKey in the place of its lowest two bits, or a bucket's prefix.
  using Order = std::uint64_t;
  static constexpr Order kKey = 2;
  /// Of a bucket that is not ready: kLinking alone, or with its prefix where a thread has claimed it. It comes before all
  /// keys that have the prefix, with and without.
  static constexpr Order kLinking = 1;
  static constexpr int kLengths = 33;  // of prefixes: 0 … 32 bits

  struct Node : R::Node {
    using Whole = Entry;
    Node() : Node(kLinking) {}
    explicit Node(Order o) : order(o) {}
    typename P::template atomic<Marked<Node>> next{};
    typename P::template atomic<Order> order;
  };
  struct Entry : Node {
    Entry(Order o, const K& k, const V& v) : Node(o), key(k), value(v) {}
    typename P::template plain<K> key;
    typename P::template plain<V> value;
  };
  struct At {
    const Order order;
    const K& key;
    std::strong_ordering operator()(const Node& node) const {
      const Order there = node.order.load(relaxed);
      if (there != order) return there <=> order;
      return static_cast<const Entry&>(node).key.read() <=> key;
    }
  };
  struct AtBucket {
    const Order order;
    std::strong_ordering operator()(const Node& node) const { return node.order.load(relaxed) <=> order; }
  };

  static Order order_of(const K& key) { return (Hash{}(key) & ~(kKey | kLinking)) | kKey; }
  static bool is_key(const Node& node) { return (node.order.load(relaxed) & kKey) != 0; }
  static bool is_sampled(Order order) { return (order >> 24) % kSampled == 0; }
  static int width(std::size_t keys) { return std::bit_width(keys - 1); }

  // Buckets of `length` bits whose last one is set, by the others; the one of no bits.
  static std::size_t entries(int length) { return length < 2 ? 1 : std::size_t{1} << (length - 1); }
  Node* make_table(int length) { return P::template make_array<Node>(entries(length)); }
  Node& root() const { return *tables_[0].load(relaxed); }

  Node& bucket_of(Member& member, Order order) { return bucket(member, order & mask_.load(relaxed)); }

  /// The bucket, or one before it.
  Node& bucket(Member& member, Order prefix) {
    Node& node = place_of(prefix);
    // (5) acquire: pairs with the release in (6); forbids MP. The link that the bucket got when it came into the list.
    return node.order.load(acquire<5>) == prefix ? node : prepare(member, node, prefix);
  }
  Node& prepare(Member& member, Node& node, Order prefix) {
    Node& before = bucket(member, prefix & (prefix - 1));
    Order fresh = kLinking;
    if (!node.order.compare_exchange_strong(fresh, prefix | kLinking, relaxed)) return before;
    List::insert(member, before.next, AtBucket{prefix}, [&] { return &node; });
    node.order.store(prefix, release<6>);  // (6) release: pairs with the acquire in (5); forbids MP
    return node;
  }

  Node& place_of(Order prefix) {
    const int length = prefix == 0 ? 0 : 64 - std::countr_zero(prefix);
    // (7) acquire: pairs with the release in (8); forbids MP. The table, as it was made.
    Node* table = tables_[length].load(acquire<7>);
    if (table == nullptr) table = new_table(length);
    return table[length < 2 ? 0 : prefix >> (65 - length)];
  }
  Node* new_table(int length) {
    Node* const made = make_table(length);
    Node* there = nullptr;
    // (8) acq_rel: pairs with the acquire in (7), and with itself where another thread was faster; forbids MP.
    if (tables_[length].compare_exchange_strong(there, made, acq_rel<8>)) return made;
    P::destroy_array(made, entries(length));
    return there;
  }

  /// Twice the buckets, where there are more keys.
  void grow(std::ptrdiff_t keys) {
    Order mask = mask_.load(relaxed);
    const int length = std::popcount(mask);
    if (keys <= std::ptrdiff_t{1} << length || length == kLengths - 1) return;
    mask_.compare_exchange_strong(mask, mask >> 1 | Order{1} << 63, relaxed);
  }

  R& domain_;
  typename P::template atomic<Order> mask_;  ///< of the prefixes that are buckets now
  typename P::template atomic<Node*> tables_[kLengths]{};
  alignas(arch::kPadBytes) typename P::template atomic<std::ptrdiff_t> sampled_{0};
};

}  // namespace fenceline
