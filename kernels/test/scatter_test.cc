#include <gtest/gtest.h>
#include <kernels/scatter.h>

#include <vector>

namespace fenceline {
namespace {

std::vector<size_t> order(size_t n, uint64_t at, size_t count) {
  Scatter next(n, at);
  std::vector<size_t> all;
  for (size_t i = 0; i < count; ++i) all.push_back(next());
  return all;
}

TEST(Scatter, EachComesOnceBeforeAnyComesAgain) {
  for (size_t n : {4u, 8u, 512u, 1u << 17}) {
    std::vector<bool> seen(n);
    for (size_t place : order(n, 12345, n)) {
      ASSERT_LT(place, n);
      EXPECT_FALSE(seen[place]);
      seen[place] = true;
    }
  }
}

TEST(Scatter, OneGoesOnWhereAnotherStopped) {
  Scatter first(1024, 7);
  for (int i = 0; i < 100; ++i) first();
  Scatter second(1024, first.at());
  EXPECT_EQ(second(), first());
}

// The low bits choose the set of a cache. A generator's own repeat with a short period.
TEST(Scatter, LowBitsDoNotRepeat) {
  constexpr size_t kLines = 1 << 18, kCount = 1 << 14;
  const auto all = order(kLines, 1, kCount);
  for (unsigned bits : {3u, 5u, 6u})
    for (size_t period : {8u, 16u, 32u, 64u, 128u, 256u, 512u}) {
      const size_t mask = (size_t{1} << bits) - 1;
      size_t alike = 0;
      for (size_t i = 0; i + period < kCount; ++i) alike += (all[i] & mask) == (all[i + period] & mask);
      EXPECT_LT(double(alike) / double(kCount), 4.0 / double(mask + 1)) << bits << " bits, period " << period;
    }
}

}  // namespace
}  // namespace fenceline
