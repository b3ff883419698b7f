#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <harness/closing.h>

#include <cmath>
#include <sstream>

namespace fenceline {
namespace {

using testing::HasSubstr;
using testing::Not;

Summary row(const std::string& trial, double share, bool closed, double median_ns = 5) {
  Summary s;
  s.key.id = trial;
  s.mode_share = share;
  s.closed = closed;
  s.median_ns = median_ns;
  return s;
}

/// In one line, as it is broken where it does not fit.
std::string unbroken(const std::string& text) {
  std::istringstream words(text);
  std::string out;
  for (std::string word; words >> word;) out += (out.empty() ? "" : " ") + word;
  return out;
}

TEST(Closing, ATrialCountsOnceByItsCommonestMode) {
  Outcome outcome;
  outcome.summaries = {row("a", 0.1, false), row("a", 0.9, true), row("b", 0.6, false),
                       row("b", 0.4, true),  row("c", 1, true),   row("d", 1, false, std::nan(""))};
  const auto text = unbroken(closing_text(outcome, "DIR"));
  EXPECT_THAT(text, HasSubstr("1 of 4 trials have a 95 % interval wider than ±2 %"));
  EXPECT_THAT(text, HasSubstr("1 of 4 trials have no figure"));
  EXPECT_THAT(text, HasSubstr("report: ./fenceline report DIR"));
  EXPECT_THAT(text, Not(HasSubstr("--resume")));
}

TEST(Closing, WhereNothingIsWideItSaysSo) {
  Outcome outcome;
  outcome.summaries = {row("a", 1, true)};
  EXPECT_THAT(unbroken(closing_text(outcome, "DIR")), HasSubstr("all 1 trials have a 95 % interval within ±2 %"));
}

TEST(Closing, ARunThatIsNotCompleteIsCalledSo) {
  Outcome outcome;
  outcome.summaries = {row("a", 1, true)};
  outcome.ended = Ended::interrupted;
  outcome.there = 3;
  outcome.asked_for = 30;
  outcome.failures = {"a: a lost update"};
  const auto text = unbroken(closing_text(outcome, "DIR"));
  EXPECT_THAT(text, HasSubstr("NOT COMPLETE, interrupted: 3 of 30 repetitions"));
  EXPECT_THAT(text, HasSubstr("WRONG: the work of 1 trials"));
  EXPECT_THAT(text, HasSubstr("go on: ./bench --resume=DIR"));
}

TEST(Closing, DisturbancesAreToldTheCommonestFirstAndFit80Columns) {
  Outcome outcome;
  outcome.summaries = {row("a", 1, true)};
  outcome.repetitions = 400;
  outcome.disturbed = 20;
  outcome.disturbances = {{"clock changed", 1}, {"moved", 2}, {"steal", 12}, {"switched out", 20}, {"migrated", 3}};
  const auto text = closing_text(outcome, "DIR");
  EXPECT_THAT(unbroken(text),
              HasSubstr("20 of 400 repetitions were disturbed and do not count (switched out 20, steal 12, "
                        "migrated 3, moved 2, clock changed 1)"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 82u) << line;  // ± is two bytes
}

}  // namespace
}  // namespace fenceline
