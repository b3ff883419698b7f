// The built-in models and their texts in models/cat/ say the same, of every test at hand.
#include <models/dialect/dialect.h>
#include <models/interpreter/cat_model.h>
#include <models/judge/judge.h>
#include <models/litmus/litmus.h>
#include <models/shapes/generate.h>
#include <models/shapes/written.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

namespace fenceline::models {
namespace {

Model own_text(const std::string& name) {
  return read_cat(std::string(FENCELINE_SOURCE) + "/models/cat/" + name + ".cat");
}

std::vector<std::string> data_lines(const std::string& file) {
  std::ifstream in(std::string(FENCELINE_SOURCE) + "/models/test/data/" + file);
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);)
    if (!line.starts_with("#")) out.push_back(line);
  return out;
}

// Every test that the reference verdicts name or hold; those without verdicts are the neighbours' of other languages.
std::map<Isa, std::vector<LitmusTest>> every_test() {
  std::map<Isa, std::vector<LitmusTest>> out;
  for (const std::string& line : data_lines("herd7-7.58.txt")) {
    std::istringstream words(line);
    std::string isa, name;
    if (words >> isa >> name) out[find_dialect(isa)->isa()].push_back(make_test(name, find_dialect(isa)->isa()));
  }
  for (const std::string& line : data_lines("herd7-7.58-rc11.txt")) {
    if (!line.starts_with("  ")) continue;
    std::istringstream words(line);
    for (std::string name; words >> name;) out[Isa::cxx].push_back(make_test(name, Isa::cxx));
  }
  for (const char* file : {"herd7-7.58-mixed.txt", "herd7-7.58-rc11-programs.txt"}) {
    std::string text;
    for (const std::string& line : data_lines(file)) {
      if (line == "====" || line.starts_with("= ")) {
        if (line == "====" && !text.empty()) {
          const LitmusTest test = parse_litmus(text);
          out[test.isa].push_back(test);
        }
        if (line == "====") text.clear();
      } else {
        text += line + "\n";
      }
    }
  }
  for (const Isa isa : {Isa::linux_kernel, Isa::go})
    for (const LitmusTest& test : written_tests(isa)) out[isa].push_back(test);
  for (const auto& entry : std::filesystem::directory_iterator(FENCELINE_SOURCE "/examples/go"))
    if (entry.path().extension() == ".litmus") out[Isa::go].push_back(read_litmus(entry.path()));
  // Some of each shape.
  constexpr std::size_t kOfEach = 15;
  for (const Isa isa :
       {Isa::s390x, Isa::sparc64, Isa::alpha, Isa::mips64el, Isa::loongarch64, Isa::arm, Isa::linux_kernel, Isa::go})
    for (const std::string& pattern : all_patterns(isa)) {
      const std::vector<std::string> names = expand(pattern, isa);
      for (std::size_t i = 0; i < names.size(); i += 1 + names.size() / kOfEach)
        out[isa].push_back(make_test(names[i], isa));
    }
  return out;
}

const std::map<Isa, std::vector<LitmusTest>>& tests() {
  static const auto all = every_test();
  return all;
}

TEST(CatModels, EveryBuiltInModelHasAText) {
  for (const Model* model : models()) {
    const Model text = own_text(model->name);
    EXPECT_EQ(text.title, model->title);
    EXPECT_EQ(text.isa, model->isa) << model->name;
    EXPECT_EQ(text.any_isa, model->any_isa) << model->name;
    EXPECT_EQ(text.mixed_sizes, model->mixed_sizes) << model->name;
    EXPECT_EQ(text.load_load_hazard, model->load_load_hazard) << model->name;
    EXPECT_EQ(text.self_justified, model->self_justified) << model->name;
    EXPECT_EQ(text.bounded_races, model->bounded_races) << model->name;
    EXPECT_TRUE(text.coherent({})) << model->name;
  }
}

std::set<std::string> flag_names(const Judgement& j) {
  std::set<std::string> out;
  for (const auto& [name, events] : j.flags) out.insert(name);
  return out;
}

void expect_same(const LitmusTest& test, const Model& text, const Model& built_in, std::string_view without = {}) {
  std::string refused[2];
  Judgement judged[2];
  for (const int side : {0, 1}) try {
      judged[side] = judge(test, side == 0 ? text : built_in, {.without = without});
    } catch (const Unsupported& e) {
      refused[side] = e.what();
    }
  EXPECT_EQ(refused[0], refused[1]) << write_litmus(test);
  EXPECT_EQ(to_string(judged[0].verdict), to_string(judged[1].verdict)) << built_in.name << "\n" << write_litmus(test);
  EXPECT_EQ(flag_names(judged[0]), flag_names(judged[1])) << built_in.name << "\n" << write_litmus(test);
  EXPECT_EQ(judged[0].states, judged[1].states) << built_in.name << " without '" << without << "'\n"
                                                << write_litmus(test);
  const auto told = [](const Judgement& j) {
    return std::tuple(j.race.has_value(), j.deadlock.has_value(), j.panic.has_value());
  };
  EXPECT_EQ(told(judged[0]), told(judged[1])) << built_in.name << " without '" << without << "'\n"
                                              << write_litmus(test);
}

class EveryModel : public testing::TestWithParam<const Model*> {};

TEST_P(EveryModel, SaysWhatItsTextSays) {
  const Model& built_in = *GetParam();
  const Model text = own_text(built_in.name);
  int compared = 0;
  for (const auto& [isa, list] : tests()) {
    if (!judges(built_in, isa) || (isa != built_in.isa && !built_in.any_isa)) continue;
    // SC judges those of all, and C++'s are many.
    const std::size_t step = built_in.any_isa ? 7 : isa == Isa::cxx ? 2 : 1;
    for (std::size_t i = 0; i < list.size(); i += step) expect_same(list[i], text, built_in), ++compared;
  }
  EXPECT_GT(compared, 20) << built_in.name;
}

// Clauses that both call by one name mean one thing.
TEST(CatModels, LeavingOutAClauseIsTheSame) {
  const std::map<std::string, std::vector<std::string>> kClauses = {
      {"x86-tso", {"ppo", "mfence", "locked", "tso"}},
      {"rvwmo",
       {"ppo1", "ppo2", "ppo3", "ppo4", "ppo5", "ppo6", "ppo7", "ppo8", "ppo9", "ppo10", "ppo11", "ppo12", "ppo13",
        "atomicity", "sc-per-location", "global-memory-order"}},
      {"power",
       {"rdw", "detour", "addr-po", "lwsync", "eieio", "prop-ww", "prop-full", "observation", "propagation",
        "no-thin-air", "exclusives"}},
      {"aarch64", {"dep-lrs", "pick-isb", "release-acquire", "acquire", "release", "external-visibility"}},
      {"zarch", {"ppo", "serialization", "interlocked"}},
      {"sparc-rmo", {"dependence", "membar", "same-location-store"}},
      {"go", {"total-order", "init", "later", "hidden", "write-order", "dependency", "send-receive", "unlock-lock"}},
  };
  for (const auto& [name, clauses] : kClauses) {
    const Model text = own_text(name);
    const Model& built_in = *find_model(name);
    const auto& list = tests().at(built_in.isa);
    std::size_t at = 0;
    for (const std::string& clause : clauses)
      for (int i = 0; i < 12; ++i) expect_same(list[(at += 37) % list.size()], text, built_in, clause);
  }
}

INSTANTIATE_TEST_SUITE_P(, EveryModel, testing::ValuesIn(models().begin(), models().end()), [](const auto& p) {
  std::string name = p.param->name;
  std::erase(name, '-');
  return name;
});

}  // namespace
}  // namespace fenceline::models
