// Cache that forgets what was used least recently, under one lock: what people write.
//
//           find    put     erase
//   each    waits   waits   waits
//
// Tags: blocking, linearizable as a map while nothing is forgotten, no allocation after construction.
#pragma once
#include <structures/cache/concept.h>
#include <structures/cache/shelf.h>
#include <structures/lock/futex_mutex.h>

namespace fenceline {

/// K, V: copied, made with (). L: a lock.
template <class K, class V, class P = Native, class L = FutexMutex<P>>
class MutexLruCache {
 public:
  using key_type = K;
  using mapped_type = V;

  /// capacity: 1 at least
  explicit MutexLruCache(std::size_t capacity, unsigned = 1) : shelf_(capacity) {}

  std::size_t capacity() const { return shelf_.capacity(); }
  std::size_t size() const { return shelf_.size(); }

  bool find(Where, const K& key, V& value) {
    const Guard<L> alone(lock_);
    auto* const place = shelf_.find(key);
    if (place == nullptr) return false;
    shelf_.to_front(place);
    value = place->item.read();
    return true;
  }
  void put(Where, const K& key, const V& value) {
    const Guard<L> alone(lock_);
    shelf_.put_in(key)->item.write(value);
  }
  bool erase(Where, const K& key) {
    const Guard<L> alone(lock_);
    auto* const place = shelf_.find(key);
    if (place != nullptr) shelf_.remove(place);
    return place != nullptr;
  }

 private:
  L lock_;
  Shelf<K, typename P::template plain<V>, P> shelf_;
};

}  // namespace fenceline
