#include <gtest/gtest.h>
#include <kernels/work.h>

namespace fenceline {
namespace {

// Each addition counts one: what a chain holds is its length, and so the cycles that it takes at the least.
TEST(Work, PortsAreFilledByChainsThatDoNotWaitForEachOther) {
  Chains sums{};
  fill_ports(sums, 4 * kUnroll);
  for (uint64_t length : sums) EXPECT_EQ(length, 4 * kUnroll / kChains);
}

TEST(Work, OfAKnownLengthIsOneChain) { EXPECT_EQ(work(5, 3 * kUnroll + 1), 5 + 3 * kUnroll); }

}  // namespace
}  // namespace fenceline
