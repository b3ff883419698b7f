// What the maps' rows draw and check, without a harness.
#include <gmock/gmock.h>
#include <kernels/maps/mixed.h>
#include <kernels/maps/zipf.h>
#include <structures/map/standard.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace fenceline::maps {
namespace {

using testing::HasSubstr;

TEST(Zipf, DrawsEachRankAsOftenAsTheLawHasIt) {
  constexpr int kDraws = 200'000;
  for (const double exponent : {0.0, 0.5, 0.99, 1.0, 1.01, 3.0}) {
    for (const uint64_t n : {1u, 2u, 10u, 1000u}) {
      SCOPED_TRACE(testing::Message() << exponent << " " << n);
      std::vector<double> law(n), seen(n);
      for (uint64_t k = 0; k < n; ++k) law[k] = std::pow(double(k + 1), -exponent);
      const double sum = std::accumulate(law.begin(), law.end(), 0.0);
      std::mt19937_64 random(7);
      const Zipf zipf(n, exponent);
      for (int i = 0; i < kDraws; ++i) ++seen.at(zipf(random));
      double chi = 0;
      for (uint64_t k = 0; k < n; ++k) {
        const double wanted = law[k] / sum * kDraws;
        chi += (seen[k] - wanted) * (seen[k] - wanted) / wanted;
      }
      // Of n - 1 degrees: the mean and six standard deviations.
      EXPECT_LT(chi, double(n - 1) + 6 * std::sqrt(2.0 * double(n)));
    }
  }
}

TEST(Keys, HalfOfThemAreInOnce) {
  for (const uint64_t range : {2u, 3u, 1024u, 1000u}) {
    const auto half = Keys(range, 0, 1).half();
    EXPECT_EQ(half.size(), range / 2);
    EXPECT_EQ(std::set(half.begin(), half.end()).size(), half.size());
    EXPECT_LT(*std::ranges::max_element(half), range);
  }
  EXPECT_NE(Keys(1024, 0, 1).half(), Keys(1024, 0, 2).half());
}

TEST(Keys, AreSkewedAsAskedAndAThreadsOwn) {
  const auto most = [](const std::vector<uint32_t>& keys) {
    std::vector<size_t> times(1000);
    for (const uint32_t key : keys) ++times.at(key);
    return double(*std::ranges::max_element(times)) / double(keys.size());
  };
  EXPECT_LT(most(Keys(1000, 0, 1).of_thread(0)), 0.005);
  EXPECT_NEAR(most(Keys(1000, 99, 1).of_thread(0)), 1 / 7.73, 0.02);  // one of the sum of k to the power of -0.99
  const Keys keys(1000, 99, 1);
  EXPECT_NE(keys.of_thread(0), keys.of_thread(1));
  EXPECT_EQ(keys.of_thread(1), keys.of_thread(1));
}

/// A trial of the row of one map, its threads one after the other.
template <class M>
struct Stage {
  Kernel kernel;
  Shared shared;

  explicit Stage(std::vector<int64_t> args) {
    std::vector<Kernel> list;
    add<M>(list, "hash", "", 1024, 1 << 20);
    kernel = std::move(list.at(0));
    shared.args = std::move(args);
    shared.threads = 2;
    shared.cast = deal(kernel.roles_with(shared.args), 2);
    shared.seed = 7;
    kernel.setup(shared);
    for (int phase = 0; phase < 2; ++phase)
      for (unsigned thread = 0; thread < 2; ++thread) kernel.roles[0].run(shared, thread, 20'000);
  }
  std::string verdict() { return kernel.verify(shared, {}); }
  double effective() { return kernel.figures(shared).at(0).value; }
};

using Right = StdUnorderedMap<uint64_t, uint64_t>;

TEST(MixedMaps, AreHalfFullAndHalfOfTheUpdatesChangeThem) {
  Stage<Right> stage({50, 1000, 0, 0});
  EXPECT_EQ(stage.verdict(), "");
  EXPECT_NEAR(stage.effective(), 0.25, 0.02);
  EXPECT_NEAR(double(stage.shared.object<Site<Right>>().map().size()), 500, 60);
}

TEST(MixedMaps, ThoseWhoMayNotWriteDoNot) {
  EXPECT_EQ(Stage<Right>({0, 1000, 0, 0}).effective(), 0);
  Stage<Right> one({100, 1000, 99, 1});
  EXPECT_NEAR(one.effective(), 0.25, 0.02) << "of both threads' turns";
  EXPECT_EQ(one.shared.object<Site<Right>>().lane(1).account.inserted, 0u);
}

/// Every hundredth of some calls does not do what it says.
template <int kCall>
struct Wrong : Right {
  using Right::Right;
  bool now(int call) { return call == kCall && ++calls % 100 == 0; }
  bool insert(Member& member, uint64_t key, uint64_t value) {
    return now(0) ? true : Right::insert(member, key, now(1) ? value + 1 : value);
  }
  bool erase(Member& member, uint64_t key) {
    return now(2) ? Right::erase(member, key), false : Right::erase(member, key);
  }
  bool find(Member& member, uint64_t key, uint64_t& value) const { return Right::find(member, key, value); }
  std::size_t size() const { return kCall == 3 ? Right::size() + 1 : Right::size(); }
  int calls = 0;
};

TEST(MixedMaps, WhatGoesWrongIsSeen) {
  EXPECT_THAT(Stage<Wrong<0>>({50, 1000, 0, 0}).verdict(), HasSubstr("by what was done"));
  EXPECT_THAT(Stage<Wrong<1>>({50, 1000, 0, 0}).verdict(), HasSubstr("another key's value"));
  EXPECT_THAT(Stage<Wrong<2>>({50, 1000, 0, 0}).verdict(), HasSubstr("by what was done"));
  EXPECT_THAT(Stage<Wrong<3>>({50, 1000, 0, 0}).verdict(), HasSubstr("the map says"));
}

}  // namespace
}  // namespace fenceline::maps
