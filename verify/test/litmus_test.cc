// The explorer and the models say the same of every C++ litmus test.
#include <gtest/gtest.h>
#include <models/judge/judge.h>
#include <models/litmus/litmus.h>
#include <models/shapes/generate.h>
#include <verify/test/litmus_scenario.h>
#include <verify/test/random_program.h>

#include <fstream>
#include <sstream>

namespace fenceline::verify {
namespace {

const models::Model& rc11 = *models::find_model("rc11");

std::string text(const models::LitmusTest& test, const std::set<models::State>& states) {
  std::string out;
  for (const models::State& s : states) out += to_string(test, s) + "\n";
  return out;
}

/// True if the test could be compared.
bool agree(const models::LitmusTest& test) {
  LitmusScenario scenario(test);
  if (!scenario.is_expressible()) return false;
  const models::Judgement judged = judge(test, rc11);
  std::set<std::string> replays;
  const Result r = scenario.explore({.each = [&](const std::string& replay) { replays.insert(replay); }});
  if (judged.verdict == models::Verdict::kUndefined) {
    EXPECT_TRUE(r.violation && r.violation->what.starts_with("data race")) << write_litmus(test);
    return true;
  }
  EXPECT_TRUE(r.complete()) << write_litmus(test) << (r.violation ? r.violation->what + r.violation->trace : r.limit);
  EXPECT_EQ(replays.size(), r.executions) << "an execution came up twice" << write_litmus(test);
  const std::set<models::State> expected(judged.states.begin(), judged.states.end());
  EXPECT_EQ(text(test, scenario.states), text(test, expected)) << write_litmus(test);
  return true;
}

TEST(LitmusAgreement, Generated) {
  std::ifstream in(std::string(FENCELINE_SOURCE) + "/models/test/data/herd7-7.58-rc11.txt");
  int compared = 0, left = 0;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(" ")) continue;
    std::istringstream words(line);
    for (std::string name; words >> name;) ++(agree(models::make_test(name, models::Isa::cxx)) ? compared : left);
  }
  EXPECT_GT(compared, 3000);
}

TEST(LitmusAgreement, Programs) {
  std::ifstream in(std::string(FENCELINE_SOURCE) + "/models/test/data/herd7-7.58-rc11-programs.txt");
  int compared = 0, left = 0;
  std::string program;
  for (std::string line; std::getline(in, line);) {
    if (line == "====") {
      if (!program.empty()) ++(agree(models::parse_litmus(program)) ? compared : left);
      program.clear();
    } else if (!line.starts_with("= ") && !line.starts_with("#")) {
      program += line + "\n";
    }
  }
  EXPECT_GT(compared, 140);
}

// ---- every order in every place ------------------------------------------------------------------

/// A shape's text with @s and @l for the orders of stores and loads, with all of them in all places. Returns how many.
int agree_in_every_order(const std::string& shape) {
  const std::size_t at = shape.find('@');
  if (at == std::string::npos) return agree(models::parse_litmus(shape));
  int tests = 0;
  for (const char* order : {"relaxed", shape[at + 1] == 's' ? "release" : "acquire", "seq_cst"})
    tests += agree_in_every_order(shape.substr(0, at) + "memory_order_" + order + shape.substr(at + 2));
  return tests;
}

std::string thread(int number, const std::vector<std::string>& accesses) {
  std::string out = "P" + std::to_string(number) + " (atomic_int* x, atomic_int* y) {\n";
  int loads = 0;
  for (const std::string& a : accesses)
    out += a[0] == 'W' ? "atomic_store_explicit(" + a.substr(1) + ", 1, @s);\n"
                       : "int r" + std::to_string(loads++) + " = atomic_load_explicit(" + a.substr(1) + ", @l);\n";
  return out + "}\n";
}

TEST(EveryOrder, SB) {
  EXPECT_EQ(agree_in_every_order("C SB\n{}\n" + thread(0, {"Wx", "Ry"}) + thread(1, {"Wy", "Rx"}) +
                                 "exists (0:r0=0 /\\ 1:r0=0)"),
            81);
}

TEST(EveryOrder, MP) {
  EXPECT_EQ(agree_in_every_order("C MP\n{}\n" + thread(0, {"Wx", "Wy"}) + thread(1, {"Ry", "Rx"}) +
                                 "exists (1:r0=1 /\\ 1:r1=0)"),
            81);
}

TEST(EveryOrder, IRIW) {
  EXPECT_EQ(agree_in_every_order("C IRIW\n{}\n" + thread(0, {"Wx"}) + thread(1, {"Rx", "Ry"}) + thread(2, {"Wy"}) +
                                 thread(3, {"Ry", "Rx"}) + "exists (1:r0=1 /\\ 1:r1=0 /\\ 3:r0=1 /\\ 3:r1=0)"),
            729);
}

// ---- programs ------------------------------------------------------------------------------------

TEST(LitmusAgreement, RandomPrograms) {
  constexpr unsigned kPrograms = 5000;
  for (unsigned seed = 1; seed <= kPrograms; ++seed) {
    const models::LitmusTest test = models::parse_litmus(RandomProgram(seed).text());
    ASSERT_TRUE(agree(test) && !HasFailure()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace fenceline::verify
