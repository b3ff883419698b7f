// What sets and maps offer. A workload, a check or a scenario is written once for all that offer it. A set is a map whose
// values nobody asks for.
#pragma once
#include <concepts>

namespace fenceline {

/// What a thread brings to each call of a map that needs nothing of it.
struct NoMember {
  template <class Map>
  explicit NoMember(Map&) {}
  void quiescent() {}
};

/// Any number of threads may call at once; each brings a Member of its own, made by M::Member(map.domain()) where the map
/// has a reclaimer (structures/reclaim/concept.h), else a NoMember. None may be in a call when the map is destroyed.
///
/// insert: false where the key is there, and then nothing has changed. erase: false where it is not there. find: false
/// where it is not there, and then the value is left as it was. size(): what is in, where no thread is in a call.
/// What else a map has (assign, for_each, a limit by which it forgets) it says in its header.
template <class M>
concept ConcurrentMap = requires(M& map, typename M::Member& member, const typename M::key_type key,
                                 typename M::mapped_type value) {
  { map.insert(member, key, value) } -> std::same_as<bool>;
  { map.erase(member, key) } -> std::same_as<bool>;
  { map.find(member, key, value) } -> std::same_as<bool>;
  { map.size() } -> std::convertible_to<std::size_t>;
};

}  // namespace fenceline
