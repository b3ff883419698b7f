#include <base/histogram.h>

#include <cmath>

namespace fenceline {

Histogram::Bucket Histogram::bucket(size_t index, uint64_t count) {
  const uint64_t shift = index < 2 * kParts ? 0 : index / kParts - 1;
  const uint64_t low = (index - shift * kParts) << shift;
  return {low, low + ((uint64_t{1} << shift) - 1), count};
}

void Histogram::merge(const Histogram& other) {
  for (size_t i = 0; i < kBuckets; ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

uint64_t Histogram::quantile(double q) const {
  const auto rank = std::max<uint64_t>(1, static_cast<uint64_t>(std::ceil(q * static_cast<double>(count_))));
  uint64_t below = 0;
  for (size_t i = 0; i < kBuckets; ++i)
    if ((below += counts_[i]) >= rank) return std::min(bucket(i, 0).high, max_);
  return max_;
}

std::vector<Histogram::Bucket> Histogram::buckets() const {
  std::vector<Bucket> out;
  for (size_t i = 0; i < kBuckets; ++i)
    if (counts_[i] != 0) out.push_back(bucket(i, counts_[i]));
  return out;
}

}  // namespace fenceline
