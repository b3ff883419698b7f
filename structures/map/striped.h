// A hash map in stripes: each has a lock and a table of its own, which grows by itself. Threads meet only where their keys
// are in one stripe.
// M. Herlihy, N. Shavit, "The art of multiprocessor programming", 13.2; with a table for each lock, as D. Lea's
// ConcurrentHashMap had it before Java 8.
//
// Where the keys are in one stripe:
//            insert   erase   find
//   insert   waits    waits   waits
//   erase    waits    waits   waits
//   find     waits    waits   together where the lock has readers, else waits
//
// Tags: blocking, linearizable, unbounded.
#pragma once
#include <arch/cpu.h>
#include <structures/lock/concept.h>
#include <structures/map/concept.h>
#include <structures/map/probed.h>

namespace fenceline {

/// K, V: copied, made with (). Lock: made with (). Hash: 64 bits, the highest kStripeBits of which name the stripe.
template <class K, class V, class Lock, class P = Native, class Hash = FibonacciHash, int kStripeBits = 6>
class StripedMap {
 public:
  using key_type = K;
  using mapped_type = V;
  using Member = NoMember;

  /// With room for so many keys at first.
  explicit StripedMap(std::size_t keys = 1) {
    for (Stripe& stripe : stripes_) stripe.table.reserve((keys >> kStripeBits) + 1);
  }

  bool insert(Member&, const K& key, const V& value) {
    Stripe& stripe = stripe_of(key);
    const Guard<Lock> alone(stripe.lock);
    return stripe.table.insert(key, value);
  }
  bool erase(Member&, const K& key) {
    Stripe& stripe = stripe_of(key);
    const Guard<Lock> alone(stripe.lock);
    return stripe.table.erase(key);
  }
  bool find(Member&, const K& key, V& value) {
    Stripe& stripe = stripe_of(key);
    const std::conditional_t<SharedLock<Lock>, SharedGuard<Lock>, Guard<Lock>> reading(stripe.lock);
    return stripe.table.find(key, value);
  }
  std::size_t size() const {
    std::size_t keys = 0;
    for (const Stripe& stripe : stripes_) keys += stripe.table.size();
    return keys;
  }

 private:
  struct alignas(arch::kPadBytes) Stripe {
    Lock lock;
    ProbedTable<K, V, P, Hash, kStripeBits> table;
  };
  Stripe& stripe_of(const K& key) { return stripes_[Hash{}(key) >> (64 - kStripeBits)]; }

  Stripe stripes_[1 << kStripeBits];
};

}  // namespace fenceline
