// Cache that forgets what was used least recently, with two locks: one for the index, which those who look up share, and
// one for the order, which each of them changes. Values are atomic, so that a value is replaced among readers.
// That a reader need not wait for the order: T. Starling, thread-safe-lru, 2015 (HHVM's ConcurrentLRUCache).
//
//                             find, put of what is in   put of another key, erase
//   find, put of what is in   together                  waits
//   put of another, erase     waits                     waits
//
// Tags: blocking, linearizable as a map while nothing is forgotten, no allocation after construction.
//
//   LruCache       who finds a key waits for the order's lock: the order is exact
//   LazyLruCache   who finds the order's lock taken leaves the order as it is: of two that come at once one counts
#pragma once
#include <arch/cpu.h>
#include <structures/cache/concept.h>
#include <structures/cache/shelf.h>
#include <structures/lock/futex_mutex.h>
#include <structures/lock/rw_spin.h>

namespace fenceline {

/// K: copied, made with (). V: as an atomic. Index: a lock with readers. Order: a lock; with try_lock where kLazy.
template <class K, class V, class P, class Index, class Order, bool kLazy>
class SharedLruCache {
 public:
  using key_type = K;
  using mapped_type = V;

  /// capacity: 1 at least. lanes: of the index's lock, where it has some.
  explicit SharedLruCache(std::size_t capacity, unsigned lanes = 1)
      : index_(lock_with<Index>(lanes)), shelf_(capacity) {}

  std::size_t capacity() const { return shelf_.capacity(); }
  std::size_t size() const { return shelf_.size(); }

  bool find(Where where, const K& key, V& value) {
    const SharedGuard<Index> readers(index_, node_at<Index>(where));
    Place* const place = shelf_.find(key);
    if (place == nullptr) return false;
    // (1) acquire: pairs with the release in (2); forbids MP. What was put in before.
    value = place->item.load(acquire<1>);
    touch(place);
    return true;
  }

  void put(Where where, const K& key, const V& value) {
    if (replace(where, key, value)) return;
    const Guard<Index> alone(index_, node_at<Index>(where));
    shelf_.put_in(key)->item.store(value, relaxed);
  }

  bool erase(Where where, const K& key) {
    const Guard<Index> alone(index_, node_at<Index>(where));
    Place* const place = shelf_.find(key);
    if (place != nullptr) shelf_.remove(place);
    return place != nullptr;
  }

 private:
  using Items = Shelf<K, typename P::template atomic<V>, P>;
  using Place = typename Items::Place;

  bool replace(Where where, const K& key, const V& value) {
    const SharedGuard<Index> readers(index_, node_at<Index>(where));
    Place* const place = shelf_.find(key);
    if (place == nullptr) return false;
    place->item.store(value, release<2>);  // (2) release: pairs with the acquire in (1); forbids MP
    touch(place);
    return true;
  }

  void touch(Place* place) {
    if constexpr (kLazy) {
      if (!order_.try_lock()) return;
      shelf_.to_front(place);
      order_.unlock();
    } else {
      const Guard<Order> alone(order_);
      shelf_.to_front(place);
    }
  }

  alignas(arch::kPadBytes) Index index_;
  alignas(arch::kPadBytes) Order order_;
  alignas(arch::kPadBytes) Items shelf_;
};

template <class K, class V, class P = Native, class Index = RwSpinLock<P>, class Order = FutexMutex<P>>
using LruCache = SharedLruCache<K, V, P, Index, Order, false>;
template <class K, class V, class P = Native, class Index = RwSpinLock<P>, class Order = FutexMutex<P>>
using LazyLruCache = SharedLruCache<K, V, P, Index, Order, true>;

}  // namespace fenceline
