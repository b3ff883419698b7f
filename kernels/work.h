// Work of a known length, for what is done under a lock, between two turns, or on an item.
#pragma once
#include <kernels/kernel.h>

namespace fenceline {

/// So many core cycles from when `x` is known to when the result is: a chain of additions, which no renamer shortens.
/// cycles: multiple of kUnroll, the rest is not done.
inline uint64_t work(uint64_t x, uint64_t cycles) {
  uint64_t step = 1;
  arch::opaque(step);
  unrolled(cycles, [&](auto) {
    x += step;
    arch::opaque(x);
  });
  return x;
}

/// The parameter that says how long.
inline Axis cycles(const char* name, std::vector<int64_t> values, const char* what) {
  return {
      .name = name, .unit = "cycle", .values = std::move(values), .most = 1 << 20, .multiple = kUnroll, .what = what};
}

}  // namespace fenceline
