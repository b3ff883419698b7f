#include <base/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <harness/plan/plan.h>

#include <set>

namespace fenceline {
namespace {

using ::testing::HasSubstr;

Kernel kernel(std::string name, unsigned least, unsigned most, std::vector<Axis> axes = {}) {
  Kernel k;
  k.suite = "some";
  k.name = std::move(name);
  k.roles = {{.least = least, .most = most}};
  k.axes = std::move(axes);
  return k;
}

const std::vector<Kernel> kKernels = {kernel("alone", 1, 1), kernel("pair", 2, 2), kernel("crowd", 2, kAnyThreads),
                                      kernel("curve", 1, 1, {{"k", "", {0, 1, 2}}, {"w", "B", {8, 64}}})};

Request request(std::string pin = "compact") {
  Request r;
  r.suites = {"some"};
  r.pin = std::move(pin);
  return r;
}

std::string message_of(auto&& f) {
  try {
    f();
  } catch (const InputError& e) {
    return e.what();
  }
  return "(no InputError)";
}

TEST(MakePlan, EachArgumentCombinationIsATrialWithItsOwnName) {
  const auto machine = load_machine("pack:1 core:4 pu:1");
  auto r = request();
  r.filter = "curve";
  const auto plan = make_plan(r, machine, kKernels);
  std::set<std::string> ids;
  for (const auto& t : plan.trials) ids.insert(t.id);
  EXPECT_EQ(ids.size(), plan.trials.size());
  EXPECT_EQ(plan.trials.size() % 6, 0u);
  EXPECT_THAT(*ids.begin(), HasSubstr("some/curve/k=0 w=64/"));
}

// A line's walk is laid out anew, and the kernel clears what is new: with caches of hundreds of MiB that is most of a round.
TEST(MakePlan, LargeCachesLeaveTheMemorySuiteInItsBudget) {
  Request r;
  r.suites = {"memory"};
  const auto with_l3 = [&](const char* bytes) {
    return make_plan(
        r, load_machine(std::string("pack:1 l3:1(size=") + bytes + ") l2:2(size=2097152) l1:1(size=49152) core:1 pu:1"),
        kernels());
  };
  const auto small = with_l3("33554432"), large = with_l3("272629760"), largest = with_l3("528482304");
  EXPECT_GT(large.estimated_s / large.repetitions, 1.1 * small.estimated_s / small.repetitions);
  EXPECT_GT(largest.estimated_s / largest.repetitions, 1.5 * large.estimated_s / large.repetitions);
  for (const auto* plan : {&small, &large, &largest}) {
    EXPECT_GE(plan->repetitions, kLeastRepetitions);
    EXPECT_LE(plan->estimated_s, plan->budget_s);
  }
  EXPECT_LT(largest.repetitions, 30u);
  r.repetitions_told = true;
  EXPECT_EQ(with_l3("528482304").repetitions, 30u) << "who asks for them gets them";
  r.repetitions_told = false;
  r.budget_s = 0;
  EXPECT_EQ(with_l3("528482304").repetitions, 30u);
}

TEST(MakePlan, WhatAKernelLacksIsAskedOfThisMachineOnly) {
  auto lacking = kernel("alone", 1, 1);
  int asked = 0;
  lacking.lacks = [&asked] { return ++asked, std::string("its library does not open"); };
  const std::vector<Kernel> kernels{lacking, kernel("pair", 1, 2)};
  EXPECT_TRUE(make_plan(request(), load_machine("pack:1 core:4 pu:1"), kernels).skips.empty());
  EXPECT_EQ(asked, 0);
  const auto plan = make_plan(request(), load_machine(), kernels);
  ASSERT_FALSE(plan.skips.empty());
  EXPECT_EQ(plan.skips[0].reason, "its library does not open");
  for (const Trial& trial : plan.trials) EXPECT_EQ(trial.kernel->name, "pair");
}

TEST(MakePlan, TheBudgetIsWhatWasAskedForOrWhatTheTrialsTake) {
  const auto machine = load_machine("pack:1 core:4 pu:1");
  auto r = request();
  r.filter = "alone";
  EXPECT_EQ(make_plan(r, machine, kKernels).budget_s, kLeastBudget + 1);
  r.budget_s = 3;
  EXPECT_EQ(make_plan(r, machine, kKernels).budget_s, 3);
  const std::vector<Kernel> many{kernel("curve", 1, 1, {{"k", "", std::vector<int64_t>(100, 1)}})};
  EXPECT_EQ(make_plan(request(), machine, many).budget_s, kMostBudget);
}

TEST(MakePlan, AWindowThatAKernelNeedsIsInTheEstimate) {
  const auto machine = load_machine("pack:1 core:4 pu:1");
  std::vector<Kernel> kernels{kernel("slow", 1, 1, {{"k", "", {1, 2}}})};
  const auto r = request();
  const auto before = make_plan(r, machine, kernels);
  kernels[0].least_window = [](const std::vector<int64_t>& args) { return Nanoseconds{5e6 * double(args[0])}; };
  const double of_each = double(before.trials.size()) / 2 * r.repetitions;
  EXPECT_NEAR(make_plan(r, machine, kernels).estimated_s - before.estimated_s, of_each * (4e-3 + 9e-3), 1e-9);
}

TEST(MakePlan, NamesTellOnlyWhatIsUnusual) {
  Axis burst{.name = "burst", .unit = "item", .values = {1, 8}, .least = 1, .most = 8};
  burst.usual = 1;
  const std::vector<Kernel> kernels{kernel("queue", 1, 1, {{"capacity", "item", {64}}, burst})};
  EXPECT_EQ(args_text(kernels[0], {64, 1}), "capacity=64");
  EXPECT_EQ(args_text(kernels[0], {64, 8}), "capacity=64 burst=8");
  EXPECT_EQ(args_words(kernels[0], {64, 1}), "capacity 64 items");
  EXPECT_EQ(args_words(kernel("queue", 1, 1, {{"interval", "ns", {500}}}), {500}), "500 ns");
  const std::vector<Kernel> plain{kernel("queue", 1, 1, {burst})};
  auto r = request();
  r.filter = "queue/compact";
  EXPECT_EQ(make_plan(r, load_machine("pack:1 core:4 pu:1"), plain).trials.size(), 1u);
}

TEST(MakePlan, ARoleThatIsGivenItsThreadsLeavesTheOthersTheRest) {
  Kernel k = kernel("queue", 1, 1, {{.name = "producers", .unit = "", .values = {0, 1, 2}, .most = 9}});
  k.roles = {{.name = "producer", .most = kAnyThreads, .given = "producers"},
             {.name = "consumer", .most = kAnyThreads}};
  auto r = request();
  r.threads = {2, 3};
  const auto plan = make_plan(r, load_machine("pack:1 core:4 pu:1"), {k});
  std::set<std::pair<unsigned, int64_t>> planned;
  for (const auto& t : plan.trials) planned.emplace(t.threads, t.args[0]);
  EXPECT_EQ(planned, (std::set<std::pair<unsigned, int64_t>>{{2, 0}, {2, 1}, {3, 0}, {3, 1}, {3, 2}}));
  ASSERT_EQ(plan.skips.size(), 1u);
  EXPECT_EQ(plan.skips[0].reason, "does not take 2 threads with producers=2");
  EXPECT_EQ(deal(k.roles_with(std::vector<int64_t>{2}), 3).threads, (std::vector<unsigned>{2, 1}));
}

TEST(MakePlan, WhatAKernelRefusesIsASkipAndTheOthersGoOn) {
  const std::vector<Kernel> kernels{
      kernel("bounded", 1, 1, {{.name = "capacity", .unit = "", .values = {64}, .least = 1, .most = 64}}),
      kernel("meeting", 1, 1, {{.name = "capacity", .unit = "", .values = {64}, .least = 0, .most = 64}})};
  auto r = request();
  r.parameters = {"capacity=0"};
  const auto machine = load_machine("pack:1 core:4 pu:1");
  const auto plan = make_plan(r, machine, kernels);
  for (const auto& t : plan.trials) EXPECT_EQ(t.kernel->name, "meeting");
  EXPECT_FALSE(plan.trials.empty());
  ASSERT_EQ(plan.skips.size(), 1u);
  EXPECT_EQ(plan.skips[0].what + ": " + plan.skips[0].reason, "some/bounded: --param=capacity=0 (it takes 1 to 64)");
  r.filter = "bounded";
  EXPECT_THAT(message_of([&] { make_plan(r, machine, kernels); }), HasSubstr("capacity=0 (it takes 1 to 64)"));
}

TEST(MakePlan, ThreadsStayWithinWhatTheKernelTakes) {
  const auto plan = make_plan(request(), load_machine("pack:1 core:4 pu:1"), kKernels);
  std::set<unsigned> crowd;
  for (const auto& t : plan.trials) {
    if (t.kernel->name == "alone") {
      EXPECT_EQ(t.threads, 1u);
    }
    if (t.kernel->name == "pair") {
      EXPECT_EQ(t.threads, 2u);
    }
    if (t.kernel->name == "crowd") crowd.insert(t.threads);
  }
  EXPECT_TRUE(crowd.contains(2));
  EXPECT_TRUE(crowd.contains(4));
  EXPECT_FALSE(crowd.contains(1));
}

TEST(MakePlan, AOneCpuMachineSkipsWhatNeedsTwoAndSaysSo) {
  const auto plan = make_plan(request(), load_machine("pack:1 core:1 pu:1"), kKernels);
  bool told = false;
  for (const auto& s : plan.skips) told = told || (s.what == "some/pair" && s.reason.find("2 PUs") != s.reason.npos);
  EXPECT_TRUE(told);
  for (const auto& t : plan.trials) EXPECT_EQ(t.threads, 1u);
}

TEST(MakePlan, WrongNamesAreToldWithTheNearest) {
  const auto machine = load_machine("pack:1 core:2 pu:1");
  auto r = request();
  r.suites = {"som"};
  EXPECT_THAT(message_of([&] { make_plan(r, machine, kKernels); }), HasSubstr("some"));
  r = request();
  r.filter = "(";
  EXPECT_THAT(message_of([&] { make_plan(r, machine, kKernels); }), HasSubstr("regular expression"));
  r.filter = "nothing matches this";
  EXPECT_THAT(message_of([&] { make_plan(r, machine, kKernels); }), HasSubstr("nothing to do"));
}

TEST(MakePlan, MoreThreadsThanPusAreRefusedUnlessAskedFor) {
  const auto machine = load_machine("pack:1 core:2 pu:1");
  auto r = request();
  r.threads = {4};
  EXPECT_THAT(message_of([&] { make_plan(r, machine, kKernels); }), HasSubstr("--oversubscribe"));
  r.oversubscribe = true;
  const auto plan = make_plan(r, machine, kKernels);
  for (const auto& t : plan.trials) EXPECT_TRUE(t.placement.oversubscribed);
}

TEST(MakePlan, AKernelThatMustBeAskedForIsSkippedWithTheOption) {
  auto k = kernel("dangerous", 1, 1);
  k.opt_in = "allow-danger";
  auto r = request();
  const auto machine = load_machine("pack:1 core:2 pu:1");
  const std::vector<Kernel> list = {kernel("alone", 1, 1), k};
  const auto plan = make_plan(r, machine, list);
  ASSERT_EQ(plan.trials.size(), 1u);
  EXPECT_THAT(plan.skips.at(0).reason, HasSubstr("--allow-danger"));
  r.opt_in = {"allow-danger"};
  EXPECT_EQ(make_plan(r, machine, list).trials.size(), 2u);
}

TEST(MakePlan, OnePuMeasuresACurveByThreadsAtItsFirstPoint) {
  const auto machine = load_machine("pu:1");
  const std::vector<Kernel> list = {kernel("curve", 1, kAnyThreads)};
  for (const char* pin : {"none", "compact", "smt", "numa", "all", "0"}) {
    const auto plan = make_plan(request(pin), machine, list);
    ASSERT_EQ(plan.trials.size(), 1u) << pin;
    EXPECT_EQ(plan.trials[0].threads, 1u) << pin;
  }
}

TEST(MakePlan, TheDescriptionFitsTheTerminal) {
  const auto machine = load_machine("pack:2 numa:2 core:8 pu:2");
  const auto r = request("numa");
  const auto text = plan_text(make_plan(r, machine, kKernels), r, machine);
  std::stringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
}

}  // namespace
}  // namespace fenceline
