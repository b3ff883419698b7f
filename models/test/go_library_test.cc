// The library of Go's memory model, examples/go: each rule and each program of the document, with what it says of it.
// Lines of a test's head tell what is expected:
//   Result: Forbidden        the verdict
//   Race: yes                also Deadlock, Panic; `no` where they are not told
//   Without: send-receive    parts of the model that the test needs: without them another answer is given
#include <models/judge/judge.h>
#include <models/litmus/litmus.h>
#include <base/text.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

namespace fenceline::models {
namespace {

const Model& go = *find_model("go");

std::vector<LitmusTest> library() {
  std::vector<LitmusTest> out;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(FENCELINE_SOURCE) + "/examples/go"))
    if (entry.path().extension() == ".litmus") out.push_back(read_litmus(entry.path()));
  return out;
}

std::string said(const LitmusTest& test, const std::string& word) {
  for (const std::string& line : test.info)
    if (line.starts_with(word + ":")) return std::string(trim(std::string_view(line).substr(word.size() + 1)));
  return {};
}

std::string yes(bool is) { return is ? "yes" : ""; }

struct Answer {
  std::string verdict;
  bool race, deadlock, panic;
  std::vector<State> states;
  bool operator==(const Answer&) const = default;
};
Answer ask(const LitmusTest& test, std::string_view without = {}) {
  JudgeOptions options;
  options.without = without;
  const Judgement j = judge(test, go, options);
  return {to_string(j.verdict), j.race.has_value(), j.deadlock.has_value(), j.panic.has_value(), j.states};
}

TEST(GoLibrary, SaysWhatTheDocumentSays) {
  const auto tests = library();
  EXPECT_GE(tests.size(), 65u);
  for (const LitmusTest& test : tests) {
    const Answer answer = ask(test);
    EXPECT_EQ(answer.verdict, said(test, "Result")) << test.file;
    EXPECT_EQ(yes(answer.race), said(test, "Race") == "no" ? "" : said(test, "Race")) << test.file;
    EXPECT_EQ(yes(answer.deadlock), said(test, "Deadlock")) << test.file;
    EXPECT_TRUE(answer.deadlock || answer.panic || !answer.states.empty()) << test.file;  // nothing would hold of all
    EXPECT_EQ(yes(answer.panic), said(test, "Panic")) << test.file;
  }
}

TEST(GoLibrary, IsWrittenAsItIsRead) {
  for (const LitmusTest& test : library()) EXPECT_EQ(parse_litmus(write_litmus(test)), test) << write_litmus(test);
}

TEST(GoLibrary, NeedsEveryPartOfTheModel) {
  std::set<std::string> needed, known;
  for (const LitmusTest& test : library()) {
    const std::string parts = said(test, "Without");
    for (const std::string_view part : split(parts, ' ')) {
      if (part.empty()) continue;
      needed.emplace(part);
      EXPECT_TRUE(ask(test, part) != ask(test)) << test.file << " without " << part;
    }
    JudgeOptions options;
    options.explain = true;
    const Judgement j = judge(test, go, options);
    if (!j.explanation) continue;
    Axioms axioms({}, true);
    go.axioms(j.explanation->execution, axioms);
    known.insert(axioms.names().begin(), axioms.names().end());
  }
  EXPECT_EQ(needed, known);
}

// The page's own test does what the page says, and its table has every part of the model.
TEST(GoLibrary, PageIsTrue) {
  std::ifstream in(FENCELINE_SOURCE "/docs/go.md");
  std::string page, program;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    page += line + "\n";
    inside = inside || line == "    Go message";
    if (inside && (line.empty() || line.starts_with("    ")))
      program += (line.empty() ? line : line.substr(4)) + "\n";
    else
      inside = false;
  }
  const LitmusTest test = parse_litmus(program);
  EXPECT_EQ(to_string(judge(test, go).verdict), "Forbidden") << program;
  Judgement j = judge(test, go, {.explain = true});
  Axioms axioms({}, true);
  go.axioms(j.explanation->execution, axioms);
  for (const std::string& name : axioms.names())
    if (name != "sequenced" && name != "hidden" && name != "later" && name != "dependency" && name != "write-order") {
      EXPECT_NE(page.find("`" + name + "`"), std::string::npos) << name;
    }
}

}  // namespace
}  // namespace fenceline::models
