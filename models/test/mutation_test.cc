// Every axiom, and every clause of a definition, decides some test: without it a verdict or a set
// of states changes.
#include <models/judge/conformance.h>
#include <models/litmus/litmus.h>
#include <models/memory/implied.h>
#include <models/shapes/generate.h>
#include <models/shapes/written.h>

#include <gtest/gtest.h>

#include <filesystem>

namespace fenceline::models {
namespace {

std::vector<LitmusTest> tests_for(Isa isa) {
  std::vector<LitmusTest> out;
  const Dialect& d = dialect(isa);
  const std::string f(d.full_fence());
  const auto add = [&](const std::string& pattern) {
    try {
      for (const std::string& name : expand(pattern, isa)) out.push_back(make_test(name, isa));
    } catch (const NameError&) {
      // An edge that this instruction set lacks.
    }
  };
  for (const Shape& s : shapes()) {
    if (threads(s) > 2 || !is_open(s) || !sizes_exist(s, isa)) continue;
    for (const std::string& edge : legal_edges(s, 0, isa)) add(std::string(s.name) + "+" + edge + "s");
    if (slots(s) == 2) {
      add(std::string(s.name) + "+*+" + f);
      add(std::string(s.name) + "+" + f + "+*");
    }
  }
  for (const char* chain :
       {"rfi-addr", "addr-rfi-addr", "data-rfi-addr", "addr-po", "fri-rfi-addr", "addr-rfi-data", "ctrl-rfi-addr",
        "pos-addr", "addr-pos-addr", "data-coi", "fri-rfi-ctrl", "rfi-po", "pos-po"}) {
    for (const char* shape : {"MP", "S", "LB", "SB", "R", "2+2W"}) add(std::string(shape) + "+" + f + "+" + chain);
    add(std::string("LB+") + chain + "s");
  }
  for (const char* shape : {"WRC", "IRIW", "WWC"})
    for (const std::string& edge : legal_edges(*find_shape(shape), 0, isa)) add(std::string(shape) + "+" + edge + "s");
  for (const char* name : {"MP+porlxrel-coi+poacqrlx", "W+RWC+poscrel+poacqsc+poscsc"}) add(name);
  for (const char* shape : {"CoRR2", "RMW", "RMW2", "LLSC"}) add(shape);
  for (LitmusTest& test : written_tests(isa)) out.push_back(std::move(test));
  // What generated tests do not use has a library of its own.
  if (isa == Isa::go)
    for (const auto& entry : std::filesystem::directory_iterator(FENCELINE_SOURCE "/examples/go"))
      if (entry.path().extension() == ".litmus") out.push_back(read_litmus(entry.path()));
  return out;
}

TEST(Mutation, EveryAxiomAndClauseMatters) {
  for (const Model* model : models()) {
    const auto tests = tests_for(model->isa);
    std::vector<Judgement> whole;
    for (const LitmusTest& t : tests) whole.push_back(judge(t, *model));
    const auto same = [](const Judgement& a, const Judgement& b) {
      return a.states == b.states && a.verdict == b.verdict && a.race.has_value() == b.race.has_value();
    };
    for (const std::string& name : clause_names(*model, tests[0])) {
      if (!implied(model->name, name).empty()) continue;
      std::size_t differ = 0;
      for (std::size_t i = 0; i < tests.size() && differ == 0; ++i)
        differ += !same(judge(tests[i], *model, {.without = name}), whole[i]);
      EXPECT_GT(differ, 0u) << model->name << " does not need '" << name << "' in any of " << tests.size() << " tests";
    }
  }
}

}  // namespace
}  // namespace fenceline::models
