#include <gtest/gtest.h>
#include <harness/team/own_work.h>

namespace fenceline {
namespace {

TEST(OwnWork, ThatRunsBehindTheOperationIsNotSubtracted) {
  EXPECT_EQ(own_work(20, 20, 1), 0);               // lock xadd: the addition to its address is hidden
  EXPECT_EQ(own_work(0.333, 0.333, 1.0 / 32), 0);  // a load: the loop's end is hidden
}

TEST(OwnWork, ThatTheOperationWaitsForIs) {
  EXPECT_EQ(own_work(6, 7, 1), 1);        // a load and the addition that makes the next address
  EXPECT_EQ(own_work(16, 16.5, 1), 0.5);  // partly hidden
}

TEST(OwnWork, BehindAFenceCostsMoreThanAlone) { EXPECT_EQ(own_work(12.5, 13, 1.0 / 32), 0.5); }

TEST(OwnWork, IsNoMoreThanItCanBeAndNoLessThanNothing) {
  EXPECT_DOUBLE_EQ(own_work(0.3, 0.5, 1.0 / 32), 1.0 / 32);  // the second loop fell into another step
  EXPECT_EQ(own_work(20, 40, 1), 2);
  EXPECT_EQ(own_work(0.5, 0.333, 1.0 / 32), 0);
  EXPECT_EQ(own_work(0, 2, -0.001), 0);  // an empty loop of no time, less what a look at the clock takes
}

TEST(LinkWork, IsSubtractedAsFarAsItIsWaitedFor) {
  EXPECT_EQ(link_work(7, 0.33, 2), 2);     // a load's address
  EXPECT_EQ(link_work(18.5, 18, 2), 0.5);  // lock xadd: its unit is busy for 18 cycles, and the result early
  EXPECT_EQ(link_work(3, 3, 2), 0);        // imul %rax,%rax waits for itself alone
  EXPECT_EQ(link_work(2.9, 3, 2), 0);
}

}  // namespace
}  // namespace fenceline
