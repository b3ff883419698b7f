// Agreement with herd7 7.58 on verdicts and on every reachable final state.
#include <models/interpreter/cat_model.h>
#include <models/judge/judge.h>
#include <models/litmus/litmus.h>
#include <models/shapes/generate.h>
#include <models/test/state_values.h>
#include <base/text.h>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

namespace fenceline::models {
namespace {

const Model& default_model(Isa isa) { return *find_model(dialect(isa).default_model()); }

struct CorpusEntry {
  Isa isa;
  std::string name, verdict;
  std::set<std::string> states;
};

std::vector<CorpusEntry> corpus() {
  std::ifstream in(std::string(FENCELINE_SOURCE) + "/models/test/data/herd7-7.58.txt");
  std::vector<CorpusEntry> out;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    std::string isa, state;
    CorpusEntry entry;
    words >> isa >> entry.name >> entry.verdict;
    entry.isa = find_dialect(isa)->isa();
    while (words >> state) entry.states.insert(state);
    out.push_back(entry);
  }
  return out;
}

TEST(Verdicts, GeneratedTestsAgreeWithTheCorpus) {
  const auto entries = corpus();
  ASSERT_GT(entries.size(), 1000u);
  for (const CorpusEntry& entry : entries) {
    const LitmusTest test = make_test(entry.name, entry.isa);
    const Judgement j = judge(test, default_model(entry.isa));
    std::set<std::string> states;
    for (const State& s : j.states) states.insert(values(test, s));
    EXPECT_EQ(to_string(j.verdict), entry.verdict) << write_litmus(test);
    EXPECT_EQ(states, entry.states) << write_litmus(test);
  }
}

TEST(Verdicts, GeneratedTestsSurviveExportAndImport) {
  for (const CorpusEntry& entry : corpus()) {
    const LitmusTest test = make_test(entry.name, entry.isa);
    EXPECT_EQ(parse_litmus(write_litmus(test)), test) << write_litmus(test);
  }
}

// Tests in full, with the states behind them: what they are tells the file.
TEST(Verdicts, MixedSizesAgreeWithTheCorpus) {
  std::ifstream in(std::string(FENCELINE_SOURCE) + "/models/test/data/herd7-7.58-mixed.txt");
  std::map<Isa, int> tests;
  std::string text;
  std::set<std::string> theirs;
  const auto check = [&] {
    if (text.empty()) return;
    const LitmusTest test = parse_litmus(text);
    std::set<std::string> ours;
    for (const State& s : judge(test, default_model(test.isa)).states) ours.insert(to_string(test, s));
    EXPECT_EQ(ours, theirs) << text;
    EXPECT_EQ(parse_litmus(write_litmus(test)), test) << text;
    ++tests[test.isa];
    text.clear(), theirs.clear();
  };
  for (std::string line; std::getline(in, line);) {
    if (line == "====")
      check();
    else if (line.starts_with("= "))
      theirs.insert(line.substr(2));
    else if (!line.starts_with("#"))
      text += line + "\n";
  }
  check();
  EXPECT_GE(tests[Isa::aarch64], 50);
  EXPECT_GE(tests[Isa::x86_64], 40);
  EXPECT_GE(tests[Isa::riscv64], 30);
}

// ---- a folder with sources and verdicts --------------------------------------------------------

// Disagreements that are known and explained: file -> why. There are none.
const std::map<std::string, std::string> kExplained = {};

std::filesystem::path verdict_folder() {
  if (const char* folder = std::getenv("FENCELINE_VERDICTS")) return folder;
  return std::filesystem::path(FENCELINE_SOURCE).parent_path() / "shared" / "verdicts";
}

// "0:EAX=1; x=2" -> {"0:rax=1", "x=2"}
std::set<std::string> canonical(const Dialect& d, const std::string& state) {
  std::set<std::string> out;
  for (std::string_view part : split(state, ';')) {
    if (part.empty()) continue;
    const std::size_t colon = part.find(':'), equals = part.find('=');
    if (colon == std::string_view::npos) {
      out.emplace(part);
      continue;
    }
    out.insert(std::string(part.substr(0, colon + 1)) +
               d.canonical_register(part.substr(colon + 1, equals - colon - 1)) + std::string(part.substr(equals)));
  }
  return out;
}

// The model's own file that gave the verdict, "aarch64.cat of …", where the user says in which folder it lies; else null.
const Model* text_of(const std::string& model) {
  const char* folder = std::getenv("FENCELINE_CAT_DIR");
  if (folder == nullptr) return nullptr;
  static std::map<std::string, Model> read;
  const std::string file = (std::filesystem::path(folder) / model.substr(0, model.find(' '))).string();
  const auto known = read.find(file);
  return known != read.end() ? &known->second : &read.emplace(file, read_cat(file)).first->second;
}

struct Tally {
  int tests = 0, agree = 0;
  std::map<std::string, std::vector<std::string>> unread;  // reason -> files
  std::vector<std::string> disagree;
};

void compare(const std::filesystem::path& folder, const Dialect& d, const nlohmann::json& row, Tally& tally) {
  const std::string file = row.at("file");
  ++tally.tests;
  try {
    const LitmusTest test = read_litmus((folder / std::string(d.litmus_name()) / file).string());
    const auto check = [&](const Model& model, const char* field, bool verdict) {
      if (row.at(field).is_null()) return true;
      const Judgement j = judge(test, model);
      std::set<std::set<std::string>> ours, theirs;
      for (const State& s : j.states) ours.insert(canonical(d, to_string(test, s, test.condition_variables)));
      for (const std::string state : row.at(field)) {
        auto wanted = canonical(d, state);
        // States under SC are given with further variables.
        std::erase_if(wanted, [&](const std::string& v) {
          return std::none_of(test.observed.begin(), test.observed.begin() + test.condition_variables,
                              [&](const Variable& o) { return v.starts_with(to_string(test, o) + "="); });
        });
        theirs.insert(wanted);
      }
      return ours == theirs && (!verdict || to_string(j.verdict) == row.at("verdict"));
    };
    const Model* text = text_of(row.at("model"));
    if (check(default_model(d.isa()), "states", true) && check(*find_model("sc"), "states_sc", false) &&
        (text == nullptr || check(*text, "states", true)))
      ++tally.agree;
    else
      tally.disagree.push_back(file);
    if (parse_litmus(write_litmus(test)) != test) tally.disagree.push_back(file + " (export and import)");
  } catch (const std::runtime_error& e) {
    const std::string message = e.what();
    tally.unread[message.substr(message.find(": ") + 2)].push_back(file);
  }
}

TEST(Verdicts, FolderOfReferenceTestsAgrees) {
  const auto folder = verdict_folder();
  if (!std::filesystem::exists(folder / "X86_64.json"))
    GTEST_SKIP() << "no reference verdicts in " << folder
                 << ": only the committed corpus was compared (set FENCELINE_VERDICTS to the folder)";
  const auto start = std::chrono::steady_clock::now();
  for (const char* name : {"x86_64", "aarch64", "riscv64", "ppc64le"}) {
    const Dialect& d = *find_dialect(name);
    std::ifstream in(folder / (std::string(d.litmus_name()) + ".json"));
    Tally tally;
    for (const auto& row : nlohmann::json::parse(in)) compare(folder, d, row, tally);
    std::cout << d.litmus_name() << ": " << tally.agree << " of " << tally.tests << " agree on verdict and states\n";
    int unread = 0;
    for (const auto& [reason, files] : tally.unread) {
      unread += static_cast<int>(files.size());
      std::cout << "  not read: " << files.size() << " x " << reason << " (" << files[0] << " …)\n";
    }
    for (const std::string& file : tally.disagree)
      EXPECT_TRUE(kExplained.contains(file)) << d.litmus_name() << "/" << file << " disagrees";
    EXPECT_GE((tally.tests - unread) * 100, tally.tests * 95) << d.litmus_name();
    EXPECT_GE(tally.agree * 100, tally.tests * 95) << d.litmus_name();
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::cout << "read, exported and judged under two models in " << took.count() << " s\n";
}

}  // namespace
}  // namespace fenceline::models
