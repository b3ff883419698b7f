// oneTBB's hash map, whose buckets have reader-writer locks. Its other maps cannot erase while others look.
// package: libtbb-dev
// header: tbb/concurrent_hash_map.h
// library: tbb
#pragma once
#include <structures/peers/map.h>

#include <tbb/concurrent_hash_map.h>

namespace fenceline::peers::tbb {

struct HashMap : Map<::tbb::concurrent_hash_map<std::uint64_t, std::uint64_t>> {
  static Inner make(std::size_t keys) { return Inner(keys); }
  static bool insert(Inner& map, std::uint64_t key, std::uint64_t value) { return map.insert({key, value}); }
  static bool erase(Inner& map, std::uint64_t key) { return map.erase(key); }
  static bool find(Inner& map, std::uint64_t key, std::uint64_t& value) {
    Inner::const_accessor found;
    if (!map.find(found, key)) return false;
    value = found->second;
    return true;
  }
  static std::size_t size(Inner& map) { return map.size(); }
};

template <class F>
void for_each_map(F&& f) {
  f.template operator()<PeerMap<HashMap>>("hash", "tbb_concurrent_hash_map");
}

}  // namespace fenceline::peers::tbb
