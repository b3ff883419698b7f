// What sets and maps offer. A workload, a check or a scenario is written once for all that offer it. A set is a map whose
// values nobody asks for.
#pragma once
#include <concepts>
#include <cstddef>

namespace fenceline {

/// What a thread brings to each call of a map that needs nothing of it.
struct NoMember {
  template <class Map>
  explicit NoMember(Map&) {}
  void quiescent() {}
};

/// Any number of threads may call at once, but where M::kWriters is 1: then one thread changes it, and others only read.
/// Each brings a Member of its own (member_of(map)). None may be in a call when the map is destroyed.
///
/// insert: false where the key is there, and then nothing has changed. erase: false where it is not there. find: false
/// where it is not there, and then the value is left as it was. size(): what is in, where no thread is in a call.
/// What else a map has (assign, for_each, a limit by which it forgets) it says in its header.
///
/// A map with a reclaimer (structures/reclaim/concept.h) says its type, M::Domain, and is made with one, M(domain). One
/// that has a table may be made with how many keys it is to hold: M(domain, keys) or M(keys).
template <class M>
concept ConcurrentMap = requires(M& map, typename M::Member& member, const typename M::key_type key,
                                 typename M::mapped_type value) {
  { map.insert(member, key, value) } -> std::same_as<bool>;
  { map.erase(member, key) } -> std::same_as<bool>;
  { map.find(member, key, value) } -> std::same_as<bool>;
  { map.size() } -> std::convertible_to<std::size_t>;
};

/// What a thread brings to its calls.
template <class M>
typename M::Member member_of(M& map) {
  if constexpr (requires { map.domain(); }) {
    return typename M::Member(map.domain());
  } else {
    return typename M::Member(map);
  }
}

/// A map, and the domain that it has where it has one: whoever does the same with each is not to ask which.
template <ConcurrentMap M>
class MapWithDomain {
  struct NoDomain {
    explicit NoDomain(unsigned) {}
  };
  template <class T>
  static typename T::Domain domain_of(T*);
  static NoDomain domain_of(...);
  decltype(domain_of(static_cast<M*>(nullptr))) domain_;

 public:
  M map;

  /// For so many members at a time, and about so many keys.
  MapWithDomain(unsigned members, std::size_t keys) : domain_(members), map(made(keys)) {}

 private:
  M made([[maybe_unused]] std::size_t keys) {
    using Domain = decltype(domain_);
    if constexpr (std::constructible_from<M, Domain&, std::size_t>) {
      return M(domain_, keys);
    } else if constexpr (std::constructible_from<M, Domain&>) {
      return M(domain_);
    } else if constexpr (std::constructible_from<M, std::size_t>) {
      return M(keys);
    } else {
      return M();
    }
  }
};

}  // namespace fenceline
