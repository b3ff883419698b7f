#include <base/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <harness/run/google_benchmark.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace fenceline {
namespace {

using nlohmann::json;

class GoogleBenchmarkTest : public ::testing::Test {
 protected:
  GoogleBenchmarkTest() {
    request_.benchmark_out = path_;
    for (unsigned i = 0; i < 4; ++i) trials_.emplace_back().id = "made/up/" + std::to_string(i);
    for (const auto& t : trials_) states_.emplace_back(t, std::vector<Measured>{});
    for (auto& s : states_) all_.push_back(&s);
  }
  ~GoogleBenchmarkTest() override { std::filesystem::remove(path_); }
  /// Strictly JSON, or this fails.
  json report() const {
    std::ifstream in(path_);
    return json::parse(in);
  }
  static NativeRecord record(double ns, const std::string& wrong = "") {
    NativeRecord r;
    r.ns_per_op = ns;
    r.wrong = wrong;
    return r;
  }

  const std::string path_ = testing::TempDir() + "fenceline-google-benchmark.json";
  Request request_;
  std::vector<Trial> trials_;
  std::vector<TrialState> states_;
  std::vector<TrialState*> all_;
};

const auto kNeverStop = [] { return false; };

TEST_F(GoogleBenchmarkTest, EveryRepetitionIsARowAlsoThoseBeforeAResumption) {
  std::vector<TrialState> before{
      TrialState(trials_[0], {{.repetition = 0, .ns_per_op = 7, .cycles_per_op = {}, .mode = ""}})};
  GoogleBenchmark google(request_);
  google.begin(before);
  for (int round = 0; round < 2; ++round)
    EXPECT_FALSE(google.round(all_, kNeverStop, [](TrialState&) { return record(5); }));
  google.end();
  const auto rows = report()["benchmarks"];
  ASSERT_EQ(rows.size(), 9u);
  EXPECT_EQ(rows[0]["name"], "made/up/0/iterations:1/manual_time");
  EXPECT_DOUBLE_EQ(rows[0]["real_time"], 7);
  EXPECT_EQ(rows[1]["name"], rows[0]["name"]);
  EXPECT_DOUBLE_EQ(rows[1]["real_time"], 5);
  EXPECT_EQ(report()["context"]["executable"], "bench");
}

TEST_F(GoogleBenchmarkTest, WhatIsWrongOrHasNoTimeIsAnErrorInItsRow) {
  GoogleBenchmark google(request_);
  google.begin(states_);
  google.round(all_, kNeverStop, [&](TrialState& s) {
    return &s == all_[0] ? record(5, "a \"lost\"\nupdate") : record(&s == all_[1] ? std::nan("") : 5);
  });
  google.end();
  const auto rows = report()["benchmarks"];
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0]["error_message"], "a \"lost\"\nupdate");
  EXPECT_TRUE(rows[1]["error_occurred"]);
  EXPECT_FALSE(rows[2].contains("error_occurred"));
}

TEST_F(GoogleBenchmarkTest, WhatFailsEndsTheRoundAndLeavesAReport) {
  unsigned runs = 0;
  {
    GoogleBenchmark google(request_);
    google.begin(states_);
    const auto error = google.round(all_, kNeverStop, [&](TrialState&) -> NativeRecord {
      if (++runs == 2) throw RunError("no memory");
      return record(5);
    });
    EXPECT_THROW(std::rethrow_exception(error), RunError);
  }
  EXPECT_EQ(runs, 2u);
  const auto rows = report()["benchmarks"];
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1]["error_message"], "no memory");
}

TEST_F(GoogleBenchmarkTest, AnInterruptedRunLeavesAReportOfWhatWasRun) {
  unsigned runs = 0;
  GoogleBenchmark google(request_);
  google.begin(states_);
  google.round(
      all_, [&] { return runs == 3; }, [&](TrialState&) { return ++runs, record(5); });
  google.end();
  EXPECT_EQ(report()["benchmarks"].size(), 3u);
}

TEST_F(GoogleBenchmarkTest, ARunThatEndsBeforeItBeginsChangesNothing) {
  { GoogleBenchmark google(request_); }
  EXPECT_FALSE(std::filesystem::exists(path_));
  std::ofstream(path_) << "[1]";
  { GoogleBenchmark google(request_); }
  EXPECT_EQ(report(), json::array({1}));
  {
    GoogleBenchmark google(request_);
    google.begin(states_);
  }
  EXPECT_EQ(report()["benchmarks"], json::array());
}

TEST_F(GoogleBenchmarkTest, WhereNothingCanBeWrittenItSaysSo) {
  request_.benchmark_out = "/nowhere/at/all.json";
  EXPECT_THROW(GoogleBenchmark{request_}, RunError);
  request_.benchmark_out = "/dev/full";
  GoogleBenchmark google(request_);
  google.begin(states_);
  google.round(all_, kNeverStop, [](TrialState&) { return record(5); });
  EXPECT_THROW(google.end(), RunError);
}

}  // namespace
}  // namespace fenceline
