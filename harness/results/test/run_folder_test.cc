#include <base/error.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <harness/results/results.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace fenceline {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::ThrowsMessage;

/// Works in a folder of its own, as results/ is made where we stand.
class RunFolderTest : public ::testing::Test {
 protected:
  RunFolderTest() : stood_(fs::current_path()) {
    char name[] = "/tmp/run-folder-test-XXXXXX";
    here_ = mkdtemp(name);
    fs::current_path(here_);
    host_.machine = load_machine("pack:1 core:2 pu:1");
    host_.verdict = {Execution::native, "made up", ""};
    host_.name = "made-up";
  }
  ~RunFolderTest() override {
    fs::current_path(stood_);
    fs::remove_all(here_);
  }
  Request out(const std::string& folder) const {
    Request r;
    r.out = folder;
    return r;
  }
  Request resume(const std::string& folder) const {
    Request r;
    r.resume = folder;
    return r;
  }

  fs::path stood_, here_;
  Host host_;
};

TEST_F(RunFolderTest, TwoRunsOfOneSecondHaveTwoFolders) {
  RunFolder first({}, host_), second({}, host_), third({}, host_);
  EXPECT_NE(first.path(), second.path());
  EXPECT_NE(second.path(), third.path());
  EXPECT_THAT(first.path().string(), HasSubstr("results/native/made-up/"));
  EXPECT_FALSE(fs::exists("results/native/latest"));
  second.keep();
  EXPECT_TRUE(fs::equivalent("results/native/latest", second.path()));
}

TEST_F(RunFolderTest, WhatNoHardwareExecutesGoesToTheOtherTree) {
  for (const auto execution : {Execution::qemu_user, Execution::unknown}) {
    host_.verdict.execution = execution;
    EXPECT_THAT(RunFolder({}, host_).path().string(), HasSubstr("results/emulated/made-up/"));
  }
}

TEST_F(RunFolderTest, ARunThatCannotBeginLeavesNothing) {
  for (const auto& request : {Request{}, out("a/b/c"), out("there/c")}) {
    fs::create_directories("there");
    {
      RunFolder folder(request, host_);
      std::ofstream(folder.path() / "run.csv") << "half a";
    }
    EXPECT_FALSE(fs::exists("a"));
    EXPECT_TRUE(fs::is_empty("there"));
    EXPECT_TRUE(!fs::exists("results") || fs::is_empty("results/native/made-up"));
  }
  fs::create_directories("empty");
  { RunFolder folder(out("empty"), host_); }
  EXPECT_TRUE(fs::is_empty("empty"));  // it was there before: it stays
}

TEST_F(RunFolderTest, WhatIsSomebodyElsesIsLeftAlone) {
  fs::create_directories("full");
  std::ofstream("full/thesis.tex") << "text";
  EXPECT_THAT([&] { RunFolder(out("full"), host_); }, ThrowsMessage<InputError>(HasSubstr("thesis.tex")));
  EXPECT_TRUE(fs::exists("full/thesis.tex"));
  EXPECT_EQ(std::distance(fs::directory_iterator("full"), {}), 1);
  std::ofstream("file") << "text";
  EXPECT_THROW(RunFolder(out("file"), host_), RunError);
  EXPECT_THROW(RunFolder(out("file/below"), host_), RunError);
  EXPECT_TRUE(fs::is_regular_file("file"));
}

TEST_F(RunFolderTest, OneProcessWritesThereAndItsDeathEndsTheLock) {
  int ready[2], end[2];
  ASSERT_EQ(pipe(ready) | pipe(end), 0);
  const pid_t child = fork();
  if (child == 0) {
    RunFolder folder(out("run"), host_);
    std::ofstream(folder.path() / "run.csv") << "key,value,gap\n";
    folder.keep();
    (void)!write(ready[1], "x", 1);
    char c;
    close(end[1]);
    (void)!read(end[0], &c, 1);
    _exit(0);  // as SIGKILL: nothing is cleaned up
  }
  char c;
  ASSERT_EQ(read(ready[0], &c, 1), 1);
  for (const auto& request : {resume("run"), out("run")}) {
    const auto who = request.out.empty() ? "process " + std::to_string(child) + " on " : "--resume=run";
    try {
      RunFolder folder(request, host_);
      ADD_FAILURE() << "two processes write there";
    } catch (const std::runtime_error& e) {
      EXPECT_THAT(e.what(), HasSubstr(who));
    }
  }
  close(end[0]);
  close(end[1]);
  waitpid(child, nullptr, 0);
  RunFolder folder(resume("run"), host_);
  EXPECT_TRUE(fs::exists("run/run.csv"));
}

// Rows are written when nobody knows where a mode's centre is.
TEST_F(RunFolderTest, ModesThatAreNamedAnewAreSoInEveryRecord) {
  NativeResults results(out("run"), host_, {});
  const auto write = [&](unsigned repetition, const char* mode, const char* disturbed) {
    NativeRecord r;
    r.key.id = "made/up";
    r.repetition = repetition;
    r.mode = mode;
    r.disturbed = disturbed;
    results.write(r);
  };
  write(0, "205ns", "");
  write(1, "28ns", "moved from 28ns to 205ns; steal");
  results.rename({{"205ns", "218ns"}});
  write(2, "218ns", "");
  const auto all = measured("run").at("made/up");
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].mode, "218ns");
  EXPECT_EQ(all[1].mode, "28ns");
  EXPECT_EQ(all[1].disturbed, "moved from 28ns to 218ns; steal");
  EXPECT_EQ(all[2].mode, "218ns");
}

TEST_F(RunFolderTest, WhatACounterGoesOnSayingIsToldOnce) {
  const auto record = [](unsigned repetition, double faults) {
    NativeRecord r;
    r.key.id = "made/up";
    r.repetition = repetition;
    CounterValue cycles, page_faults;
    cycles.event = "cycles";
    cycles.gap = "no PMU";
    page_faults.event = "page-faults";
    page_faults.value = faults;
    page_faults.counted = "getrusage";
    r.threads.emplace_back().counters = {cycles, page_faults};
    return r;
  };
  NativeResults results(out("run"), host_, {});
  unsigned repetition = 0;
  for (const unsigned faults : {0, 0, 3, 3, 0}) results.write(record(repetition++, faults));
  const auto rows = read_csv("run/counters.csv");
  std::vector<std::string> told;
  for (size_t i = 1; i < rows.size(); ++i) told.push_back(rows[i][3] + " " + rows[i][4] + " " + rows[i][1] + " " + rows[i][7]);
  EXPECT_THAT(told, testing::ElementsAre("cycles  0 ", "page-faults 0 0 getrusage", "page-faults 3 2 ", "page-faults 0 4 "));
}

TEST_F(RunFolderTest, RepetitionsSayWhoseTheyAreByANumberThatARunKeepsWhenItGoesOn) {
  const auto record = [](const char* trial, unsigned repetition) {
    NativeRecord r;
    r.key.id = trial;
    r.key.variant = "mov";
    r.repetition = repetition;
    return r;
  };
  {
    NativeResults results(out("run"), host_, {});
    results.write(record("made/b", 0));
    results.write(record("made/a", 0));
  }
  {
    NativeResults results(resume("run"), host_, {});
    results.write(record("made/c", 0));
    results.write(record("made/a", 1));
  }
  EXPECT_THAT(
      keys_in("run/trials.csv", {"trial_id", "trial", "variant"}),
      testing::ElementsAre(RowKey{"0", "made/b", "mov"}, RowKey{"1", "made/a", "mov"}, RowKey{"2", "made/c", "mov"}));
  EXPECT_THAT(keys_in("run/records.csv", {"trial_id", "repetition"}),
              testing::ElementsAre(RowKey{"0", "0"}, RowKey{"1", "0"}, RowKey{"1", "1"}, RowKey{"2", "0"}));
  EXPECT_EQ(measured("run").at("made/a").size(), 2u);
}

/// A process that is killed while it writes a record leaves a prefix of the bytes that the record would have become.
TEST_F(RunFolderTest, KilledAtAnyByteARunGoesOnWithEveryRowOnce) {
  const auto record = [](unsigned repetition) {
    NativeRecord r;
    r.key.id = "made/up/" + std::to_string(repetition);
    r.key.threads = 2;
    r.repetition = repetition;
    r.wrong = "quoted: \"a,\nb\"";  // a row of two lines
    for (unsigned t = 0; t < 2; ++t) {
      CounterValue value;
      value.event = "cycles";
      value.value = 7 + repetition;
      r.threads.emplace_back().counters = {value};
    }
    r.figures.push_back({"offset", "ns", 1.5});
    r.distributions.push_back({.role = "", .what = "latency", .unit = "ns", .values = {}});
    for (uint64_t v : {7, 7, 900}) r.distributions[0].values.add(v);
    r.series.push_back({"held", "node", {{{0}, 1}, {{1000}, 2}}});
    return r;
  };
  const auto read = [](const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
  };
  const std::vector<std::string> order = {"trials.csv",      "threads.csv",    "counters.csv", "figures.csv",
                                          "percentiles.csv", "histograms.csv", "series.csv",   "records.csv"};
  const auto all = [&] {
    std::map<std::string, std::string> texts;
    for (const auto& name : order) texts[name] = read("run/" + name);
    return texts;
  };
  std::map<std::string, std::string> before, after;
  {
    NativeResults results(out("run"), host_, {});
    results.write(record(0));
    before = all();
    results.write(record(1));
    after = all();
  }
  // Each file is cut with those before it whole: rows of threads and counters take turns, but know nothing of each other.
  for (size_t file = 0; file < order.size(); ++file) {
    const auto added = after[order[file]].size() - before[order[file]].size();
    ASSERT_GT(added, 0u);
    for (size_t bytes = 0; bytes <= added - (order[file] == "records.csv"); ++bytes) {
      for (size_t i = 0; i < order.size(); ++i) {
        const auto& name = order[i];
        const auto& text = i < file ? after[name] : before[name];
        std::ofstream("run/" + name, std::ios::trunc)
            << (i == file ? after[name].substr(0, before[name].size() + bytes) : text);
      }
      NativeResults results(resume("run"), host_, {});
      EXPECT_EQ(all(), before) << order[file] << " + " << bytes;
      results.write(record(1));
      EXPECT_EQ(all(), after) << order[file] << " + " << bytes;
    }
  }
}

TEST_F(RunFolderTest, WhatAnEmulatorHasExecutedItDoesNotExecuteAgain) {
  EmulatedRecord r;
  r.key.id = "made/up";
  CounterValue value;
  value.event = "cycles";
  r.threads.emplace_back().counters = {value};
  {
    EmulatedResults results(out("run"), host_, {});
    EXPECT_FALSE(results.has("made/up"));
    results.write(r);
  }
  r.key.id = "made/up/too";
  const auto whole = fs::file_size("run/emulated.csv");
  EmulatedResults(resume("run"), host_, {}).write(r);
  fs::resize_file("run/emulated.csv", whole + 5);
  const EmulatedResults results(resume("run"), host_, {});
  EXPECT_TRUE(results.has("made/up"));
  EXPECT_FALSE(results.has("made/up/too"));
  EXPECT_EQ(read_csv("run/emulated_counters.csv").size(), 2u);
}

}  // namespace
}  // namespace fenceline
