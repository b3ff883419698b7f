#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <harness/summary_table.h>

#include <algorithm>
#include <sstream>

namespace fenceline {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;

Summary figure(const std::string& variant, const std::string& how, const std::string& told, double ns) {
  Summary s;
  s.key.variant = variant;
  s.key.how = how;
  s.key.told = told;
  s.key.placement.label = "node-local n0";
  s.median_ns = ns;
  s.low_ns = 0.99 * ns;
  s.high_ns = 1.01 * ns;
  s.closed = true;
  return s;
}

std::vector<std::string> lines(const std::vector<Summary>& figures) {
  std::vector<const Summary*> all;
  for (const auto& s : figures) all.push_back(&s);
  bool wide = false;
  std::istringstream text(summary_table("made/up", all, wide));
  std::vector<std::string> out;
  for (std::string line; std::getline(text, line);) out.push_back(line);
  return out;
}

size_t with(const std::vector<std::string>& text, const std::string& part) {
  return static_cast<size_t>(std::ranges::count_if(text, [&](const auto& l) { return l.find(part) != l.npos; }));
}

TEST(SummaryTable, ACurveIsOneTableWithALineForEachOfItsPoints) {
  std::vector<Summary> figures;
  for (const char* pages : {"huge_pages", "small_pages"})
    for (const char* size : {"4 KiB", "8 KiB", "131072 KiB"})
      figures.push_back(figure("random_walk", pages, size, 1.5));
  const auto text = lines(figures);
  EXPECT_EQ(with(text, "made/up"), 1u);
  EXPECT_EQ(with(text, "random_walk"), 1u);
  EXPECT_EQ(with(text, "small_pages 131072 KiB"), 1u);
  EXPECT_EQ(with(text, "1.50"), 6u);
}

TEST(SummaryTable, VariantsStandBelowEachOtherWhereThereAreMore) {
  std::vector<Summary> figures;
  for (const char* how : {"latency", "throughput", "failure", "more"})
    for (const char* variant : {"a", "b", "c", "d"}) figures.push_back(figure(variant, how, "", 1.5));
  const auto text = lines(figures);
  EXPECT_EQ(with(text, "made/up"), 2u);  // three columns and one
  EXPECT_THAT(text,
              Each(testing::Truly([](const std::string& line) { return line.size() <= 83; })));  // three ± of two bytes
}

TEST(SummaryTable, NamesAreBrokenWhereTheyAreJoinedAndNotCut) {
  const std::string longest = "dmb_ish_ldr/store_xchg+store_mfence+store_lock_add+load_mfence+load_lock_xadd+one_more";
  const std::string no_joint(90, 'n');
  const auto text =
      lines({figure("a_variant_with_a_name_of_forty_characters", "latency", "", 1.5),
             figure(longest, "a_way_with_a_name_of_31_letters", "", 2.5), figure(no_joint, "latency", "", 3.5)});
  EXPECT_EQ(with(text, "a_variant_with_a_name_of_forty_characters "), 1u);
  EXPECT_THAT(text, IsSupersetOf({longest.substr(0, longest.rfind("one_more")), std::string("  one_more"), no_joint}));
  EXPECT_EQ(with(text, "a_way_with_a_name_of_31_letters"), 1u);
  EXPECT_THAT(text, Each(Not(HasSubstr("~"))));
}

TEST(SummaryTable, WhatMovesBytesIsToldInThemOfAllThreads) {
  auto s = figure("read", "stream", "", 6.4);
  s.bytes_per_op = 64;
  s.key.threads = 2;
  s.median_cycles = 20;
  const auto text = lines({s});
  EXPECT_EQ(with(text, "GB/s"), 1u);
  EXPECT_EQ(with(text, "20.0"), 1u);  // 64 bytes × 2 / 6.4 ns
  EXPECT_EQ(with(text, "6.40"), 0u);
  EXPECT_EQ(with(text, "cyc"), 0u);
}

}  // namespace
}  // namespace fenceline
