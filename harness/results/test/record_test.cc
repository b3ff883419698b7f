#include <gtest/gtest.h>
#include <harness/results/record.h>

#include <fstream>
#include <sstream>

namespace fenceline {
namespace {

// results/schema.csv is the contract with the scripts: it is what this program writes, or the build is wrong.
TEST(Schema, TheCommittedContractIsWhatIsWritten) {
  std::ifstream in("results/schema.csv");  // tests run in the source folder
  std::stringstream text;
  text << in.rdbuf();
  EXPECT_EQ(text.str(), schema_csv()) << "run: ./bench --schema > results/schema.csv";
}

TEST(Schema, EveryRowHasACellForEachColumn) {
  NativeRecord r;
  r.threads.resize(1);
  EXPECT_EQ(records_table().cells(r).size(), records_table().columns.size());
  EXPECT_EQ(threads_table().cells({&r, 0}).size(), threads_table().columns.size());
}

// That an emulated record has no member for a time is said by its type; that its file has no column for one is
// said here.
TEST(Schema, EmulatedFilesHaveNoColumnWithAUnitOfTime) {
  for (const auto& columns : {emulated_table().infos(), emulated_counters_table().infos()})
    for (const auto& c : columns) {
      EXPECT_EQ(c.unit.find('s'), std::string::npos) << c.name;
      EXPECT_NE(c.unit, "cycle") << c.name;
    }
}

TEST(Record, UnknownIsAnEmptyCellNotZero) {
  NativeRecord r;
  const auto& columns = records_table().columns;
  for (const char* name : {"cycles_per_op", "core_ghz", "steal_ns", "memory_landed", "probe_before_ns"}) {
    const auto it = std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == name; });
    ASSERT_NE(it, columns.end()) << name;
    EXPECT_EQ(it->cell(r), "") << name;
  }
}

}  // namespace
}  // namespace fenceline
