#include <harness/team/event_sets.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include <base/error.h>

namespace fenceline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kSet[] =
    "# a comment\n"
    "about What it\n"
    "about tells.\n"
    "\n"
    "event  stalls   # and why\n"
    "  means  cycles without\n"
    "  means  progress\n"
    "  count  FIRST:MASK\n"
    "  count  SECOND\n"
    "event  cycles\n"
    "  means  clocks\n"
    "metric share = stalls / cycles\n"
    "  means  how much\n";

TEST(EventSets, ReadsEventsMetricsAndProse) {
  const EventSet set = parse_event_set("s", kSet);
  EXPECT_EQ(set.name, "s");
  EXPECT_EQ(set.about, "What it tells.");
  ASSERT_EQ(set.events.size(), 2u);
  EXPECT_EQ(set.events[0].name, "stalls");
  EXPECT_EQ(set.events[0].means, "cycles without progress");
  EXPECT_THAT(set.events[0].count, ElementsAre("FIRST:MASK", "SECOND"));
  EXPECT_TRUE(set.events[1].count.empty());
  ASSERT_EQ(set.metrics.size(), 1u);
  EXPECT_EQ(set.metrics[0].numerator, "stalls");
  EXPECT_EQ(set.metrics[0].denominator, "cycles");
  EXPECT_EQ(set.metrics[0].means, "how much");
}

TEST(EventSets, ReadsNumbersOfDesignsAndWhatIsToldOfOneOperation) {
  const EventSet set =
      parse_event_set("s",
                      "about x\nevent fills\n means y\n count FILLS\n raw 0243 Zen 5: ls_fills.local_ccx\n"
                      "metric each = fills / operations\n means z\n");
  ASSERT_EQ(set.events[0].raw.size(), 1u);
  EXPECT_EQ(set.events[0].raw[0].code, 0x243u);
  EXPECT_EQ(set.events[0].raw[0].design, "Zen 5");
  EXPECT_EQ(set.events[0].raw[0].source, "ls_fills.local_ccx");
  EXPECT_EQ(set.metrics[0].denominator, kOperations);
}

TEST(EventSets, ReadsNumbersOfWhatStandsOutsideTheCores) {
  const EventSet set = parse_event_set("s", "about x\nevent l3\n means y\n machine amd_l3 0104 Zen 4c: l3_miss\n");
  ASSERT_EQ(set.events[0].raw.size(), 1u);
  EXPECT_EQ(set.events[0].raw[0].pmu, "amd_l3");
  EXPECT_EQ(set.events[0].raw[0].code, 0x104u);
  EXPECT_EQ(set.events[0].raw[0].design, "Zen 4c");
  EXPECT_THROW(parse_event_set("s", "about x\nevent l3\nmeans y\nmachine amd_l3\n"), InputError);
}

TEST(EventSets, ANumberIsOfSeveralDesignsAndMayHaveAFilter) {
  const EventSet set = parse_event_set(
      "s",
      "about x\nevent snoops\n means y\n machine uncore_cha 2135+4043300000000 Skylake-SP, Zen 4c: SNP.ONE, of one\n");
  ASSERT_EQ(set.events[0].raw.size(), 2u);
  for (const RawEvent& raw : set.events[0].raw) {
    EXPECT_EQ(raw.pmu, "uncore_cha");
    EXPECT_EQ(raw.code, 0x2135u);
    EXPECT_EQ(raw.filter, 0x4043300000000u);
    EXPECT_EQ(raw.source, "SNP.ONE, of one");
  }
  EXPECT_EQ(set.events[0].raw[0].design, "Skylake-SP");
  EXPECT_EQ(set.events[0].raw[1].design, "Zen 4c");
  for (const char* wrong : {"21+ A: x", "21+0 A: x", "21 A,,B: x", "21 : x", "+4 A: x"})
    EXPECT_THROW(parse_event_set("s", std::string("about x\nevent y\nmeans z\nraw ") + wrong), InputError) << wrong;
}

TEST(EventSets, MistakesAreNamedWithTheirLine) {
  const auto complaint = [](const std::string& text) -> std::string {
    try {
      parse_event_set("s", text);
    } catch (const InputError& e) {
      return e.what();
    }
    return "none";
  };
  EXPECT_EQ(complaint(kSet), "none");
  EXPECT_THAT(complaint("about x\nevents y\n"), HasSubstr("'s', line 2: 'events'"));
  EXPECT_THAT(complaint("about x\ncount y\n"), HasSubstr("line 2"));
  EXPECT_THAT(complaint("about x\nmeans y\n"), HasSubstr("line 2"));
  EXPECT_THAT(complaint("about x\nevent\n"), HasSubstr("nothing after"));
  EXPECT_THAT(complaint("about x\nevent y\n"), HasSubstr("y has no 'means'"));
  EXPECT_THAT(complaint("event y\nmeans z\n"), HasSubstr("no 'about'"));
  EXPECT_THAT(complaint("about x\n"), HasSubstr("no 'event'"));
  for (const char* raw : {"0243", "0243 Zen 5", "0243: x", "xyz Zen 5: x", "0243 Zen 5:"})
    EXPECT_THAT(complaint(std::string("about x\nevent y\nmeans z\nraw ") + raw),
                HasSubstr("CODE DESIGN[, DESIGN...]: SOURCE"))
        << raw;
  EXPECT_THAT(complaint(std::string(kSet) + "metric a = operations / cycles\nmeans z\n"), HasSubstr("metric of"));
  EXPECT_THAT(complaint(std::string(kSet) + "event cycles\nmeans z\n"), HasSubstr("twice"));
  EXPECT_THAT(complaint(std::string(kSet) + "metric a / b\n"), HasSubstr("NAME = A / B"));
  EXPECT_THAT(complaint(std::string(kSet) + "metric a = b / cycles\nmeans z\n"), HasSubstr("metric of 'b'"));
}

TEST(EventSets, TheBuildCarriesTheCommonSets) {
  std::vector<std::string> names;
  for (const EventSet& set : event_sets()) names.push_back(set.name);
  EXPECT_THAT(names, testing::IsSupersetOf({"default", "software"}));
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
}

}  // namespace
}  // namespace fenceline
