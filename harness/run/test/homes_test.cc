#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <harness/run/homes.h>

namespace fenceline {
namespace {

Placement on(std::vector<unsigned> cpus) {
  Placement placement;
  placement.cpus = std::move(cpus);
  return placement;
}

TEST(Homes, CountFromNoughtAmongTheThreadsOfTheTrial) {
  const Machine machine = load_machine("pack:2 numa:2 l3:1 core:2 pu:2");
  // PUs 8 and 9 are siblings, 10 is the other core of their node, 12 of another node, 0 of another package.
  const auto told = homes(machine, on({8, 9, 10, 12, 0}), 5);
  const auto by = [&](unsigned Shared::Home::*level) {
    std::vector<unsigned> numbers;
    for (const auto& home : told) numbers.push_back(home.*level);
    return numbers;
  };
  using ::testing::ElementsAre;
  EXPECT_THAT(by(&Shared::Home::core), ElementsAre(0, 0, 1, 2, 3));
  EXPECT_THAT(by(&Shared::Home::l3), ElementsAre(0, 0, 0, 1, 2));
  EXPECT_THAT(by(&Shared::Home::node), ElementsAre(0, 0, 0, 1, 2));
  EXPECT_THAT(by(&Shared::Home::package), ElementsAre(0, 0, 0, 0, 1));
}

TEST(Homes, PusWithoutCoresAreCores) {
  const Machine machine = load_machine("pu:4");
  const auto told = homes(machine, on({0, 3}), 2);
  EXPECT_EQ(told[0].core, 0u);
  EXPECT_EQ(told[1].core, 1u);
  EXPECT_EQ(told[1].node, 0u);
}

TEST(Homes, WhereNobodyIsPinnedAllAreAtOne) {
  Placement nowhere;
  nowhere.pinned = false;
  for (const auto& home : homes(load_machine("pack:2 core:2 pu:1"), nowhere, 3)) EXPECT_EQ(home.core + home.package, 0u);
}

}  // namespace
}  // namespace fenceline
