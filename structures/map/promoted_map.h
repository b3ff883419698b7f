// Map of two parts: one that is only read and needs no lock, and one under a lock, with all that the first has and newer
// keys besides. Who does not find a key in the first looks into the second; once that has happened as often as the second
// has keys, the second becomes the first. What Go's sync.Map is (B. C. Mills, 2016; https://pkg.go.dev/sync#Map, design in
// https://go.dev/issue/18177 and https://go.dev/src/sync/map.go, Go 1.9 to 1.23).
//
//              find       insert     assign     erase      for_each
//   each       together   together   together   together   together
//
// Tags: linearizable but for for_each; calls for keys that have been there for a while are lock-free if the reclaimer is
// and meet only at the key; those for others take the lock. For keys that are written once and read often, or of which
// each thread has its own.
//
// Both parts share the entries. An entry's value is a box; none: it was erased; or it is void: erased, and the locked part
// was made without it since. Who finds a void one takes the lock, under which it may come back. Keys that are gone are in
// a part until the next one is made; a locked part that is full is promoted too.
#pragma once
#include <arch/cpu.h>
#include <structures/lock/futex_mutex.h>
#include <structures/map/shared_entries.h>
#include <structures/reclaim/concept.h>

#include <algorithm>
#include <utility>

namespace fenceline {

/// K, V: copied, made with (). L: a lock. kLeast: room of a part that has no keys yet.
template <class K, class V, class R, std::size_t kLeast = 8, class L = FutexMutex<typename R::Policy>>
class PromotedMap {
  using P = typename R::Policy;
  static_assert(R::kSlots >= 2);
  static_assert(!type_stable<R>(), "a reader does not look again whether its node is another one by now");

 public:
  using key_type = K;
  using mapped_type = V;
  using Domain = R;
  using Member = typename R::Member;

  explicit PromotedMap(R& domain) : domain_(domain), read_(Part(P::template make<Table>(kLeast))) {}
  ~PromotedMap() {
    const Part part = read_.load(relaxed);
    if (part.mark()) P::destroy(locked_.read());
    P::destroy(part.node());
  }
  PromotedMap(const PromotedMap&) = delete;
  PromotedMap& operator=(const PromotedMap&) = delete;

  R& domain() { return domain_; }

  std::size_t size() const {
    const Part part = read_.load(relaxed);
    std::size_t there = 0;
    (part.mark() ? locked_.read() : part.node())->for_each([&](const K&, Entry* entry) {
      there += entry->value.load(relaxed).node() != nullptr;
    });
    return there;
  }

  bool find(Member& member, const K& key, V& value) {
    const Inside inside(member);
    return with_entry(member, key, [&](Entry& entry) {
      Box* const box = look(member, entry).node();
      if (box != nullptr) value = box->value.read();
      return box != nullptr;
    });
  }
  bool insert(Member& member, const K& key, V value) { return put(member, key, std::move(value), false); }
  /// Puts the value in, in the place of the one that is there.
  void assign(Member& member, const K& key, V value) { put(member, key, std::move(value), true); }
  bool erase(Member& member, const K& key) {
    V value;
    return take(member, key, value);
  }
  /// erase, which tells what was there.
  bool take(Member& member, const K& key, V& value) {
    const Inside inside(member);
    return with_entry(member, key, [&](Entry& entry) {
      for (;; P::retry()) {
        Value old = look(member, entry);
        if (old.node() == nullptr) return false;
        // (5) release: pairs with the acquire in (3); forbids MP. Who sees that it is gone sees what came before.
        if (!entry.value.compare_exchange_weak(old, Value(), release<5>)) continue;
        value = old.node()->value.read();
        member.retire(old.node());
        return true;
      }
    });
  }

  /// f(key, value) for each key that is in from the beginning to the end, and perhaps for others.
  template <class F>
  void for_each(Member& member, F&& f) {
    const Inside inside(member);
    if (first(member).mark()) {
      const Guard<L> alone(lock_);
      if (read_.load(relaxed).mark()) promote(member);
    }
    first(member).node()->for_each([&](const K& key, Entry* entry) {
      if (Box* const box = look(member, *entry).node()) f(key, box->value.read());
    });
  }

 private:
  struct Box : R::Node {
    explicit Box(V v) : value(std::move(v)) {}
    typename P::template plain<V> value;
  };
  using Value = Marked<Box>;  // marked: void
  struct Entry : SharedEntry<P> {
    typename P::template atomic<Value> value{Value()};
    ~Entry() {
      if (Box* const box = value.load(relaxed).node()) P::destroy(box);
    }
  };
  struct Table : R::Node, SharedEntries<K, Entry, P> {
    explicit Table(std::size_t keys) : SharedEntries<K, Entry, P>(keys), room(keys) {}
    bool full() const { return this->size() >= room; }
    const std::size_t room;
  };
  using Part = Marked<Table>;  // marked: the locked part has keys that are not here

  /// (1) acquire: pairs with the release in (2) and (4); forbids MP
  Part first(Member& member) { return member.protect(0, read_, acquire<1>); }
  /// (3) acquire: pairs with the release in (5) and (6); forbids MP
  Value look(Member& member, Entry& entry) { return member.protect(1, entry.value, acquire<3>); }

  /// f(entry) of the key; false where it has none.
  template <class F>
  bool with_entry(Member& member, const K& key, F&& f) {
    const Part part = first(member);
    if (Entry* const entry = part.node()->find(key)) return f(*entry);
    if (!part.mark()) return false;
    const Guard<L> alone(lock_);
    Entry* const entry = find_locked(member, key);
    return entry != nullptr && f(*entry);
  }

  enum class Put { done, there, locked };
  bool put(Member& member, const K& key, V value, bool over) {
    const Inside inside(member);
    Box* const box = member.template make<Box>(std::move(value));
    Entry* const entry = first(member).node()->find(key);
    Put did = entry == nullptr ? Put::locked : put(member, *entry, box, over, false);
    if (did == Put::locked) {
      const Guard<L> alone(lock_);
      did = put(member, entry_of(member, key), box, over, true);
    }
    if (did == Put::there) member.discard(box);
    return did == Put::done;
  }
  Put put(Member& member, Entry& entry, Box* box, bool over, bool locked) {
    for (;; P::retry()) {
      Value old = look(member, entry);
      if (old.mark() && !locked) return Put::locked;
      if (old.node() != nullptr && !over) return Put::there;
      // (6) release: pairs with the acquire in (3); forbids MP. The value, and what came before.
      if (!entry.value.compare_exchange_weak(old, Value(box), release<6>)) continue;
      if (old.node() != nullptr) member.retire(old.node());
      return Put::done;
    }
  }

  // ---- under the lock ------------------------------------------------------------------------------

  /// In either part; null where the key has no entry.
  Entry* find_locked(Member& member, const K& key) {
    const Part part = read_.load(relaxed);
    Entry* entry = part.node()->find(key);
    if (entry != nullptr || !part.mark()) return entry;
    entry = locked_.read()->find(key);
    misses_.write(misses_.read() + 1);
    if (misses_.read() >= locked_.read()->size()) promote(member);
    return entry;
  }

  /// The key's entry, made where there is none, in the locked part where it is void: it gets a value now.
  Entry& entry_of(Member& member, const K& key) {
    if (read_.load(relaxed).mark() && locked_.read()->full()) promote(member);
    if (Entry* const entry = find_locked(member, key)) {
      if (entry->value.load(relaxed).mark()) locked_.read()->add(key, entry);
      return *entry;
    }
    if (!read_.load(relaxed).mark()) make_locked(member);
    Entry* const entry = P::template make<Entry>();
    locked_.read()->add(key, entry);
    return *entry;
  }

  /// Makes a locked part of what is in the other one and not erased.
  void make_locked(Member& member) {
    Table* const part = read_.load(relaxed).node();
    Table* const fresh = member.template make<Table>(std::max(kLeast, 2 * part->size()));
    part->for_each([&](const K& key, Entry* entry) {
      Value value = entry->value.load(relaxed);
      if (value.node() != nullptr || !entry->value.compare_exchange_strong(value, Value(nullptr, true), relaxed))
        fresh->add(key, entry);
    });
    locked_.write(fresh);
    misses_.write(0);
    read_.store(Part(part, true), release<4>);  // (4) release: pairs with the acquire in (1); forbids MP
  }

  /// The locked part becomes the first, and there is none until one is made.
  void promote(Member& member) {
    Table* const old = read_.load(relaxed).node();
    read_.store(Part(locked_.read()), release<2>);  // (2) release: pairs with the acquire in (1); forbids MP
    member.retire(old);
  }

  R& domain_;
  alignas(arch::kPadBytes) typename P::template atomic<Part> read_;
  alignas(arch::kPadBytes) L lock_;
  typename P::template plain<Table*> locked_;  // where read_ is marked
  typename P::template plain<std::size_t> misses_;
};

}  // namespace fenceline
