// xenium's list and hash map of Harris and Michael, over hazard pointers and over epochs, and Vyukov's hash map, whose
// buckets are locked to be changed and read without. They take a key's number for its hash.
// package: libxenium-dev
// header: xenium/vyukov_hash_map.hpp
#pragma once
#include <structures/peers/map.h>

#include <cassert>  // which xenium leaves to others
#include <xenium/harris_michael_hash_map.hpp>
#include <xenium/harris_michael_list_based_set.hpp>
#include <xenium/reclamation/generic_epoch_based.hpp>
#include <xenium/reclamation/hazard_pointer.hpp>
#include <xenium/vyukov_hash_map.hpp>

namespace fenceline::peers::xenium {

namespace policy = ::xenium::policy;
using Hazards = policy::reclaimer<::xenium::reclamation::hazard_pointer<>>;
using Epochs = policy::reclaimer<::xenium::reclamation::epoch_based<>>;

/// A set's key that carries a value.
struct Pair {
  std::uint64_t key, value;
  friend auto operator<=>(const Pair& a, const Pair& b) { return a.key <=> b.key; }
  friend bool operator==(const Pair& a, const Pair& b) { return a.key == b.key; }
};

template <class Reclaimer>
struct KeyedList : Map<::xenium::harris_michael_list_based_set<Pair, Reclaimer>> {
  using Inner = typename KeyedList::Map::Inner;
  static bool insert(Inner& list, std::uint64_t key, std::uint64_t value) { return list.emplace(Pair{key, value}); }
  static bool erase(Inner& list, std::uint64_t key) { return list.erase(Pair{key, 0}); }
  static bool find(Inner& list, std::uint64_t key, std::uint64_t& value) {
    const auto found = list.find(Pair{key, 0});
    if (found == list.end()) return false;
    value = found->value;
    return true;
  }
  static std::size_t size(Inner& list) { return walked(list); }
};

/// Its number of buckets is a constant: that of the keys which are in where the range is 65,536.
template <class Reclaimer>
struct HashMap
    : Map<::xenium::harris_michael_hash_map<std::uint64_t, std::uint64_t, Reclaimer, policy::buckets<32768>>> {
  using Inner = typename HashMap::Map::Inner;
  static bool insert(Inner& map, std::uint64_t key, std::uint64_t value) { return map.emplace(key, value); }
  static bool erase(Inner& map, std::uint64_t key) { return map.erase(key); }
  static bool find(Inner& map, std::uint64_t key, std::uint64_t& value) {
    const auto found = map.find(key);
    if (found == map.end()) return false;
    value = found->second;
    return true;
  }
  static std::size_t size(Inner& map) { return walked(map); }
};

struct VyukovMap : Map<::xenium::vyukov_hash_map<std::uint64_t, std::uint64_t, Epochs>> {
  static Inner make(std::size_t keys) { return Inner(keys); }
  static bool insert(Inner& map, std::uint64_t key, std::uint64_t value) { return map.emplace(key, value); }
  static bool erase(Inner& map, std::uint64_t key) { return map.erase(key); }
  static bool find(Inner& map, std::uint64_t key, std::uint64_t& value) {
    Inner::accessor found;
    if (!map.try_get_value(key, found)) return false;
    value = *found;
    return true;
  }
  static std::size_t size(Inner& map) { return walked(map); }
};

template <class F>
void for_each_map(F&& f) {
  f.template operator()<PeerMap<KeyedList<Hazards>>>("list", "xenium_harris_michael_hazard_pointers");
  f.template operator()<PeerMap<KeyedList<Epochs>>>("list", "xenium_harris_michael_epochs");
  f.template operator()<PeerMap<HashMap<Hazards>>>("hash", "xenium_harris_michael_hazard_pointers");
  f.template operator()<PeerMap<HashMap<Epochs>>>("hash", "xenium_harris_michael_epochs");
  f.template operator()<PeerMap<VyukovMap>>("hash", "xenium_vyukov");
}

}  // namespace fenceline::peers::xenium
