// What is told of verdicts: an axiom and its cycle, an execution, and how models differ.
#include <base/text.h>
#include <gtest/gtest.h>
#include <models/judge/judge.h>
#include <models/judge/table.h>
#include <models/shapes/generate.h>

#include <algorithm>
#include <map>
#include <string>

namespace fenceline::models {
namespace {

TEST(Explain, ForbiddenNamesTheAxiomAndItsCycle) {
  const LitmusTest t = make_test("MP+dmb.sy+addr", Isa::aarch64);
  const Model& m = *find_model("aarch64");
  const Judgement j = judge(t, m, {.explain = true});
  ASSERT_TRUE(j.explanation);
  EXPECT_FALSE(j.explanation->allowed);
  EXPECT_EQ(j.explanation->violation.axiom, "external-visibility");
  const std::string text = to_text(t, m, j);
  for (const char* part : {"a -> c   dmb.sy", "c -> d   rf", "d -> e   addr", "e -> a   fr"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  const std::string dot = to_dot(t, m, j);
  EXPECT_EQ(dot.substr(0, 9), "digraph \"");
  EXPECT_NE(dot.find("[label=\"dmb.sy\", color=red"), std::string::npos) << dot;
  EXPECT_EQ(std::count(dot.begin(), dot.end(), '{'), std::count(dot.begin(), dot.end(), '}'));
}

TEST(Explain, AllowedShowsAnExecutionOfTheOutcome) {
  const LitmusTest t = make_test("SB", Isa::x86_64);
  const Judgement j = judge(t, *find_model("x86-tso"), {.explain = true});
  ASSERT_TRUE(j.explanation);
  EXPECT_TRUE(j.explanation->allowed);
  const Execution& x = j.explanation->execution;
  for_each(x.reads, [&](int r) { EXPECT_EQ(x.events[r].value, 0); });
}

TEST(Explain, IncoherentOutcomesAreExplainedToo) {
  const LitmusTest t = make_test("CoWR0", Isa::riscv64);
  const Judgement j = judge(t, *find_model("rvwmo"), {.explain = true});
  ASSERT_TRUE(j.explanation);
  EXPECT_EQ(j.explanation->violation.axiom, "sc-per-location");
}

TEST(Table, SaysWhatTheModelsAreKnownFor) {
  const Comparison c = compare_models();
  std::map<std::string, std::string> rows;
  for (const auto& row : c.rows)
    for (const bool yes : row.answers) rows[std::string(row.model->name)] += yes ? 'y' : '-';
  //                             LL LS SS SL  addr data ctrl own  MCA WRC IRIW CoRR
  EXPECT_EQ(rows["sc"],
            "----"
            "yyy-"
            "yyyy");
  EXPECT_EQ(rows["x86-tso"],
            "---y"
            "yyyy"
            "yyyy");
  EXPECT_EQ(rows["sparc-pso"],
            "--yy"
            "yyyy"
            "yyyy");
  EXPECT_EQ(rows["sparc-rmo"],
            "yyyy"
            "yyyy"
            "yyy-");
  EXPECT_EQ(rows["aarch64"],
            "yyyy"
            "yyyy"
            "yyyy");
  EXPECT_EQ(rows["alpha"],
            "yyyy"
            "---y"
            "yyyy");
  EXPECT_EQ(rows["power"],
            "yyyy"
            "yyyy"
            "-yyy");
  EXPECT_EQ(rows["armv7"],
            "yyyy"
            "yyyy"
            "-yyy");
  for (std::string_view line : split(to_text(c), '\n')) EXPECT_LE(line.size(), 80u) << line;
}

}  // namespace
}  // namespace fenceline::models
