// libcds' lists, skip lists and hash maps: over hazard pointers, and over user-space RCU (general_buffered). The tree of
// arrays (Feldman) is over hazard pointers only; the striped map has a lock for each of its buckets.
// package: libcds-dev
// header: cds/container/michael_kvlist_hp.h
// library: cds
#pragma once
#include <structures/peers/cds/threads.h>
// Hazard pointers and RCU, which containers are specialised for, come before them.

#include <cds/container/feldman_hashmap_hp.h>
#include <cds/container/michael_kvlist_hp.h>
#include <cds/container/michael_kvlist_rcu.h>
#include <cds/container/michael_map.h>
#include <cds/container/michael_map_rcu.h>
#include <cds/container/skip_list_map_hp.h>
#include <cds/container/skip_list_map_rcu.h>
#include <cds/container/split_list_map.h>
#include <cds/container/split_list_map_rcu.h>
#include <cds/container/striped_map/std_list.h>

#include <cds/container/striped_map.h>
#include <structures/peers/map.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <list>
#include <memory>

namespace fenceline::peers::cds {

namespace container = ::cds::container;
using Hazards = ::cds::gc::HP;

using Key = std::uint64_t;
using Value = std::uint64_t;

struct ListTraits : container::michael_list::traits {
  using less = std::less<Key>;
  using item_counter = ::cds::atomicity::empty_item_counter;
};
template <class Gc>
using KeyedList = container::MichaelKVList<Gc, Key, Value, ListTraits>;

struct HashTraits : container::michael_map::traits {
  using hash = std::hash<Key>;
};
template <class Gc>
using Michael = container::MichaelHashMap<Gc, KeyedList<Gc>, HashTraits>;

struct SplitTraits : container::split_list::traits {
  using ordered_list = container::michael_list_tag;
  using hash = std::hash<Key>;
  struct ordered_list_traits : container::michael_list::traits {
    using less = std::less<Key>;
  };
};
template <class Gc>
using Split = container::SplitListMap<Gc, Key, Value, SplitTraits>;

struct SkipTraits : container::skip_list::traits {
  using less = std::less<Key>;
};
template <class Gc>
using Skip = container::SkipListMap<Gc, Key, Value, SkipTraits>;

using Striped = container::StripedMap<std::list<std::pair<const Key, Value>>, ::cds::opt::hash<std::hash<Key>>,
                                      ::cds::opt::less<std::less<Key>>>;

/// By what is counted where the container counts, else by a walk.
template <class Container>
struct Adapted : Map<std::unique_ptr<Attached<Container>>> {
  using Inner = std::unique_ptr<Attached<Container>>;
  static Inner make(std::size_t keys) {
    if constexpr (std::is_constructible_v<Container, std::size_t, std::size_t>) {
      return std::make_unique<Attached<Container>>(keys, std::size_t{1});
    } else {
      return std::make_unique<Attached<Container>>();
    }
  }
  static bool insert(Inner& map, Key key, Value value) { return (**map).insert(key, value); }
  static bool erase(Inner& map, Key key) { return (**map).erase(key); }
  static bool find(Inner& map, Key key, Value& value) {
    return (**map).find(key, [&](auto& found) { value = found.second; });
  }
  static std::size_t size(Inner& map) {
    Container& all = **map;
    if constexpr (!std::is_same_v<typename Container::item_counter, ::cds::atomicity::empty_item_counter>) {
      return all.size();
    } else if constexpr (requires { typename Container::rcu_lock; }) {
      const typename Container::rcu_lock inside;
      return walked(all);
    } else {
      return walked(all);
    }
  }
};

/// Its first array has a place for each key, the others have 16.
struct FeldmanMap : Adapted<container::FeldmanHashMap<Hazards, Key, Value>> {
  static Inner make(std::size_t keys) {
    return std::make_unique<Inner::element_type>(std::max<std::size_t>(std::bit_width(keys), 4), std::size_t{4});
  }
};

template <class F>
void for_each_map(F&& f) {
  f.template operator()<PeerMap<Adapted<KeyedList<Hazards>>>>("list", "cds_michael_hazard_pointers");
  f.template operator()<PeerMap<Adapted<KeyedList<Rcu>>>>("list", "cds_michael_rcu");
  f.template operator()<PeerMap<Adapted<Skip<Hazards>>>>("ordered", "cds_skip_list_hazard_pointers");
  f.template operator()<PeerMap<Adapted<Skip<Rcu>>>>("ordered", "cds_skip_list_rcu");
  f.template operator()<PeerMap<Adapted<Michael<Hazards>>>>("hash", "cds_michael_hazard_pointers");
  f.template operator()<PeerMap<Adapted<Michael<Rcu>>>>("hash", "cds_michael_rcu");
  f.template operator()<PeerMap<Adapted<Split<Hazards>>>>("hash", "cds_split_list_hazard_pointers");
  f.template operator()<PeerMap<Adapted<Split<Rcu>>>>("hash", "cds_split_list_rcu");
  f.template operator()<PeerMap<FeldmanMap>>("hash", "cds_feldman");
  f.template operator()<PeerMap<Adapted<Striped>>>("hash", "cds_striped");
}

}  // namespace fenceline::peers::cds
