// How often values were met, in buckets whose width grows with the value: one of a thousand or of a thousand million is
// told as exactly, and memory does not grow with what is counted. Each power of two is parted into 32 buckets of equal
// width, as HdrHistogram does (Gil Tene, http://hdrhistogram.org): none is wider than 1/32 of its values.
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace fenceline {

/// Of one thread; those of several are merged afterwards.
class Histogram {
 public:
  struct Bucket {
    uint64_t low, high;  ///< the least and the greatest value that it holds
    uint64_t count;
  };

  void add(uint64_t value, uint64_t times = 1) {
    counts_[index(value)] += times;
    count_ += times;
    max_ = std::max(max_, value);
  }
  void merge(const Histogram&);

  uint64_t count() const { return count_; }
  uint64_t max() const { return max_; }  ///< exact; 0 where nothing was counted
  /// The least value that at least a share `q` (0 to 1) of all values do not exceed: up to 1/32 above the exact one,
  /// and never above max(). 0 where nothing was counted.
  uint64_t quantile(double q) const;
  /// Those that hold something, in order.
  std::vector<Bucket> buckets() const;

 private:
  static constexpr unsigned kBits = 5;
  static constexpr uint64_t kParts = 1 << kBits;
  static constexpr size_t kBuckets = (64 - kBits + 1) * kParts;

  /// Values below 2 kParts have a bucket each; from there on those of bit width w share 2^(w - kBits - 1).
  static constexpr size_t index(uint64_t value) {
    const auto shift = static_cast<unsigned>(std::max(0, static_cast<int>(std::bit_width(value)) - int(kBits) - 1));
    return shift * kParts + (value >> shift);
  }
  static Bucket bucket(size_t index, uint64_t count);

  std::array<uint64_t, kBuckets> counts_{};
  uint64_t count_ = 0, max_ = 0;
};

}  // namespace fenceline
