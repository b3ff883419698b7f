#include <gmock/gmock.h>
#include <harness/error.h>
#include <harness/placement.h>

namespace fenceline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> labels(const Placements& placements) {
  std::vector<std::string> list;
  for (const Placement& p : placements.list) list.push_back(p.label);
  return list;
}
std::vector<std::string> skipped(const Placements& placements) {
  std::vector<std::string> list;
  for (const Skip& s : placements.skips) list.push_back(s.what);
  return list;
}

TEST(Numa, OneNodeSaysWhatDoesNotExist) {
  const Machine m = load_machine("pack:1 core:2 pu:1");
  Placements one = place(m, {"numa", {}}, 1), two = place(m, {"numa", {}}, 2);
  EXPECT_THAT(labels(one), ElementsAre("node-local n0"));
  EXPECT_THAT(skipped(one), ElementsAre("node-remote-memory placement"));
  EXPECT_THAT(labels(two), ElementsAre("node-local n0"));
  EXPECT_THAT(skipped(two), ElementsAre("node-remote-memory placement", "cross-node placement"));
  EXPECT_EQ(two.skips[1].reason, "this machine has one NUMA node (n0)");
  EXPECT_EQ(two.list[0].memory_node, 0u);
}

TEST(Numa, TwoNodesGiveAllThree) {
  const Machine m = load_machine("pack:2 numa:1 core:2 pu:2");
  EXPECT_THAT(labels(place(m, {"numa", {}}, 1)),
              ElementsAre("node-local n0", "node-remote-memory n0-n1"));
  EXPECT_THAT(labels(place(m, {"numa", {}}, 2)),
              ElementsAre("node-local n0", "node-remote-memory n0-n1", "cross-node n0-n1"));
}

}  // namespace
}  // namespace fenceline
