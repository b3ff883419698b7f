#include <base/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <harness/results/results.h>

#include <filesystem>

namespace fenceline {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

/// A folder of results of a made-up machine.
class ResultsOfAHost : public ::testing::Test {
 protected:
  ResultsOfAHost() {
    char name[] = "/tmp/results-test-XXXXXX";
    folder_ = mkdtemp(name);
    host_.machine = load_machine("pack:1 core:2 pu:1");
    host_.machine.remarks = {"made up"};
    host_.verdict = {Execution::native, "made up", "KVM"};
    host_.facts = {{"isa", "x86_64", ""}, {"cpu_model", "Made-up 9000", ""}, {"microcode", "", "not told"}};
    host_.name = "made-up";
    request_.out = folder_ / "run";
  }
  ~ResultsOfAHost() override { fs::remove_all(folder_); }

  fs::path folder_;
  Host host_;
  Request request_;
};

TEST_F(ResultsOfAHost, WhatItIsStandsInRunCsv) {
  NativeResults results(request_, host_, {});
  const auto rows = read_csv(folder_ / "run" / "run.csv");
  EXPECT_THAT(rows, Contains(ElementsAre("virt", "KVM", "")));
  EXPECT_THAT(rows, Contains(ElementsAre("cpu_model", "Made-up 9000", "")));
  EXPECT_THAT(rows, Contains(ElementsAre("microcode", "", "not told")));
  EXPECT_THAT(rows, Contains(ElementsAre("topology_remark", "made up", "")));
  EXPECT_THAT(rows, Contains(ElementsAre("threshold.interval", "0.02", "")));
  EXPECT_THAT(rows, Contains(ElementsAre("metric.latency.unit", "ns", "")));
  EXPECT_THAT(rows, Contains(ElementsAre("metric.bandwidth.better", "more", "")));
}

TEST_F(ResultsOfAHost, AnotherHostDoesNotGoOnWithThem) {
  NativeResults(request_, host_, {}).end("interrupted");
  check_same_host(folder_ / "run", host_);
  host_.facts[1].value = "Made-up 9001";
  EXPECT_THAT([&] { check_same_host(folder_ / "run", host_); },
              ThrowsMessage<InputError>(HasSubstr("its cpu_model is 'Made-up 9000', and here it is 'Made-up 9001'")));
}

TEST_F(ResultsOfAHost, WhatTheMachineRefusedBeforeItsFirstRowLeavesNothing) {
  { const NativeResults results(request_, host_, {}); }
  EXPECT_FALSE(fs::exists(folder_ / "run"));
  { const EmulatedResults results(request_, host_, {}); }
  EXPECT_FALSE(fs::exists(folder_ / "run"));
  NativeResults(request_, host_, {}).end("interrupted");
  EXPECT_TRUE(fs::exists(folder_ / "run" / "run.csv"));
}

}  // namespace
}  // namespace fenceline
