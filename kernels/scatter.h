// An order of lines that no prefetcher foresees.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>

namespace fenceline {

/// 0 … n-1, each once before any comes again; few instructions, which overlap with misses. A full-period linear
/// congruential generator (Knuth, TAOCP vol. 2, 3.2.1.2, theorem A: c odd, a - 1 divisible by 4) whose high bits are
/// folded onto the low ones: those of the generator itself repeat, the lowest five every 32, so that of so many stores
/// each went to another set of the cache, and the same sets in the same order each time.
class Scatter {
 public:
  /// n: a power of two, 4 at the least.
  Scatter(size_t n, uint64_t at) : mask_(n - 1), shift_(std::countr_zero(n) / 2), at_(at & mask_) {}
  size_t operator()() {
    at_ = (at_ * 1664525 + 1013904223) & mask_;
    return at_ ^ at_ >> shift_;
  }
  /// Where another one goes on.
  uint64_t at() const { return at_; }

 private:
  uint64_t mask_;
  int shift_;
  uint64_t at_;
};

}  // namespace fenceline
