// Type-stable memory: what is retired is used again at once, as a node of the same type, and given back to the allocator
// with the domain and not before. Nobody waits for readers: they see by a link's tag that it has changed meanwhile.
// M. M. Michael, M. L. Scott, "Simple, fast, and practical non-blocking and blocking concurrent queue algorithms", PODC
// 1996; M. M. Michael, "High performance dynamic lock-free hash tables and list-based sets", SPAA 2002.
//
// Tags: robust, a read costs nothing but a second look at the link; lock-free but where a table is allocated. All calls of
// different members together. For structures that keep to structures/reclaim/reuse.h; nodes of one domain are of one type,
// that of the first that is made: another throws std::logic_error. More than 2^31 - 1 nodes throw std::length_error. A
// tag is back where it was after 2^32 changes of its link within one thread's attempt.
//
//   TypeStable           links of 8 bytes, a number and a tag of 32 bits each: any CPU
//   UntaggedTypeStable   wrong on purpose: tags stand still, and a link that went and came back is taken for what it was (ABA)
#pragma once
#include <arch/cpu.h>
#include <structures/lock/tas.h>
#include <structures/reclaim/domain.h>
#include <structures/reclaim/reuse.h>
#include <structures/stack/treiber_list.h>

#include <bit>
#include <cstdint>
#include <stdexcept>

namespace fenceline {

/// A number of a node, a mark as in Marked, and the tag of the location where it stands. Node: has number().
template <class Node, std::uint32_t kStep>
class alignas(8) TaggedLink {
 public:
  TaggedLink() = default;
  TaggedLink(const Node* node) : place_(node == nullptr ? 0 : node->number() << 1) {}  // NOLINT: as a pointer

  /// 0: no node.
  std::uint32_t number() const { return place_ >> 1; }
  bool mark() const { return (place_ & 1) != 0; }
  TaggedLink with(bool mark) const { return {number() << 1 | std::uint32_t{mark}, tag_}; }
  /// What this location's link is when it leads where `to` does.
  TaggedLink moved(TaggedLink to) const { return {to.place_, tag_ + kStep}; }

  friend bool operator==(const TaggedLink&, const TaggedLink&) = default;

 private:
  TaggedLink(std::uint32_t place, std::uint32_t tag) : place_(place), tag_(tag) {}

  std::uint32_t place_ = 0, tag_ = 0;
};

/// What a node that can be used again begins with.
template <class P>
class Reusable {
 public:
  std::uint32_t number() const { return number_; }

 private:
  template <class, std::uint32_t>
  friend class TypeStable;
  std::uint32_t number_ = 0;                         // its place in the tables
  typename P::template atomic<std::uint32_t> next_;  // while it is free
};

/// Free nodes that a member has at hand, the last one first.
struct AtHand {
  std::uint32_t first = 0;
  std::size_t many = 0;

  static constexpr std::size_t size() { return 0; }  // nothing is held back
  void destroy_all() {}                              // they stand in the domain's tables
};

template <class P = Native, std::uint32_t kStep = 1>
class TypeStable : public Domain<P, Reusable<P>, AtHand, ShowsNothing> {
  using Base = Domain<P, Reusable<P>, AtHand, ShowsNothing>;

 public:
  /// Without a bound, and nothing is protected.
  static constexpr unsigned kSlots = ~0u - 1;
  static constexpr bool kRobust = true, kTypeStable = true, kFlushes = false;
  template <class Node>
  using Link = TaggedLink<Node, kStep>;

  /// at_hand: so many free nodes a member keeps to itself, one at least; the first table is as large.
  explicit TypeStable(unsigned members, unsigned at_hand = 64)
      : Base(members), at_hand_(at_hand), next_(std::bit_ceil(at_hand)) {}
  ~TypeStable() {
    if (const Destroy destroy = destroy_.load(relaxed)) destroy(*this);
  }

  std::size_t most_held(std::size_t) const { return 0; }

  template <class T>
  FENCELINE_INLINE T* node(Link<T> link) const {
    return link.number() == 0 ? nullptr : at<T>(link.number());
  }

  /// A free node, which is what it was when it was given back.
  template <class T>
  T* take() {
    if (is_of<T>()) {
      const std::uint32_t number = free_.pop(next_free<T>());
      if (number != kNone) return at<T>(number);
    }
    return grow<T>();
  }
  template <class T>
  void put(T* node) {
    free_.push(node->number(), next_free<T>());
  }

  class Member : public Base::Member {
   public:
    explicit Member(TypeStable& domain) : Base::Member(domain), domain_(domain) {}

    void flush() {}

    template <class T>
    FENCELINE_INLINE T* node(Link<T> link) const {
      return domain_.node(link);
    }
    template <class T>
    T* make() {
      AtHand& mine = this->cell_.kept;
      if (mine.many == 0 || !domain_.is_of<T>()) return domain_.take<T>();
      T* const node = domain_.at<T>(mine.first);
      mine.first = node->next_.load(relaxed);
      --mine.many;
      return node;
    }
    template <class T>
    void retire(T* node) {
      AtHand& mine = this->cell_.kept;
      if (mine.many == domain_.at_hand_) return domain_.put(node);
      node->next_.store(mine.first, relaxed);
      mine.first = node->number();
      ++mine.many;
    }
    template <class T>
    void discard(T* node) {
      retire(node);
    }

   private:
    TypeStable& domain_;
  };

 private:
  using Destroy = void (*)(TypeStable&);
  static constexpr std::uint32_t kNone = TreiberList<P>::kNone;
  static constexpr int kTables = 31;

  template <class T>
  static void destroy_as(TypeStable& domain) {
    for (int i = 0; i < kTables; ++i) P::destroy_array(static_cast<T*>(domain.tables_[i].read()), std::size_t{1} << i);
  }
  template <class T>
  bool is_of() const {
    return destroy_.load(relaxed) == &destroy_as<T>;
  }

  /// Table i has the nodes 2^i … 2^(i + 1) - 1. A number was read by acquire from whoever wrote it by release, and so the
  /// table is there.
  template <class T>
  FENCELINE_INLINE T* at(std::uint32_t number) const {
    const int table = std::bit_width(number) - 1;
    return static_cast<T*>(tables_[table].read()) + (number - (std::uint32_t{1} << table));
  }
  template <class T>
  auto next_free() {
    return [this](std::uint32_t number) -> auto& { return static_cast<Reusable<P>*>(at<T>(number))->next_; };
  }

  /// A node of a table twice as large as the last one, where no other thread has just made one.
  template <class T>
  T* grow() {
    const Guard<TtasLock<P>> alone(growing_);
    if (destroy_.load(relaxed) == nullptr) destroy_.store(&destroy_as<T>, relaxed);
    if (!is_of<T>()) throw std::logic_error("nodes of two types in one domain of type-stable memory");
    const std::uint32_t number = free_.pop(next_free<T>());
    if (number != kNone) return at<T>(number);
    const std::uint32_t many = next_.read();
    if (many >> kTables != 0) throw std::length_error("more than 2^31 - 1 nodes in a domain of type-stable memory");
    T* const table = P::template make_array<T>(many);
    tables_[std::bit_width(many) - 1].write(table);
    for (std::uint32_t i = 0; i < many; ++i) static_cast<Reusable<P>&>(table[i]).number_ = many + i;
    for (std::uint32_t i = many; --i > 0;) put(&table[i]);
    next_.write(2 * many);
    return table;
  }

  const unsigned at_hand_;
  typename P::template atomic<Destroy> destroy_{nullptr};  // of the nodes' type
  typename P::template plain<void*> tables_[kTables];
  typename P::template plain<std::uint32_t> next_;  // under the lock: the first number of the next table, and its size
  TtasLock<P> growing_;
  alignas(arch::kPadBytes) TreiberList<P> free_;
};

template <class P = Native>
using UntaggedTypeStable = TypeStable<P, 0>;

}  // namespace fenceline
