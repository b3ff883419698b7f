// What a workload makes a container with, and what its threads call it by.
#pragma once
#include <cstddef>

namespace fenceline {

/// What a container is made for. Most take the items only.
struct Room {
  std::size_t items;
  unsigned threads;
  operator std::size_t() const { return items; }  // NOLINT: as the number that they ask for
};

/// What a thread calls a container by: itself, or what it brings to each call where there is a reclaimer
/// (kernels/members.h).
template <class C>
decltype(auto) hand_of(C& container) {
  if constexpr (requires { container.hand(); })
    return container.hand();
  else
    return (container);
}

}  // namespace fenceline
