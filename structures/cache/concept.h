// What a cache offers: a map that may forget. A workload, a check or a scenario is written once for all that offer it.
#pragma once
#include <structures/lock/concept.h>

#include <concepts>
#include <cstddef>

namespace fenceline {

/// Any number of threads may call at once; each says where it is, for locks and counters with lanes.
///
/// find: false where the key is not there, or not any more, and then the value is left as it was. put: in the place of
/// what is there; another key goes where there is no room. erase: false where the key was not there. size(): keys that are
/// in, capacity() at most; where no thread is in a call.
/// What else a cache has it says in its header.
template <class C>
concept Cache = requires(C& cache, Where where, const typename C::key_type key, typename C::mapped_type value) {
  { cache.find(where, key, value) } -> std::same_as<bool>;
  cache.put(where, key, value);
  { cache.erase(where, key) } -> std::same_as<bool>;
  { cache.size() } -> std::convertible_to<std::size_t>;
  { cache.capacity() } -> std::convertible_to<std::size_t>;
};

}  // namespace fenceline
