// Sets of and relations between at most kMaxEvents events, as bits.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace fenceline::models {

// 64, or 128 for tests of twenty threads: all searches take longer then.
constexpr int kMaxEvents = 64;
static_assert(kMaxEvents == 64 || kMaxEvents == 128);

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 TwoWords;
#else
struct TwoWords;  // a compiler for 32 bits has none
#endif
using EventSet = std::conditional_t<kMaxEvents == 64, std::uint64_t, TwoWords>;  // bit i: event i
constexpr EventSet event(int i) { return EventSet{1} << i; }

// The first and the last event of a set that is not empty; how many there are.
template <class Set>
constexpr int first_of(Set set) {
  if constexpr (sizeof(Set) > 8) {
    if (const auto low = static_cast<std::uint64_t>(set); low == 0)
      return 64 + first_of(static_cast<std::uint64_t>(set >> 64));
  }
  return std::countr_zero(static_cast<std::uint64_t>(set));
}
template <class Set>
constexpr int last_of(Set set) {
  if constexpr (sizeof(Set) > 8) {
    if (const auto high = static_cast<std::uint64_t>(set >> 64); high != 0) return 64 + last_of(high);
  }
  return 63 - std::countl_zero(static_cast<std::uint64_t>(set));
}
template <class Set>
constexpr int count_of(Set set) {
  if constexpr (sizeof(Set) > 8)
    return count_of(static_cast<std::uint64_t>(set)) + count_of(static_cast<std::uint64_t>(set >> 64));
  return std::popcount(static_cast<std::uint64_t>(set));
}

// Calls f(i) for every event of the set, in rising order.
template <class F>
constexpr void for_each(EventSet set, F f) {
  for (; set != 0; set &= set - 1) f(first_of(set));
}

// row(i) holds the events to which event i is related.
class Relation {
 public:
  explicit Relation(int size = 0) : size_(size) { rows_.clear(size); }
  Relation(const Relation& o) : size_(o.size_) { rows_.copy(o.rows_, size_); }
  Relation& operator=(const Relation& o) {
    size_ = o.size_;
    rows_.copy(o.rows_, size_);
    return *this;
  }

  int size() const { return size_; }
  EventSet row(int i) const { return rows_.at[i]; }
  EventSet& row(int i) { return rows_.at[i]; }
  bool has(int i, int j) const { return (rows_.at[i] & event(j)) != 0; }
  void add(int i, int j) { rows_.at[i] |= event(j); }
  void remove(int i, int j) { rows_.at[i] &= ~event(j); }

  EventSet domain() const {
    EventSet set = 0;
    for (int i = 0; i < size_; ++i) set |= rows_.at[i] != 0 ? event(i) : 0;
    return set;
  }
  EventSet range() const {
    EventSet set = 0;
    for (int i = 0; i < size_; ++i) set |= rows_.at[i];
    return set;
  }
  bool empty() const { return domain() == 0; }

  Relation& operator|=(const Relation& o) {
    for (int i = 0; i < size_; ++i) rows_.at[i] |= o.rows_.at[i];
    return *this;
  }
  Relation& operator&=(const Relation& o) {
    for (int i = 0; i < size_; ++i) rows_.at[i] &= o.rows_.at[i];
    return *this;
  }
  Relation& operator-=(const Relation& o) {
    for (int i = 0; i < size_; ++i) rows_.at[i] &= ~o.rows_.at[i];
    return *this;
  }
  friend Relation operator|(Relation a, const Relation& b) { return a |= b; }
  friend Relation operator&(Relation a, const Relation& b) { return a &= b; }
  friend Relation operator-(Relation a, const Relation& b) { return a -= b; }
  // a * b: first a, then b (`a;b` in the literature).
  friend Relation operator*(const Relation& a, const Relation& b) {
    Relation out(a.size_);
    for (int i = 0; i < a.size_; ++i) for_each(a.row(i), [&](int j) { out.rows_.at[i] |= b.rows_.at[j]; });
    return out;
  }
  friend bool operator==(const Relation& a, const Relation& b) {
    if (a.size_ != b.size_) return false;
    for (int i = 0; i < a.size_; ++i)
      if (a.row(i) != b.row(i)) return false;
    return true;
  }

  // Only pairs that start in `from` and end in `to` ([from];r;[to]).
  Relation between(EventSet from, EventSet to) const {
    Relation out(size_);
    for_each(from & domain(), [&](int i) { out.rows_.at[i] = rows_.at[i] & to; });
    return out;
  }
  Relation inverse() const {
    Relation out(size_);
    for (int i = 0; i < size_; ++i) for_each(rows_.at[i], [&](int j) { out.rows_.at[j] |= event(i); });
    return out;
  }
  // r+ (Warshall).
  Relation closure() const {
    Relation out = *this;
    for (int k = 0; k < size_; ++k)
      for (int i = 0; i < size_; ++i)
        if (out.has(i, k)) out.rows_.at[i] |= out.rows_.at[k];
    return out;
  }
  // r*, r?
  Relation star() const { return closure().maybe(); }
  Relation maybe() const {
    Relation out = *this;
    for (int i = 0; i < size_; ++i) out.rows_.at[i] |= event(i);
    return out;
  }
  bool irreflexive() const {
    for (int i = 0; i < size_; ++i)
      if (has(i, i)) return false;
    return true;
  }
  // Peels off events without a successor among those that remain.
  bool acyclic() const {
    EventSet left = domain();
    for (bool changed = true; changed && left != 0;) {
      changed = false;
      for_each(left, [&](int i) {
        if ((rows_.at[i] & left) == 0) left &= ~event(i), changed = true;
      });
    }
    return left == 0;
  }
  // The shortest way from -> … -> to, of one step at least; empty if there is none.
  std::vector<int> shortest_path(int from, int to) const;
  // The shortest cycle e0 -> e1 -> … -> e0 (without the repeated end); empty if acyclic.
  std::vector<int> shortest_cycle() const;

 private:
  // Rows past size_ are never touched: most executions have a third of kMaxEvents.
  struct Rows {
    std::array<EventSet, kMaxEvents> at;
    void clear(int size) {
      for (int i = 0; i < size; ++i) at[i] = 0;
    }
    void copy(const Rows& o, int size) {
      for (int i = 0; i < size; ++i) at[i] = o.at[i];
    }
  };
  int size_;
  Rows rows_;
};

// [set] as a relation.
inline Relation identity(EventSet set, int size) {
  Relation out(size);
  for_each(set, [&](int i) { out.add(i, i); });
  return out;
}
// Every pair of `from` and `to`.
inline Relation product(EventSet from, EventSet to, int size) {
  Relation out(size);
  for_each(from, [&](int i) { out.row(i) = to; });
  return out;
}

}  // namespace fenceline::models
