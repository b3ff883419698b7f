#include <gtest/gtest.h>
#include <harness/run/stats.h>

#include <algorithm>
#include <cmath>
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

/// Runs of a made-up machine: repetitions are as like the one before as `likeness`, about a middle that moves from run to run
/// by `run_effect` (both in standard deviations of a repetition). The share of runs whose interval holds the true median, 0.
double coverage(size_t repetitions, double likeness, double run_effect = 0) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  int held = 0;
  constexpr int kRuns = 4000;
  for (int run = 0; run < kRuns; ++run) {
    const double middle = run_effect * normal(random);
    double state = normal(random);
    std::vector<double> samples;
    for (size_t i = 0; i < repetitions; ++i) {
      samples.push_back(middle + state);
      state = likeness * state + std::sqrt(1 - likeness * likeness) * normal(random);
    }
    const auto m = widened(median_in_order(samples), 1.959964 * run_effect);
    held += m.low <= 0 && 0 <= m.high;
  }
  return double(held) / kRuns;
}

TEST(MedianInOrder, HoldsTheTrueMedianHoweverAlikeRepetitionsAre) {
  for (const size_t repetitions : {30, 60, 200}) {
    EXPECT_GE(coverage(repetitions, 0.5), 0.93) << repetitions;
    EXPECT_LE(coverage(repetitions, 0.5), 0.97) << repetitions;
    // Of independent ones no interval is narrower than theirs.
    EXPECT_GE(coverage(repetitions, 0), 0.95) << repetitions;
    EXPECT_LE(coverage(repetitions, 0), 0.99) << repetitions;
  }
}

/// The same where measuring ends as soon as the interval reaches no farther than `aim`, or has done so for a while.
double coverage_of_what_ends(double likeness, double aim, double stays) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  int held = 0;
  constexpr int kRuns = 400;
  for (int run = 0; run < kRuns; ++run) {
    double state = normal(random);
    std::vector<double> samples;
    size_t since = 0;
    for (bool ended = false; !ended && samples.size() < 240;) {
      samples.push_back(state);
      state = likeness * state + std::sqrt(1 - likeness * likeness) * normal(random);
      if (samples.size() < 30 || samples.size() % 4) continue;
      if (half_width(median_in_order(samples)) > aim)
        since = 0;
      else
        ended = double(samples.size()) >= stays * double(since = since ? since : samples.size());
    }
    const auto m = median_in_order(samples);
    held += m.low <= 0 && 0 <= m.high;
  }
  return double(held) / kRuns;
}

// A look after each repetition finds an interval narrow that is so by chance.
TEST(MedianInOrder, HoldsTheTrueMedianWhereBeingNarrowEndsTheMeasuring) {
  for (const double likeness : {0.0, 0.5})
    for (const double aim : {0.5, 0.35})
      EXPECT_GE(coverage_of_what_ends(likeness, aim, 1.5), 0.92) << likeness << " " << aim;
  EXPECT_LT(coverage_of_what_ends(0.5, 0.35, 1), 0.9) << "what this mends";
}

// The error that this mends: order statistics of samples that are taken for independent.
TEST(MedianInOrder, IsWiderThanWhatTakesThemForIndependent) {
  std::vector<double> drifting;
  for (int i = 0; i < 64; ++i) drifting.push_back(double(i / 8 * 8 % 24) + 0.01 * (i % 8));
  EXPECT_LT(half_width(median(drifting)), half_width(median_in_order(drifting)));
}

TEST(MedianInOrder, HoldsWhatOtherRunsFindWhereThatIsKnown) {
  for (const double run_effect : {0.3, 1.0, 3.0}) {
    EXPECT_GE(coverage(60, 0.5, run_effect), 0.93) << run_effect;
    EXPECT_LE(coverage(60, 0.5, run_effect), 0.97) << run_effect;
  }
}

TEST(MedianInOrder, PartsThatLieApartLeadToTheExtremes) {
  std::vector<double> steps;
  for (int i = 0; i < 80; ++i) steps.push_back(i < 40 ? 1 : 2);
  const auto m = median_in_order(steps);
  EXPECT_EQ(m.low, 1);
  EXPECT_EQ(m.high, 2);
}

TEST(MedianInOrder, FewerThanSixBoundNothing) {
  EXPECT_FALSE(median_in_order(one_to(5)).bounded);
  EXPECT_TRUE(median_in_order(one_to(6)).bounded);
  EXPECT_EQ(median_in_order({}).value, 0);
  EXPECT_EQ(half_width(median_in_order({5, 5, 5, 5, 5, 5})), 0);
}

}  // namespace
}  // namespace fenceline
