// The standard library's hash map under its reader-writer lock: what people use where they look no further.
//
//            insert   erase   find
//   insert   waits    waits   waits
//   erase    waits    waits   waits
//   find     waits    waits   together
//
// Tags: blocking, linearizable, unbounded.
#pragma once
#include <structures/map/concept.h>

#include <mutex>
#include <shared_mutex>
#include <unordered_map>

namespace fenceline {

template <class K, class V>
class StdUnorderedMap {
 public:
  using key_type = K;
  using mapped_type = V;
  using Member = NoMember;

  explicit StdUnorderedMap(std::size_t keys) : map_(keys) {}

  bool insert(Member&, const K& key, const V& value) {
    const std::unique_lock alone(mutex_);
    return map_.emplace(key, value).second;
  }
  bool erase(Member&, const K& key) {
    const std::unique_lock alone(mutex_);
    return map_.erase(key) != 0;
  }
  bool find(Member&, const K& key, V& value) const {
    const std::shared_lock readers(mutex_);
    const auto found = map_.find(key);
    if (found == map_.end()) return false;
    value = found->second;
    return true;
  }
  std::size_t size() const { return map_.size(); }

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_map<K, V> map_;
};

}  // namespace fenceline
