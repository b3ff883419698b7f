// oneTBB's concurrent_lru_cache, a preview: it reads what is missed itself, and an item stays while somebody has it. All
// calls go one after the other, handed to whoever is first (an aggregator).
// package: libtbb-dev
// header: tbb/concurrent_lru_cache.h
// library: tbb
#pragma once
#define TBB_PREVIEW_CONCURRENT_LRU_CACHE 1
#include <cstddef>
#include <cstdint>
#include <tbb/concurrent_lru_cache.h>

namespace fenceline::peers::tbb {

class LruCache {
 public:
  explicit LruCache(std::size_t capacity, unsigned = 1) : cache_(Source(), capacity) {}

  /// The value that the caller has brought is what the source has, where it is missed. Whether it was a hit.
  bool get(std::uint64_t key, std::uint64_t& value) {
    brought = &value;
    auto item = cache_[key];
    value = item.value();
    return brought != nullptr;
  }

 private:
  static constinit inline thread_local const std::uint64_t* brought = nullptr;
  struct Source {
    std::uint64_t operator()(std::uint64_t) const {
      const std::uint64_t value = *brought;
      brought = nullptr;
      return value;
    }
  };

  ::tbb::concurrent_lru_cache<std::uint64_t, std::uint64_t, Source> cache_;
};

template <class F>
void for_each_cache(F&& f) {
  f.template operator()<LruCache>("tbb_lru_cache");
}

}  // namespace fenceline::peers::tbb
