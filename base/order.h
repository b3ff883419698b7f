// Memory orders with a number: the vocabulary of every structure.
//
//   head.load(acquire<3>)  // (3) acquire: pairs with the release in (7); forbids MP
//
// An order is a value of an empty type, so it costs nothing and a policy sees order and number when
// it compiles. The number names the access within its file: the explorer weakens accesses by it,
// tables are written by it. A relaxed access has none: it cannot be weaker.
#pragma once
#include <atomic>

namespace fenceline {

constexpr bool acquires(std::memory_order o) {
  return o == std::memory_order_acquire || o == std::memory_order_acq_rel || o == std::memory_order_seq_cst;
}
constexpr bool releases(std::memory_order o) {
  return o == std::memory_order_release || o == std::memory_order_acq_rel || o == std::memory_order_seq_cst;
}

/// What a failed compare_exchange has of the order of a successful one: it stores nothing.
constexpr std::memory_order without_release(std::memory_order o) {
  return o == std::memory_order_acq_rel   ? std::memory_order_acquire
         : o == std::memory_order_release ? std::memory_order_relaxed
                                          : o;
}

template <std::memory_order Order, int Number>
struct Access {
  static constexpr std::memory_order order = Order;
  static constexpr int number = Number;
};

inline constexpr Access<std::memory_order_relaxed, 0> relaxed{};
template <int Number>
inline constexpr Access<std::memory_order_acquire, Number> acquire{};
template <int Number>
inline constexpr Access<std::memory_order_release, Number> release{};
template <int Number>
inline constexpr Access<std::memory_order_acq_rel, Number> acq_rel{};
template <int Number>
inline constexpr Access<std::memory_order_seq_cst, Number> seq_cst{};

}  // namespace fenceline
