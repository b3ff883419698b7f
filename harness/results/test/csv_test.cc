#include <base/error.h>
#include <gtest/gtest.h>
#include <harness/results/csv.h>
#include <sys/resource.h>

#include <csignal>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fenceline {
namespace {

namespace fs = std::filesystem;

const std::vector<ColumnInfo> kTwo = {{"a", "text", "", ""}, {"b", "text", "", ""}};

class Csv : public ::testing::Test {
 protected:
  fs::path folder = fs::path(::testing::TempDir()) / ("csv" + std::to_string(::getpid()));
  void SetUp() override { fs::create_directories(folder); }
  void TearDown() override { fs::remove_all(folder); }
  std::string content(const fs::path& p) {
    std::ifstream in(p);
    std::stringstream s;
    s << in.rdbuf();
    return s.str();
  }
};

TEST_F(Csv, WhatIsWrittenReadsBack) {
  const auto path = folder / "t.csv";
  const std::vector<std::string> odd = {"a,b \"quoted\"", "line\nbreak"};
  {
    CsvFile file(path, kTwo);
    file.append(odd);
    file.append({"", "plain"});
  }
  const auto rows = read_csv(path);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0], (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(rows[1], odd);
  EXPECT_EQ(rows[2], (std::vector<std::string>{"", "plain"}));
}

TEST_F(Csv, OpenedAgainItGoesOn) {
  const auto path = folder / "t.csv";
  CsvFile(path, kTwo).append({"1", "2"});
  CsvFile(path, kTwo).append({"3", "4"});
  EXPECT_EQ(content(path), "a,b\n1,2\n3,4\n");
}

TEST_F(Csv, ATornLastLineIsCutOff) {
  const auto path = folder / "t.csv";
  std::ofstream(path) << "a,b\n1,2\n3,";
  CsvFile(path, kTwo).append({"5", "6"});
  EXPECT_EQ(content(path), "a,b\n1,2\n5,6\n");
}

TEST_F(Csv, AFileWithOtherColumnsIsRefused) {
  const auto path = folder / "t.csv";
  std::ofstream(path) << "a,c\n1,2\n";
  EXPECT_THROW(CsvFile(path, kTwo), RunError);
  EXPECT_EQ(content(path), "a,c\n1,2\n");
}

TEST_F(Csv, AFolderThatIsNotThereIsARunError) { EXPECT_THROW(CsvFile(folder / "no" / "t.csv", kTwo), RunError); }

// A file size limit stands in for a full disk: write() then ends short and fails.
TEST_F(Csv, ARowThatDoesNotFitIsRefusedAndTheRowsBeforeStay) {
  const auto path = folder / "t.csv";
  CsvFile file(path, kTwo);
  file.append({"1", "2"});
  const auto before = content(path);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  getrlimit(RLIMIT_FSIZE, &old);
  const rlimit tight{before.size() + 10, old.rlim_max};
  setrlimit(RLIMIT_FSIZE, &tight);
  EXPECT_THROW(file.append({std::string(100, 'x'), "y"}), RunError);
  setrlimit(RLIMIT_FSIZE, &old);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_EQ(content(path), before);
  file.append({"3", "4"});
  EXPECT_EQ(content(path), before + "3,4\n");
}

TEST(Cell, NumbersAreShortAndGapsAreEmpty) {
  EXPECT_EQ(cell(1.0), "1");
  EXPECT_EQ(cell(0.1234567), "0.123457");
  EXPECT_EQ(cell(std::nan("")), "");
}

}  // namespace
}  // namespace fenceline
