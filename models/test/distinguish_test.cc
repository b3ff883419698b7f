// The search for tests: every cycle once, small ones first; what tells models apart, and what a model's clauses need.
#include <models/dialect/dialect.h>
#include <models/judge/conformance.h>
#include <models/judge/distinguish.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace fenceline::models {
namespace {

std::vector<std::string> candidates(Isa isa, int most) {
  std::vector<std::string> out;
  each_candidate(isa, most, false, [&](const Candidate& c) {
    out.push_back(c.name);
    return true;
  });
  return out;
}

std::vector<std::string> names(const Distinction& d) {
  std::vector<std::string> out;
  for (const Difference& difference : d.found) out.push_back(difference.test.name);
  return out;
}

TEST(Candidates, SmallOnesFirst) {
  int last = 0;
  each_candidate(Isa::aarch64, 6, false, [&](const Candidate& c) {
    EXPECT_GE(c.size, last) << c.name;
    last = c.size;
    return true;
  });
  EXPECT_EQ(last, 6);
}

TEST(Candidates, ACycleIsTheSameWhereverItBegins) {
  const auto all = candidates(Isa::x86_64, 6);
  const std::set<std::string> unique(all.begin(), all.end());
  EXPECT_EQ(unique.size(), all.size());
  const auto has = [&](const char* name) { return unique.contains(name); };
  EXPECT_TRUE(has("SB") && has("SB+mfences"));
  EXPECT_NE(has("SB+mfence+po"), has("SB+po+mfence"));
  EXPECT_TRUE(has("MP+mfence+po") && has("MP+po+mfence"));  // no turn makes one of the other
}

TEST(Candidates, ACycleIsTheSameUnderEveryName) {
  const auto all = candidates(Isa::x86_64, 5);
  EXPECT_EQ(std::ranges::count(all, "SB"), 1);
  EXPECT_EQ(std::ranges::count(all, "iwp2.3.a"), 0);  // is SB
  EXPECT_EQ(std::ranges::count(all, "CoRR"), 1);
  EXPECT_EQ(std::ranges::count(all, "CoRR0"), 0);
}

TEST(Candidates, ChainsStandWithinAThread) {
  const auto all = candidates(Isa::aarch64, 7);
  for (const char* name : {"MP+rfi-po+po", "MP+dmb.sy+addr-po", "S+dmb.sy+data-coi"})
    EXPECT_EQ(std::ranges::count(all, name), 1) << name;
}

TEST(Candidates, VisitEndsTheSearch) {
  int seen = 0;
  EXPECT_FALSE(each_candidate(Isa::x86_64, 7, true, [&](const Candidate&) { return ++seen < 3; }));
  EXPECT_EQ(seen, 3);
}

TEST(Distinguish, StoreBufferingTellsTsoFromSc) {
  const auto d = distinguish(*find_model("x86-tso"), *find_model("sc"), Isa::x86_64, 5, 100);
  ASSERT_GE(d.found.size(), 2u);
  EXPECT_TRUE(d.complete);
  EXPECT_EQ(names(d)[0], "SB");
  EXPECT_EQ(names(d)[1], "R");
  for (const Difference& found : d.found) {
    EXPECT_TRUE(found.first_allows) << found.test.name;  // SC is the stronger
    EXPECT_EQ(found.allowing.verdict, Verdict::kAllowed);
    EXPECT_EQ(found.forbidding.verdict, Verdict::kForbidden);
    ASSERT_TRUE(found.allowing.explanation && found.forbidding.explanation);
    EXPECT_TRUE(found.allowing.explanation->allowed);
    EXPECT_FALSE(found.forbidding.explanation->violation.cycle.empty());
  }
  // What is as SB with fences where they do not help differs in the same way.
  EXPECT_EQ(std::ranges::count(names(d), "SB+mfence+po"), 0);
  EXPECT_EQ(std::ranges::count(names(d), "SB.parts+pos+mfence"), 0);
}

TEST(Distinguish, WhatIsAsOneWithWeakerEdgesIsLeftOut) {
  const auto found = names(distinguish(*find_model("x86-tso"), *find_model("sc"), Isa::x86_64, 6, 1000));
  const std::set<std::string> all(found.begin(), found.end());
  EXPECT_TRUE(all.contains("SB+po+rfi-po"));
  EXPECT_FALSE(all.contains("SB+po+rfi-sfence"));  // step by step
  EXPECT_TRUE(all.contains("SB.parts"));
  EXPECT_FALSE(all.contains("SB.parts+pos+sfence"));
  EXPECT_FALSE(all.contains("SB+rfi-po+po-rfi") && all.contains("SB+po-rfi+rfi-po"));  // one cycle, from another thread
}

TEST(Distinguish, TheOtherWayRound) {
  const auto d = distinguish(*find_model("sc"), *find_model("x86-tso"), Isa::x86_64, 4, 1);
  ASSERT_EQ(d.found.size(), 1u);
  EXPECT_FALSE(d.complete);
  EXPECT_FALSE(d.found[0].first_allows);
}

TEST(Distinguish, NothingTellsAModelFromItself) {
  const auto d = distinguish(*find_model("rvwmo"), *find_model("rvwmo"), Isa::riscv64, 5, 10);
  EXPECT_TRUE(d.found.empty());
  EXPECT_TRUE(d.complete);
  EXPECT_GT(d.judged, 100u);
}

TEST(Distinguish, LoadBufferingTellsCxx20FromRc11) {
  const auto d = distinguish(*find_model("cxx20"), *find_model("rc11"), Isa::cxx, 4, 10);
  ASSERT_FALSE(d.found.empty());
  EXPECT_EQ(d.found[0].test.name, "LB");
}

TEST(Conformance, EachTestNeedsItsClauses) {
  for (const char* name : {"x86-tso", "sparc-pso", "rc11", "go"}) {
    const Model& model = *find_model(name);
    const Conformance suite = conformance(model, model.isa, 6);
    std::set<std::string> needed;
    for (const Conformance::Entry& entry : suite.tests) {
      ASSERT_TRUE(entry.judgement.explanation) << entry.test.name;
      for (const std::string& clause : entry.clauses) {
        EXPECT_TRUE(needs(*entry.test.test, model, entry.judgement, clause))
            << name << " without " << clause << ": " << entry.test.name;
        EXPECT_TRUE(needed.insert(clause).second) << clause << " was needed by a smaller test";
      }
    }
    for (const Conformance::Unneeded& clause : suite.unneeded) {
      EXPECT_FALSE(needed.contains(clause.clause)) << clause.clause;
      needed.insert(clause.clause);
    }
    // Every clause is in one of the two lists.
    const auto clauses = clause_names(model, *suite.tests.at(0).test.test);
    EXPECT_EQ(std::set<std::string>(clauses.begin(), clauses.end()), needed) << name;
    EXPECT_TRUE(model.isa != Isa::go || suite.unneeded.empty());
  }
}

TEST(InALine, TellsTheCycleOrTheWitness) {
  const auto d = distinguish(*find_model("x86-tso"), *find_model("sc"), Isa::x86_64, 4, 1);
  EXPECT_EQ(in_a_line(d.found.at(0).forbidding), "sc: a: W x=1 -po-> b: R y=0 -fr-> c: W y=1 -po-> d: R x=0 -fr-> a");
  const auto kernel = distinguish(*find_model("lkmm"), *find_model("sc"), Isa::linux_kernel, 4, 1);
  EXPECT_EQ(in_a_line(kernel.found.at(0).allowing),
            "a: W[once] x=1, b: R[once] y=0 from init y, c: W[once] y=1, d: R[once] x=0 from init x");
  EXPECT_EQ(in_a_line(d.found.at(0).allowing), "a: W x=1, b: R y=0 from init y, c: W y=1, d: R x=0 from init x");
}

}  // namespace
}  // namespace fenceline::models
