// Cache whose values live for so many ticks of a clock that its callers read: a reader-writer lock around all of it, and
// counters of hits and misses that readers add to.
//
//                       find       put, erase, sweep
//   find                together   waits
//   put, erase, sweep   waits      waits
//
// Tags: blocking, no allocation after construction. All values live equally long, so the order in which they were put in
// is that in which they go: what is put in where there is no room takes the place of the one that would go first. A value
// that is too old stays where it is until then, or until a sweep, but is not found.
#pragma once
#include <arch/cpu.h>
#include <structures/cache/shelf.h>
#include <structures/counter/single.h>
#include <structures/lock/concept.h>
#include <structures/lock/rw_spin.h>

#include <cstdint>

namespace fenceline {

/// K, V: copied, made with (). L: a lock with readers. C: a counter.
template <class K, class V, class P = Native, class L = RwSpinLock<P>, class C = AtomicCounter<P>>
class TtlCache {
 public:
  using key_type = K;
  using mapped_type = V;

  /// capacity: 1 at least. life: ticks, 1 … 2^63. lanes: of the lock and the counters, where they have some.
  TtlCache(std::size_t capacity, std::uint64_t life, unsigned lanes = 1)
      : life_(life), lock_(lock_with<L>(lanes)), hits_(made(lanes)), misses_(made(lanes)), shelf_(capacity) {}

  std::size_t capacity() const { return shelf_.capacity(); }
  /// What is too old and not gone yet is in it.
  std::size_t size() const { return shelf_.size(); }
  std::uint64_t hits() const { return hits_.read(); }
  std::uint64_t misses() const { return misses_.read(); }

  /// now: ticks; they may go round.
  bool find(Where where, const K& key, std::uint64_t now, V& value) {
    const bool hit = look(where, key, now, value);
    (hit ? hits_ : misses_).add(1, where.lane);
    return hit;
  }
  /// Puts the value in, or in the place of the one that is there; it lives from now on.
  void put(Where where, const K& key, std::uint64_t now, const V& value) {
    const Guard<L> alone(lock_, node_at<L>(where));
    Timed& item = shelf_.put_in(key)->item;
    item.value.write(value);
    item.end.write(now + life_);
  }
  bool erase(Where where, const K& key) {
    const Guard<L> alone(lock_, node_at<L>(where));
    auto* const place = shelf_.find(key);
    if (place != nullptr) shelf_.remove(place);
    return place != nullptr;
  }
  /// Takes out what is too old; how many that were.
  std::size_t sweep(Where where, std::uint64_t now) {
    const Guard<L> alone(lock_, node_at<L>(where));
    std::size_t gone = 0;
    for (auto* place = shelf_.oldest(); place != nullptr && !place->item.lives(now); place = shelf_.oldest(), ++gone)
      shelf_.remove(place);
    return gone;
  }

 private:
  struct Timed {
    typename P::template plain<V> value;
    typename P::template plain<std::uint64_t> end;
    bool lives(std::uint64_t now) const { return static_cast<std::int64_t>(end.read() - now) > 0; }
  };

  static C made([[maybe_unused]] unsigned lanes) {
    if constexpr (std::constructible_from<C, unsigned>) {
      return C(lanes);
    } else {
      return C();
    }
  }

  bool look(Where where, const K& key, std::uint64_t now, V& value) {
    const SharedGuard<L> readers(lock_, node_at<L>(where));
    const auto* const place = shelf_.find(key);
    if (place == nullptr || !place->item.lives(now)) return false;
    value = place->item.value.read();
    return true;
  }

  const std::uint64_t life_;
  alignas(arch::kPadBytes) L lock_;
  alignas(arch::kPadBytes) C hits_;
  alignas(arch::kPadBytes) C misses_;
  alignas(arch::kPadBytes) Shelf<K, Timed, P> shelf_;
};

}  // namespace fenceline
