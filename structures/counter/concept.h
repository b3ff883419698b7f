// What a counter offers. A workload, a check or a scenario is written once for all that offer it.
#pragma once
#include <concepts>
#include <cstdint>

namespace fenceline {

/// add(n, lane): lane is the caller's PU, or its number among the threads; counters that keep one count for each go by
/// it. read(): what was added before by this thread and by all that it has synchronised with, and perhaps what is being
/// added. kLanePerThread: no two threads may add with one lane. kExact: nothing that was added is lost.
template <class C>
concept Counter = requires(C& counter, std::uint64_t n, unsigned lane) {
  counter.add(n, lane);
  { counter.read() } -> std::same_as<std::uint64_t>;
  { C::kExact } -> std::convertible_to<bool>;
  { C::kLanePerThread } -> std::convertible_to<bool>;
};

}  // namespace fenceline
