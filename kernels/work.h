// Work of a known length, for what is done under a lock, between two turns, or on an item.
#pragma once
#include <kernels/kernel.h>

#include <array>

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

/// Chains of additions that know nothing of each other: more than any core has ports for.
inline constexpr unsigned kChains = 8;
using Chains = std::array<uint64_t, kChains>;
/// So many additions, round the chains: work that fills the core's ports, where one chain would leave an SMT sibling all but
/// one. additions: multiple of kUnroll. The chains are in registers meanwhile: in memory each addition would wait for the
/// store of the one before, and eight chains do one in a cycle.
[[gnu::always_inline]] inline void fill_ports(Chains& sums, uint64_t additions) {
  uint64_t step = 1;
  arch::opaque(step);
  Chains now = sums;
  unrolled(additions, [&](auto i) {
    now[i % kChains] += step;
    arch::opaque(now[i % kChains]);
  });
  sums = now;
}

/// The parameter that says how long.
inline Axis cycles(const char* name, std::vector<int64_t> values, const char* what) {
  return {
      .name = name, .unit = "cycle", .values = std::move(values), .most = 1 << 20, .multiple = kUnroll, .what = what};
}

}  // namespace fenceline
