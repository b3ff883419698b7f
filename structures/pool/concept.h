// What a pool of objects offers. A workload, a check or a scenario is written once for all that offer it.
#pragma once
#include <concepts>
#include <cstddef>

namespace fenceline {

/// Pool(capacity, lanes): makes its objects once, each value_type(); capacity >= 1. None may be out when it is destroyed.
///
/// take(lane): an object that nobody else has, as it was left; null where it finds none. While fewer than `capacity` are
/// out and nobody else is in a call, it finds one. give(object, lane): by whoever has it then.
/// lane: the caller's PU, or its number among the threads. kLanePerThread: no two threads may call with one lane at once.
template <class O>
concept ObjectPool = std::constructible_from<O, std::size_t, unsigned> &&
    requires(O& pool, typename O::value_type* object, unsigned lane) {
  { pool.take(lane) } -> std::same_as<typename O::value_type*>;
  pool.give(object, lane);
  { O::kLanePerThread } -> std::convertible_to<bool>;
};

}  // namespace fenceline
