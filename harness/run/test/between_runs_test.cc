#include <base/error.h>
#include <gtest/gtest.h>
#include <harness/results/thresholds.h>
#include <harness/run/between_runs.h>

namespace fenceline {
namespace {

constexpr std::string_view kTable =
    "suite,metric,threads,unit,spread,reach,source\n"
    "*,*,one,ns,0.001,0.004,here\n"
    "*,contended,several,ns,0.01,0.03,\"here, there\"\n"
    "fences,latency,one,ns,0.001,0.005,here\n"
    "fences,latency,one,cycle,0.001,0.007,here\n"
    "fences,*,one,cycle,0.001,0.0001,here\n";

TEST(BetweenRuns, TheNarrowestKindThatIsKnownTells) {
  EXPECT_EQ(between_runs(kTable, "fences", "latency", 1), 0.007);  // the wider of the two units
  EXPECT_EQ(between_runs(kTable, "atomics", "latency", 1), 0.004);
  EXPECT_EQ(between_runs(kTable, "atomics", "contended", 2), 0.03);
}

TEST(BetweenRuns, NothingIsKnownMoreNearlyThanTheLeast) {
  EXPECT_EQ(between_runs(kTable, "fences", "throughput", 1), kLeastBetween);
  EXPECT_EQ(between_runs(kTable, "atomics", "latency", 2), kLeastBetween);
}

TEST(BetweenRuns, ATableWithoutIsRefused) {
  EXPECT_THROW(between_runs("suite,metric,threads,unit,spread\n", "a", "b", 1), RunError);
}

TEST(BetweenRuns, TheOneThatIsCarriedTells) {
  EXPECT_GE(between_runs("atomics", "latency", 1), kLeastBetween);
  EXPECT_LT(between_runs("atomics", "latency", 1), 0.5);
}

}  // namespace
}  // namespace fenceline
