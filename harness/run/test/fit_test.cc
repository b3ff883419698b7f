#include <harness/run/fit.h>

#include <base/error.h>
#include <gmock/gmock.h>

namespace fenceline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Property;
using testing::ThrowsMessage;

/// Two nodes of one PU each; a walk through `args[0]` MiB.
class FitTest : public ::testing::Test {
 protected:
  Machine machine = load_machine("numa:2 core:1 pu:1");
  Kernel kernel;
  Plan plan;
  Offer offer{{}, [](unsigned) { return std::nullopt; }, [](unsigned) { return ""; }};

  FitTest() {
    kernel.suite = "memory";
    kernel.name = "walk";
    kernel.axes = {{"mib", "", {}}};
    kernel.bytes = [](unsigned, const std::vector<int64_t>& args) { return size_t(args[0]) << 20; };
  }
  void add(int64_t mib, std::optional<unsigned> node) {
    Placement p;
    p.label = node == 1 ? "remote" : "local";
    p.cpus = {machine.pus[0].os};
    p.memory_node = node;
    plan.trials.push_back({&kernel, p, {mib}, "", 0, 1});
  }
  std::vector<int64_t> sizes() const {
    std::vector<int64_t> list;
    for (const auto& t : plan.trials) list.push_back(t.args[0]);
    return list;
  }
};

TEST_F(FitTest, WhatFitsStays) {
  for (int64_t mib : {1, 256}) add(mib, 0);
  add(64, 1);
  fit(plan, machine, offer);
  EXPECT_EQ(plan.trials.size(), 3u);
  EXPECT_TRUE(plan.skips.empty());
}

TEST_F(FitTest, SetsBeyondALimitAreSkippedWithIt) {
  for (int64_t mib : {1, 64, 128, 256}) add(mib, 0);
  offer.left = {130u << 20, "the control group's limit"};
  fit(plan, machine, offer);
  EXPECT_THAT(sizes(), ElementsAre(1, 64)) << "128 MiB take more with all that goes with them";
  ASSERT_EQ(plan.skips.size(), 2u);
  EXPECT_EQ(plan.skips[0].what, "memory/walk mib=128 on local");
  EXPECT_EQ(plan.skips[0].reason, "more memory than the control group's limit leaves us (130 MiB)");
  EXPECT_EQ(plan.skips[0].reason, plan.skips[1].reason) << "one line tells of both";
}

TEST_F(FitTest, ANodeThatIsNearlyFullHasSmallSetsOnly) {
  add(100, 0), add(100, 1);
  offer.node_left = [](unsigned node) { return std::optional<uint64_t>(node == 1 ? 50u << 20 : 500u << 20); };
  fit(plan, machine, offer);
  ASSERT_EQ(plan.trials.size(), 1u);
  EXPECT_EQ(plan.trials[0].placement.label, "local");
  EXPECT_THAT(plan.skips[0].reason, HasSubstr("NUMA node 1"));
}

TEST_F(FitTest, MemoryThatCannotBeShownToBeRemoteIsNotCalledSo) {
  unsigned asked = 0;
  offer.refused = [&](unsigned node) {
    ++asked;
    EXPECT_EQ(node, 1u) << "the threads' own node needs no call";
    return "mbind: Operation not permitted";
  };
  add(1, 0), add(1, 1), add(2, 1), add(2, std::nullopt);
  fit(plan, machine, offer);
  EXPECT_EQ(asked, 1u);
  EXPECT_THAT(sizes(), ElementsAre(1, 2));
  ASSERT_EQ(plan.skips.size(), 2u);
  EXPECT_THAT(plan.skips[0].reason, HasSubstr("mbind"));
}

TEST_F(FitTest, ThreadsThatCannotBeStartedAreSkipped) {
  for (unsigned n : {1u, 2u, 8u}) {
    add(1, std::nullopt);
    plan.trials.back().threads = n;
  }
  offer.threads_left = {2, "the control group's limit of tasks (pids.max)"};
  fit(plan, machine, offer);
  EXPECT_EQ(plan.trials.size(), 2u);
  ASSERT_EQ(plan.skips.size(), 1u);
  EXPECT_EQ(plan.skips[0].reason, "more threads than the control group's limit of tasks (pids.max) leaves us (2)");
}

TEST_F(FitTest, MoreThreadsThanCpuTimeAreSkipped) {
  for (unsigned n : {1u, 2u, 3u}) {
    add(1, std::nullopt);
    plan.trials.back().threads = n;
  }
  offer.cpus = 1.5;
  fit(plan, machine, offer);
  EXPECT_EQ(plan.trials.size(), 2u) << "a CPU and a half has two threads at work";
  ASSERT_EQ(plan.skips.size(), 1u);
  EXPECT_THAT(plan.skips[0].reason, HasSubstr("1.50 CPUs"));
  EXPECT_THAT(plan.skips[0].reason, HasSubstr("--threads=3"));
}

TEST_F(FitTest, NothingLeftIsARefusal) {
  add(64, 0);
  offer.left = {1u << 20, "the limit of data (ulimit -d)"};
  EXPECT_THAT([&] { fit(plan, machine, offer); }, ThrowsMessage<RunError>(HasSubstr("ulimit -d")));
}

}  // namespace
}  // namespace fenceline
