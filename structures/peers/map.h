// A map of another library behind our concept.
#pragma once
#include <structures/map/concept.h>

#include <cstddef>
#include <cstdint>

namespace fenceline::peers {

/// What a library's adapter says of one of its maps: its type, how it is made for so many keys, and what its calls are.
///
///   struct Tree : Map<the::Tree<std::uint64_t, std::uint64_t>> {
///     static bool insert(Inner& tree, std::uint64_t key, std::uint64_t value) { return tree.insert(key, value); }
///     static bool erase(Inner& tree, std::uint64_t key) { return tree.erase(key); }
///     static bool find(Inner& tree, std::uint64_t key, std::uint64_t& value) { … }
///     static std::size_t size(Inner& tree) { return tree.size(); }
///   };
template <class Type>
struct Map {
  using Inner = Type;
  static Inner make(std::size_t) { return Inner(); }
};

template <class Adapter>
class PeerMap {
 public:
  using key_type = std::uint64_t;
  using mapped_type = std::uint64_t;
  using Member = NoMember;

  explicit PeerMap(std::size_t keys) : inner_(Adapter::make(keys)) {}
  bool insert(Member&, key_type key, mapped_type value) { return Adapter::insert(inner_, key, value); }
  bool erase(Member&, key_type key) { return Adapter::erase(inner_, key); }
  bool find(Member&, key_type key, mapped_type& value) { return Adapter::find(inner_, key, value); }
  std::size_t size() { return Adapter::size(inner_); }

 private:
  typename Adapter::Inner inner_;
};

/// How many keys are in: some libraries count none, and their iterators are not the standard's.
template <class Map>
std::size_t walked(Map& map) {
  std::size_t keys = 0;
  for (auto at = map.begin(); at != map.end(); ++at) ++keys;
  return keys;
}

}  // namespace fenceline::peers
