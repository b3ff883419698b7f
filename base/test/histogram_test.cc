#include <base/histogram.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace fenceline {
namespace {

/// Values of all sizes: each magnitude is as likely.
std::vector<uint64_t> some(size_t n, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<uint64_t> values(n);
  for (auto& v : values) v = random() >> random() % 64;
  return values;
}

TEST(Histogram, QuantilesAreWithinAThirtySecondAboveTheExactOnes) {
  auto values = some(20'001, 1);
  Histogram h;
  for (const auto v : values) h.add(v);
  std::ranges::sort(values);
  for (const double q : {0.0, 0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 0.9999, 1.0}) {
    const auto rank = std::max(1.0, std::ceil(q * double(values.size())));
    const auto exact = values[static_cast<size_t>(rank) - 1];
    EXPECT_GE(h.quantile(q), exact) << q;
    EXPECT_LE(double(h.quantile(q)), double(exact) * (1 + 1 / 32.0)) << q;
  }
  EXPECT_EQ(h.max(), values.back());
  EXPECT_EQ(h.quantile(1), values.back());
}

TEST(Histogram, SmallValuesAreExact) {
  Histogram h;
  for (uint64_t v = 0; v < 64; ++v) h.add(v);
  for (uint64_t v = 0; v < 64; ++v) EXPECT_EQ(h.quantile(double(v + 1) / 64), v);
}

TEST(Histogram, BucketsHoldWhatWasAddedAndDoNotOverlap) {
  const auto values = some(5'000, 2);
  Histogram h;
  for (const auto v : values) h.add(v);
  h.add(0), h.add(UINT64_MAX);
  uint64_t total = 0, next = 0;
  for (const auto& b : h.buckets()) {
    EXPECT_GE(b.low, next);
    EXPECT_GE(b.high, b.low);
    EXPECT_LE(b.high - b.low, b.low / 32);
    const auto inside =
        static_cast<uint64_t>(std::ranges::count_if(values, [&](uint64_t v) { return b.low <= v && v <= b.high; }));
    EXPECT_EQ(b.count, inside + (b.low == 0) + (b.high == UINT64_MAX)) << b.low;
    total += b.count;
    next = b.high + 1;
  }
  EXPECT_EQ(total, values.size() + 2);
  EXPECT_EQ(h.buckets().back().high, UINT64_MAX);
}

TEST(Histogram, MergedIsAsIfOneHadCountedAll) {
  const auto values = some(1'000, 3);
  Histogram one, other, all;
  for (size_t i = 0; i < values.size(); ++i) {
    (i % 3 ? one : other).add(values[i]);
    all.add(values[i]);
  }
  one.merge(other);
  EXPECT_EQ(one.count(), all.count());
  EXPECT_EQ(one.max(), all.max());
  ASSERT_EQ(one.buckets().size(), all.buckets().size());
  for (size_t i = 0; i < one.buckets().size(); ++i) EXPECT_EQ(one.buckets()[i].count, all.buckets()[i].count);
}

TEST(Histogram, OfNothingIsNothing) {
  const Histogram h;
  EXPECT_EQ(h.count(), 0u);
  EXPECT_EQ(h.quantile(0.5), 0u);
  EXPECT_TRUE(h.buckets().empty());
}

}  // namespace
}  // namespace fenceline
