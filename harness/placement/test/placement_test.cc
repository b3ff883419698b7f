#include <base/error.h>
#include <gmock/gmock.h>
#include <harness/placement/placement.h>

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
  EXPECT_THAT(labels(place(m, {"numa", {}}, 1)), ElementsAre("node-local n0", "node-remote-memory n0-n1"));
  EXPECT_THAT(labels(place(m, {"numa", {}}, 2)),
              ElementsAre("node-local n0", "node-remote-memory n0-n1", "cross-node n0-n1"));
}

TEST(Scatter, TakesTheFarthestFirst) {
  const Machine m = load_machine(std::string(FENCELINE_SOURCE_DIR) + "/tests/data/topology/books-and-drawers.xml");
  const Placement two = place(m, {"scatter", {}}, 2).list.at(0);
  EXPECT_EQ(two.distance, "cross-package groups 2");
  EXPECT_THAT(place(m, {"scatter", {}}, 4).list.at(0).cpus, ElementsAre(0, 8, 4, 12));
}

std::string refusal(const Machine& machine, const std::string& pin, unsigned threads) {
  try {
    place(machine, parse_pin(pin), threads);
  } catch (const InputError& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    return error.what();
  }
  return "";
}

TEST(List, SaysWhyAPuCannotBeUsed) {
  // PUs 0-7 of the file, of which 0, 1, 4-6 are outside its cpuset; and one with 0 and 5 offline.
  const std::string folder = std::string(FENCELINE_SOURCE_DIR) + "/tests/data/topology/";
  const Machine limited = load_machine(folder + "cpuset.xml");
  const Machine holes = load_machine(folder + "cpu0-offline.xml");
  EXPECT_THAT(refusal(limited, "2,4", 2), testing::AllOf(HasSubstr("PU 4 is outside the cpuset"), HasSubstr("2,3,7")));
  EXPECT_THAT(refusal(holes, "0", 1), testing::AllOf(HasSubstr("PU 0 is offline"), HasSubstr("cpu0/online")));
  EXPECT_THAT(refusal(holes, "8", 1), HasSubstr("this machine has no PU 8"));
  EXPECT_EQ(refusal(limited, "2,3,7", 3), "");
  EXPECT_EQ(place(limited, parse_pin("7,2"), 2).list.at(0).cpus, (std::vector<unsigned>{7, 2}));
}

TEST(List, MoreThreadsThanPusAreRefusedUnlessAskedFor) {
  const Machine m = load_machine("core:4 pu:1");
  EXPECT_THAT(refusal(m, "0,1", 3), HasSubstr("--oversubscribe"));
  EXPECT_THAT(refusal(m, "compact", 5), HasSubstr("--threads=4"));
  EXPECT_THAT(refusal(m, "compact", 0), HasSubstr("at least one thread"));
  const Placement p = place(m, parse_pin("3,1"), 5, true).list.at(0);
  EXPECT_TRUE(p.oversubscribed);
  EXPECT_THAT(p.cpus, ElementsAre(3, 1, 3, 1, 3));
  EXPECT_FALSE(place(m, {"compact", {}}, 4, true).list.at(0).oversubscribed);
}

TEST(ParsePin, KnowsPoliciesAndLists) {
  for (const PolicyInfo& policy : policies()) {
    if (policy.name != "list") {
      EXPECT_EQ(parse_pin(policy.name).policy, policy.name);
    }
    EXPECT_FALSE(policy.what.empty());
  }
  EXPECT_EQ(parse_pin("0,4-7").policy, "list");
  EXPECT_THAT(parse_pin("0,4-7").cpus, ElementsAre(0, 4, 5, 6, 7));
}

TEST(ParsePin, SaysWhatIsWrong) {
  const std::pair<const char*, const char*> kWrong[] = {
      {"nuam", "nearest: numa"},      {"", "unknown pin policy"},    {"list", "name the PUs"},
      {"0,", "missing at the end"},   {"0-", "missing at the end"},  {"0,,1", "',' is not"},
      {"0x1", "'x' is not"},          {"5-2", "runs backwards"},     {"1,1", "named twice"},
      {"0-4000000000", "no PU with"}, {"99999999999", "no PU with"}, {"-1", "'-' is not"},
      {"1 2", "' ' is not"}};
  for (auto [text, why] : kWrong) {
    try {
      parse_pin(text);
      ADD_FAILURE() << text;
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), HasSubstr(why)) << text;
    }
  }
}

TEST(ThreadCounts, AreAllOfASmallMachineAndTheLevelsOfALargeOne) {
  EXPECT_THAT(default_thread_counts(load_machine("core:1 pu:1"), {"compact", {}}), ElementsAre());
  EXPECT_THAT(default_thread_counts(load_machine("core:2 pu:2"), {"compact", {}}), ElementsAre(2, 3, 4));
  EXPECT_THAT(default_thread_counts(load_machine("core:2 pu:2"), {"core", {}}), ElementsAre(2));
  EXPECT_THAT(default_thread_counts(load_machine("core:4 pu:1"), parse_pin("1-3")), ElementsAre(2, 3));
  EXPECT_THAT(default_thread_counts(load_machine("pack:2 numa:1 l3:3 core:6 pu:2"), {"scatter", {}}),
              ElementsAre(2, 4, 8, 12, 16, 32, 36, 64, 72));
}

}  // namespace
}  // namespace fenceline
