// How much a run leaves behind: a made-up one with cells as long as those of real ones.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <harness/results/results.h>
#include <unistd.h>

#include <filesystem>

namespace fenceline {
namespace {

namespace fs = std::filesystem;

class FolderSizeTest : public ::testing::Test {
 protected:
  FolderSizeTest() : folder_(fs::path(::testing::TempDir()) / fmt::format("folder-size-{}", getpid())) {
    host_.machine = load_machine("pack:1 core:2 pu:1");
    host_.verdict = {Execution::native, "made up", ""};
    request_.out = folder_.string();
  }
  ~FolderSizeTest() override { fs::remove_all(folder_); }

  /// Bytes of the folder after so many repetitions of each of so many trials, and their summaries.
  uintmax_t size(unsigned trials, unsigned repetitions, unsigned threads) {
    {
      NativeResults results(request_, host_, {});
      std::vector<Summary> summaries;
      for (unsigned trial = 0; trial < trials; ++trial) {
        for (unsigned n = 0; n < repetitions; ++n) results.write(record(trial, n, threads));
        summaries.push_back(summary(record(trial, 0, threads)));
      }
      results.write(summaries);
    }
    uintmax_t bytes = 0;
    for (const auto& file : fs::directory_iterator(folder_)) bytes += file.file_size();
    fs::remove_all(folder_);
    return bytes;
  }

  fs::path folder_;

 private:
  static NativeRecord record(unsigned trial, unsigned repetition, unsigned threads) {
    NativeRecord r;
    const auto kernel = fmt::format("fetch_add/builtin_fetch_add_seq_cst{}.64/false_sharing", trial);
    r.key = {.id = fmt::format("atomics/{}/spacing=128/numa.node-local-n0/threads:{}", kernel, threads),
             .suite = "atomics",
             .kernel = kernel,
             .group = "fetch_add",
             .variant = "builtin_fetch_add_seq_cst",
             .width = 64,
             .use = "",
             .how = "false_sharing",
             .order = "seq_cst",
             .metric = "contended",
             .args = "spacing=128",
             .threads = threads,
             .placement = {}};
    r.key.placement.policy = "numa";
    r.key.placement.label = "node-local n0";
    r.repetition = repetition;
    if (repetition % 3 == 1) r.disturbed = "switched out; clock changed";
    r.ops = 514'400 + repetition;
    r.window = {1'018'523.41 + repetition};
    r.ns_per_op = 61.123456 + repetition;
    r.empty_ns_per_op = threads > 1 ? 0 : 0.333398123;
    r.cycles_per_op = 183.123456 + repetition;
    r.cycles_source = "calibrated";
    r.core_ghz = 2.998541234;
    if (threads == 1) r.core_width = 4.691661234;
    if (threads > 1) {
      r.overlap = 0.999389123;
      r.jain = 0.999644123;
      r.min_share = 0.962963123;
      r.probe_before_ns = r.probe_after_ns = 61.2345678;
      r.mode = "61ns";
    }
    r.memory_landed = 0;
    r.landed_share = 1;
    r.run_delay_ns = repetition % 3 == 1 ? 104'512 : 0;
    r.steal_ns = 0;
    r.frequency_change = 4.5754123e-5 * repetition;
    for (unsigned t = 0; t < threads; ++t) {
      auto& thread = r.threads.emplace_back();
      thread.cpu = t;
      thread.ran_on_first = thread.ran_on_last = int(t);
      thread.ops = r.ops / threads;
      for (const char* event : {"cycles", "instructions", "ipc"}) {
        CounterValue value;
        value.event = event;
        value.counted = "perf::instructions";
        value.gap = "no PMU here has this event, as in most virtual machines (ENOENT)";
        thread.counters.push_back(value);
      }
      for (const char* event : {"page-faults", "context-switches", "cpu-migrations"}) {
        CounterValue value;
        value.event = event;
        value.value = repetition % 40 ? 0 : 2;  // each change is a row
        // Threads that sleep for a lock are switched out now and then: one row in five changes, of those of a run of `contention`.
        if (threads > 1 && value.event == "context-switches") value.value = repetition / 5 % 2;
        value.counted = "perf::context-switches";
        value.time_enabled_ns = value.time_running_ns = 1'006'226;
        thread.counters.push_back(value);
      }
    }
    return r;
  }

  static Summary summary(const NativeRecord& r) {
    Summary s;
    s.key = r.key;
    s.mode = r.mode;
    s.repetitions = 30;
    s.disturbed = 7;
    s.median_ns = s.low_ns = s.high_ns = s.min_ns = s.max_ns = 61.123456;
    s.median_cycles = s.low_cycles = s.high_cycles = 183.123456;
    s.between_ns = 0.0625;
    s.between_cycles = 0.0025;
    s.note = "interval wider than ±2 %";
    return s;
  }

  Host host_;
  Request request_;
};

TEST_F(FolderSizeTest, ARepetitionAndATrialTakeFewBytes) {
  constexpr unsigned kMany = 200;
  const struct {
    unsigned threads;
    double repetition, trial;  ///< bytes at the most
  } kMost[] = {{1, 140, 1'800}, {2, 205, 2'600}};
  for (const auto& most : kMost) {
    const auto ten = double(size(10, 1, most.threads)), twenty = double(size(20, 1, most.threads)),
               more = double(size(10, kMany, most.threads));
    EXPECT_LE((more - ten) / (10 * (kMany - 1)), most.repetition) << most.threads;
    EXPECT_LE((twenty - ten) / 10, most.trial) << most.threads;
  }
}

// The suite that `./bench` runs has some 310 trials on two PUs, and in its 75 s measures each some 80 times.
TEST_F(FolderSizeTest, ADefaultRunLeavesLessThanFiveMegabytes) {
  EXPECT_LT(size(200, 48, 1) + size(110, 136, 2), 5'000'000u);
}

}  // namespace
}  // namespace fenceline
