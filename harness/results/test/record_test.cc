#include <gtest/gtest.h>
#include <harness/results/record.h>

#include <cmath>
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
  EXPECT_EQ(trials_table().cells({0, &r.key}).size(), trials_table().columns.size());
  EXPECT_EQ(records_table().cells({&r, 0}).size(), records_table().columns.size());
  EXPECT_EQ(threads_table().cells({{&r, 0}, 0}).size(), threads_table().columns.size());
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

TEST(Distributions, PercentilesAreInTheUnitAndUnknownWhereTooFewValuesTell) {
  NativeRecord r;
  Distribution d{.role = "consumer", .what = "latency", .unit = "ns", .values = {}, .scale = 0.5};
  for (uint64_t v = 1; v <= 40; ++v) d.values.add(v);
  const auto cells = percentiles_table().cells({{&r, 4}, &d});
  EXPECT_EQ(cells,
            (std::vector<std::string>{"4", "0", "consumer", "latency", "ns", "40", "10", "18", "", "", "", "20"}));
  for (int i = 0; i < 20'000; ++i) d.values.add(50);
  EXPECT_EQ(percentiles_table().cells({{&r, 4}, &d})[10], "25") << "ten thousand values tell what one in them exceeds";
  const Distribution none{.role = "", .what = "", .unit = "", .values = {}};
  const auto empty = percentiles_table().cells({{&r, 4}, &none});
  EXPECT_EQ(empty.back(), "") << "the greatest of none is unknown";
}

TEST(Distributions, ARowOfAHistogramIsABucket) {
  NativeRecord r;
  Distribution d{.role = "", .what = "latency", .unit = "ns", .values = {}, .scale = 2};
  d.values.add(3, 4);
  d.values.add(64);
  std::vector<std::vector<std::string>> rows;
  for (const auto& b : d.values.buckets()) rows.push_back(histograms_table().cells({{&r, 4}, &d, b}));
  EXPECT_EQ(rows, (std::vector<std::vector<std::string>>{{"4", "0", "", "latency", "ns", "6", "6", "4"},
                                                         {"4", "0", "", "latency", "ns", "128", "130", "1"}}));
}

TEST(Series, ARowIsAPoint) {
  NativeRecord r;
  r.repetition = 3;
  const Series s{"held", "node", {{{1500}, 12}}};
  EXPECT_EQ(series_table().cells({{&r, 4}, &s, s.points[0]}),
            (std::vector<std::string>{"4", "3", "held", "node", "1500", "12"}));
}

TEST(Record, UnknownIsAnEmptyCellNotZero) {
  NativeRecord r;
  const auto& columns = records_table().columns;
  r.overlap = NAN;
  r.window = Nanoseconds{NAN};
  for (const char* name :
       {"cycles_per_op", "core_ghz", "steal_ns", "memory_landed", "probe_before_ns", "overlap", "window_ns"}) {
    const auto it = std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == name; });
    ASSERT_NE(it, columns.end()) << name;
    EXPECT_EQ(it->cell({&r, 0}), "") << name;
  }
}

}  // namespace
}  // namespace fenceline
