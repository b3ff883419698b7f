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
