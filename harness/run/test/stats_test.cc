#include <gtest/gtest.h>
#include <harness/run/stats.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace fenceline {
namespace {

std::vector<double> one_to(size_t n) {
  std::vector<double> v(n);
  std::iota(v.begin(), v.end(), 1.0);
  std::shuffle(v.begin(), v.end(), std::mt19937(1));
  return v;
}

TEST(MedianInterval, OfOddAndEvenCounts) {
  EXPECT_EQ(median({3, 1, 2}).value, 2);
  EXPECT_EQ(median({4, 1, 3, 2}).value, 2.5);
  EXPECT_EQ(median({}).value, 0);
}

// Ranks from the published table of 95 % intervals for the median (Conover, table A.3 with p = 1/2).
TEST(MedianInterval, TakesThePublishedRanks) {
  const struct {
    size_t n;
    double low, high;
  } table[] = {{6, 1, 6}, {8, 1, 8}, {9, 2, 8}, {10, 2, 9}, {12, 3, 10}, {15, 4, 12}, {20, 6, 15}, {30, 10, 21}};
  for (const auto& row : table) {
    const auto m = median(one_to(row.n));
    EXPECT_TRUE(m.bounded) << row.n;
    EXPECT_EQ(m.low, row.low) << row.n;
    EXPECT_EQ(m.high, row.high) << row.n;
  }
}

TEST(MedianInterval, FiveSamplesBoundNothing) {
  EXPECT_FALSE(median(one_to(5)).bounded);
  EXPECT_EQ(median(one_to(5)).low, 1);
}

TEST(MedianInterval, ThousandsOfSamplesAreNoSpecialCase) {
  const auto exact = median(one_to(1000)), approximate = median(one_to(1200));
  EXPECT_NEAR(500 - exact.low, 31, 1);
  EXPECT_NEAR(600 - approximate.low, 34, 1);
}

// Coverage on skewed data: the interval must hold the true median in at least 95 % of the cases.
TEST(MedianInterval, HoldsTheTrueMedian) {
  std::mt19937_64 random(7);
  std::exponential_distribution<double> skewed(1);
  int held = 0;
  const int tries = 4000;
  for (int i = 0; i < tries; ++i) {
    std::vector<double> v(15);
    for (auto& x : v) x = skewed(random);
    const auto m = median(v);
    held += m.low <= 0.693147 && 0.693147 <= m.high;
  }
  EXPECT_GE(held, tries * 0.95);
}

}  // namespace
}  // namespace fenceline
