// What a stack offers. A workload, a check or a scenario is written once for all that offer it.
#pragma once
#include <concepts>
#include <cstddef>

namespace fenceline {

/// Stack(size_t capacity) makes an empty one that holds at least `capacity` items; capacity >= 1. Any number of threads
/// may push and pop at once; none may be in a call when it is destroyed; what it still holds is dropped.
///
/// try_push: false where it is full. try_pop: false where it is empty, and then the item is left as it was.
template <class S>
concept BoundedStack = requires(S& stack, typename S::value_type item) {
  { stack.try_push(item) } -> std::same_as<bool>;
  { stack.try_pop(item) } -> std::same_as<bool>;
  { stack.capacity() } -> std::same_as<std::size_t>;
};

}  // namespace fenceline
