// A counter that works for a known number of steps before it counts: one of more steps is slower by a known share.
#pragma once
#include <arch/opaque.h>

#include <atomic>
#include <cstdint>

/// Each step depends on the one before, over the end of a call too: a multiplication and an addition.
template <int kSteps>
class Worked {
 public:
  static constexpr bool kExact = true;
  static constexpr bool kLanePerThread = false;

  void add(std::uint64_t n, unsigned) {
    std::uint64_t value = last_.load(std::memory_order_relaxed);
    for (int i = 0; i < kSteps; ++i) {
      value = value * 0x5851'f42d'4c95'7f2d + 1;
      fenceline::arch::opaque(value);  // or a compiler might take several at once
    }
    last_.store(value, std::memory_order_relaxed);
    count_.fetch_add(n, std::memory_order_relaxed);
  }

  std::uint64_t read() const { return count_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> count_{0}, last_{1};
};
