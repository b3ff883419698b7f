#include <base/backoff.h>
#include <gtest/gtest.h>

#include <vector>

namespace fenceline {
namespace {

TEST(Backoff, DoublesUpToItsLimit) {
  unsigned pauses = 0;
  const auto pause = [&] { ++pauses; };
  Backoff<decltype(pause)> backoff(5, pause);
  std::vector<unsigned> lengths;
  for (int i = 0; i < 5; ++i) {
    pauses = 0;
    backoff();
    lengths.push_back(pauses);
  }
  EXPECT_EQ(lengths, (std::vector<unsigned>{1, 2, 4, 5, 5}));
}

TEST(Backoff, OfNoLengthDoesNotPause) {
  unsigned pauses = 0;
  const auto pause = [&] { ++pauses; };
  Backoff<decltype(pause)> backoff(0, pause);
  for (int i = 0; i < 5; ++i) backoff();
  EXPECT_EQ(pauses, 0u);
}

TEST(SpinUntil, LooksAgainAndAgain) {
  unsigned looks = 0;
  spin_until([&] { return ++looks == 30'000; });
  EXPECT_EQ(looks, 30'000u);
}

}  // namespace
}  // namespace fenceline
