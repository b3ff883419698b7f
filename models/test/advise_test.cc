// Which edges forbid an outcome, and at what price.
#include <models/judge/advise.h>

#include <gtest/gtest.h>
#include <models/judge/judge.h>
#include <models/shapes/generate.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace fenceline::models {
namespace {

Verdict verdict(std::string_view name, std::string_view model) {
  const Model& m = *find_model(model);
  return judge(make_test(name, m.isa), m).verdict;
}

TEST(Advise, FindsTheCheapestEdgesThatForbid) {
  const auto price = [](std::string_view edge, Dir from, Dir) -> std::optional<double> {
    if (edge == "mfence") return 30;
    if (edge == "poana" && from == Dir::kWrite) return 18;
    if (edge == "sfence" || edge == "lfence") return 5;
    return std::nullopt;
  };
  const Advice a = advise("SB", Isa::x86_64, *find_model("x86-tso"), price);
  ASSERT_FALSE(a.best.empty());
  EXPECT_EQ(a.best[0].name, "SB+poanas");
  EXPECT_EQ(a.best[0].sum(), 36);
  for (const Assignment& x : a.best) {
    EXPECT_TRUE(x.forbids);
    EXPECT_EQ(verdict(x.name, "x86-tso"), Verdict::kForbidden) << x.name;
  }
  ASSERT_TRUE(a.seq_cst);
  EXPECT_EQ(a.seq_cst->name, "SB+poanas");
  EXPECT_TRUE(a.seq_cst->forbids);
  ASSERT_TRUE(a.acquire_release);
  EXPECT_FALSE(a.acquire_release->forbids);
}

TEST(Advise, TellsInstructionsIntervalsAndFencesOfOneStrength) {
  const auto price = [](std::string_view edge, Dir, Dir) -> std::optional<Cost> {
    if (edge == "mfence") return Cost{30, 29, 32};
    if (edge == "lock_add") return Cost{20, 19.5, 21};
    return std::nullopt;
  };
  const std::string text = to_text(advise("SB", Isa::x86_64, *find_model("x86-tso"), price));
  const auto cheap = text.find("SB+lock_adds"), dear = text.find("SB+mfences");
  EXPECT_NE(dear, std::string::npos) << text;
  EXPECT_LT(cheap, dear) << text;
  EXPECT_NE(text.find("40.0 cycles (39.0 to 42.0)"), std::string::npos) << text;
  EXPECT_NE(text.find("P0: movl $1,(x); lock addl $0,(%rsp); movl (y),%eax"), std::string::npos) << text;
  EXPECT_NE(text.find("P1: movl $1,(y); mfence; movl (x),%eax"), std::string::npos) << text;
}

// The search skips what monotony decides; nothing that is cheaper than its first may forbid.
TEST(Advise, SkippingLosesNothing) {
  const auto price = [](std::string_view edge, Dir, Dir) -> std::optional<double> {
    return static_cast<double>(std::hash<std::string_view>()(edge) % 97);
  };
  for (const auto& [shape, model] : {std::pair("MP", "aarch64"), {"S", "rvwmo"}, {"R", "power"}, {"LB", "aarch64"}}) {
    const Model& m = *find_model(model);
    const Advice a = advise(shape, m.isa, m, price);
    double least = 1e9;
    for (const std::string& name : expand(std::string(shape) + "+*", m.isa)) {
      if (verdict(name, model) != Verdict::kForbidden) continue;
      double sum = 0;
      for (const std::string& edge : parse_name(name, m.isa).edges)
        sum += edge == "po" ? 0 : *price(edge, Dir::kRead, Dir::kRead);
      least = std::min(least, sum);
    }
    ASSERT_FALSE(a.best.empty());
    EXPECT_EQ(a.best[0].sum(), least) << shape << " on " << model;
  }
}

// Without prices: the weakest, of which none can be weakened.
TEST(Advise, WithoutPricesTellsTheWeakest) {
  const auto unknown = [](std::string_view, Dir, Dir) -> std::optional<double> { return {}; };
  const Advice a = advise("MP", Isa::aarch64, *find_model("aarch64"), unknown, 1000);
  EXPECT_FALSE(a.priced);
  EXPECT_EQ(to_text(a).find('?'), std::string::npos);
  std::set<std::string> names;
  for (const Assignment& x : a.best) names.insert(x.name);
  EXPECT_TRUE(names.count("MP+dmb.st+addr"));
  EXPECT_TRUE(names.count("MP+popl+poqp"));
  EXPECT_FALSE(names.count("MP+dmb.sys"));
  for (const Assignment& x : a.best)
    for (const Assignment& y : a.best) {
      if (x.name == y.name) continue;
      EXPECT_FALSE(no_stronger(x.edges[0], y.edges[0], Isa::aarch64) &&
                   no_stronger(x.edges[1], y.edges[1], Isa::aarch64))
          << x.name << " makes " << y.name << " needless";
    }
}

TEST(Advise, RefusesWhatIsNoOpenShape) {
  const auto price = [](std::string_view, Dir, Dir) -> std::optional<double> { return 1; };
  EXPECT_THROW(advise("n6", Isa::x86_64, *find_model("x86-tso"), price), NameError);
  EXPECT_THROW(advise("nope", Isa::x86_64, *find_model("x86-tso"), price), NameError);
}

}  // namespace
}  // namespace fenceline::models
