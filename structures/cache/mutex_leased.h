// Cache of what a source holds, with leases, under one lock: what people write who have met the race. A lease is how
// often anything was invalidated: whatever is, no reader who has missed before puts in what it has read.
// R. Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, section 3.2.1 (leases).
//
//           find    fill    invalidate
//   each    waits   waits   waits
//
// Tags: blocking, holds all keys that were ever put in and not invalidated since.
#pragma once
#include <structures/lock/futex_mutex.h>

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace fenceline {

template <class K, class V, class L = FutexMutex<>>
class MutexLeasedCache {
 public:
  using key_type = K;
  using mapped_type = V;
  using Lease = std::uint64_t;

  /// With room for so many keys at first.
  explicit MutexLeasedCache(std::size_t keys) : items_(keys) {}

  bool find(const K& key, V& value, Lease& lease) {
    const Guard<L> alone(lock_);
    lease = invalidated_;
    const auto found = items_.find(key);
    if (found == items_.end()) return false;
    value = found->second;
    return true;
  }
  bool fill(const K& key, const V& value, Lease lease) {
    const Guard<L> alone(lock_);
    if (lease != invalidated_) return false;
    items_.insert_or_assign(key, value);
    return true;
  }
  void invalidate(const K& key) {
    const Guard<L> alone(lock_);
    ++invalidated_;
    items_.erase(key);
  }

 private:
  L lock_;
  Lease invalidated_ = 0;
  std::unordered_map<K, V> items_;
};

}  // namespace fenceline
