#include <base/error.h>
#include <gtest/gtest.h>
#include <harness/results/thresholds.h>
#include <harness/run/between_runs.h>

namespace fenceline {
namespace {

constexpr std::string_view kTable =
    "suite,metric,how,threads,unit,spread,reach_steady,reach_unsteady,source\n"
    "*,*,*,one,ns,0.001,0.004,0.008,here\n"
    "*,contended,*,several,ns,0.01,0.03,0.03,\"here, there\"\n"
    "fences,latency,*,one,ns,0.001,0.05,0.06,here\n"
    "fences,latency,*,one,cycle,0.001,0.007,0.1,here\n"
    "fences,latency,after_hits k=2,one,cycle,0.001,0.02,0.03,here\n"
    "fences,*,*,one,cycle,0.001,0.0001,0.0001,here\n";

TrialKey key(const char* suite, const char* metric, unsigned threads, const char* how = "", const char* args = "") {
  TrialKey k;
  k.suite = suite;
  k.metric = metric;
  k.how = how;
  k.args = args;
  k.threads = threads;
  return k;
}

TEST(BetweenRuns, TheNarrowestKindThatIsKnownTells) {
  const auto fence = between_runs(kTable, key("fences", "latency", 1, "alone"));
  EXPECT_EQ(fence.ns.steady, 0.05);  // each unit for itself: the core's clock moves the one alone
  EXPECT_EQ(fence.ns.unsteady, 0.06);
  EXPECT_EQ(fence.cycles.steady, 0.007);
  EXPECT_EQ(fence.cycles.unsteady, 0.1);
  EXPECT_EQ(between_runs(kTable, key("fences", "latency", 1, "after_hits", "k=2")).cycles.steady, 0.02);
  EXPECT_EQ(between_runs(kTable, key("fences", "latency", 1, "after_hits", "k=4")).cycles.steady, 0.007);
  EXPECT_EQ(between_runs(kTable, key("atomics", "latency", 1)).ns.steady, 0.004);
  EXPECT_EQ(between_runs(kTable, key("atomics", "contended", 2)).ns.steady, 0.03);
}

TEST(BetweenRuns, NothingIsKnownMoreNearlyThanTheLeast) {
  EXPECT_EQ(between_runs(kTable, key("fences", "throughput", 1)).cycles.unsteady, kLeastBetween);
  EXPECT_EQ(between_runs(kTable, key("atomics", "latency", 2)).ns.steady, kLeastBetween);
}

TEST(BetweenRuns, ATableWithoutIsRefused) {
  EXPECT_THROW(between_runs("suite,metric,how,threads,unit,spread\n", key("a", "b", 1)), RunError);
}

TEST(BetweenRuns, TheOneThatIsCarriedTells) {
  const auto one = between_runs(key("atomics", "latency", 1, "latency"));
  for (const double reach : {one.ns.steady, one.ns.unsteady, one.cycles.steady, one.cycles.unsteady}) {
    EXPECT_GE(reach, kLeastBetween);
    EXPECT_LT(reach, 0.5);
  }
}

}  // namespace
}  // namespace fenceline
