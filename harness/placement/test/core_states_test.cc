#include <gtest/gtest.h>
#include <harness/machine/clock.h>
#include <harness/machine/test/made_up_clock.h>
#include <harness/placement/core_states.h>

namespace fenceline {
namespace {

/// A core of 4 GHz that does five adds in a cycle, or with a sibling at work half of that.
bool sibling = false;
uint64_t add(uint64_t links) {
  MadeUpClock::work(double(links) / 4 * (sibling ? 1.015 : 1));  // now and then the adder is taken
  return links;
}
uint64_t mul(uint64_t links) {
  MadeUpClock::work(double(links) / 4 * 3);
  return links;
}
uint64_t wide(uint64_t adds) {
  MadeUpClock::work(double(adds) / 4 / (sibling ? 2.5 : 5));
  return adds;
}

TEST(CoreStates, ABusySiblingIsAState) {
  const MadeUpClock clock(20, 1);
  CoreStates states;
  for (const bool busy : {false, true, false, true}) {
    sibling = busy;
    const CoreClock core = calibrate_core_clock({add, mul, wide});
    ASSERT_TRUE(core.agreed);
    EXPECT_NEAR(core.frequency.value, 4, 0.004);  // as fast as ever: the multiplier is not taken
    EXPECT_NEAR(core.width, busy ? 2.5 : 5, 0.1);
    EXPECT_EQ(states.of(0, core.width), busy ? kSharedCore : "");
  }
  sibling = false;
}

TEST(CoreStates, CoresAreNotMeasuredByEachOther) {
  CoreStates states;
  EXPECT_EQ(states.of(0, 6), "");
  EXPECT_EQ(states.of(1, 3), "");  // another kind of core
  EXPECT_EQ(states.of(0, 5), "");
  EXPECT_EQ(states.of(0, 3), kSharedCore);
}

TEST(CoreStates, WhatIsNotKnownIsNoState) {
  CoreStates states;
  states.of(0, 6);
  EXPECT_EQ(states.of(0, 0), "");
}

}  // namespace
}  // namespace fenceline
