#include <harness/litmus/search.h>

#include <base/error.h>
#include <base/exit_codes.h>
#include <base/text.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/litmus/asked.h>
#include <harness/litmus/models.h>
#include <harness/litmus/select.h>
#include <models/dialect/dialect.h>
#include <models/judge/conformance.h>
#include <models/judge/distinguish.h>

#include <set>
#include <vector>

namespace fenceline {
namespace {

constexpr size_t kIndent = 4;

/// In whose tests the models are asked: the one that --isa names, else the only one that they are of.
models::Isa common_isa(const std::string& named, const std::vector<const models::Model*>& asked) {
  if (!named.empty()) {
    const models::Isa isa = litmus_isa(named);
    for (const auto* model : asked)
      if (!models::judges(*model, isa))
        throw InputError(fmt::format("the model {} judges no tests of {}: leave out --isa", model->name, named));
    return isa;
  }
  // SC is a model of everything.
  const models::Model* first = asked.front()->any_isa ? asked.back() : asked.front();
  for (const auto* model : asked)
    if (!models::judges(*model, first->isa) || (model->isa != first->isa && !model->any_isa))
      throw InputError(fmt::format("the models {} and {} are of {} and {}: --isa=NAME says in whose tests to ask",
                                   first->name, model->name, models::dialect(first->isa).name(),
                                   models::dialect(model->isa).name()));
  return first->any_isa ? litmus_isa("") : first->isa;
}

std::string sizes(const LitmusRequest& wanted) { return fmt::format("tests of sizes up to {}", wanted.test_size); }

void print_test(const models::Candidate& test, const std::string& what) {
  fmt::print("{}",
             wrapped(fmt::format("{}{}: {}", test.name, test.shape ? fmt::format(" (size {})", test.size) : "", what),
                     kIndent));
}

void print_line(const std::string& text) { fmt::print("{}", wrapped("  " + text, kIndent)); }

/// Writes the tests, or says how they are run, or judged by the models that were named.
void hand_over(const LitmusRequest& wanted, models::Isa isa, const std::vector<std::string>& models,
               const std::vector<models::Candidate>& tests) {
  if (tests.empty()) return;
  if (!wanted.export_to.empty()) {
    std::set<std::string> names;
    for (const auto& test : tests) write_test(wanted.export_to, *test.test, names);
    fmt::print("{} tests in {}\n", tests.size(), wanted.export_to);
    return;
  }
  std::vector<std::string> names;
  for (const auto& test : tests)
    if (test.shape) names.push_back(test.name);
  const auto& of = models::dialect(isa);
  std::string by;
  for (const auto& model : models)
    if (model != of.default_model()) by += fmt::format("{} --model={}", by.empty() ? "" : " or", model);
  const auto folders =
      wanted.cat_folders.empty() ? "" : fmt::format(" --cat-dir={}", fmt::join(wanted.cat_folders, ","));
  const auto tests_named = fmt::format("--litmus='{}'", fmt::join(names, ","));
  if (!names.empty()) {
    if (isa == litmus_isa("")) fmt::print("to run them: ./bench {}\n", tests_named);
    fmt::print("to judge them{}: ./bench --judge --isa={}{}{} {}\n",
               of.rules().language || isa == litmus_isa("")
                   ? ""
                   : " (machines of that instruction set run them without --judge and --isa)",
               of.name(), by, folders, tests_named);
  }
  if (const auto unnamed = tests.size() - names.size(); unnamed > 0)
    fmt::print("{} of them no name tells: --export=DIR writes them all\n", unnamed);
}

}  // namespace

int distinguish_models(const LitmusRequest& wanted) {
  if (wanted.distinguish.size() != 2)
    throw InputError("--distinguish takes two models: --distinguish=x86-tso,sc; --models shows all");
  const auto one = named_model(wanted.distinguish[0], wanted), other = named_model(wanted.distinguish[1], wanted);
  const auto &first = *one, &second = *other;
  const models::Isa isa = common_isa(wanted.isa, {&first, &second});
  const auto told = models::distinguish(first, second, isa, wanted.test_size, wanted.most_tests);
  std::vector<models::Candidate> tests;
  for (const auto& d : told.found) {
    const auto& allows = wanted.distinguish[d.first_allows ? 0 : 1];
    const auto& forbids = wanted.distinguish[d.first_allows ? 1 : 0];
    print_test(d.test, models::to_string(*d.test.test, d.test.test->condition));
    print_line(fmt::format("{} lets it happen: {}", allows, models::in_a_line(d.allowing)));
    print_line(fmt::format("{} forbids it by {}", forbids, models::in_a_line(d.forbidding)));
    tests.push_back(d.test);
  }
  if (told.complete)
    fmt::print("{}{} judged, {}: {}\n", tests.empty() ? "" : "\n", told.judged, sizes(wanted),
               tests.empty() ? "none tells the two apart" : "no other tells the two apart in another way");
  else
    fmt::print("\nthe {} smallest; --most-tests=N shows more\n", tests.size());
  hand_over(wanted, isa, wanted.distinguish, tests);
  return kDone;
}

int conformance_suite(const LitmusRequest& wanted) {
  const auto named = named_model(wanted.conformance, wanted);
  const auto& model = *named;
  const models::Isa isa = common_isa(wanted.isa, {&model});
  const auto suite = models::conformance(model, isa, wanted.test_size);
  std::vector<models::Candidate> tests;
  for (const auto& entry : suite.tests) {
    print_test(entry.test, fmt::format("needs {}", fmt::join(entry.clauses, ", ")));
    const std::string notes = models::notes_text(entry.judgement);
    print_line(fmt::format("{} by {}{}{}", models::to_string(entry.judgement.verdict),
                           models::in_a_line(entry.judgement), notes.empty() ? "" : "; ", notes));
    tests.push_back(entry.test);
  }
  for (const auto& clause : suite.unneeded)
    print_line(fmt::format("no test needs {}: {}", clause.clause,
                           clause.reason.empty() ? fmt::format("none of {}", sizes(wanted)) : clause.reason));
  fmt::print("\n{} tests judged\n", suite.judged);
  hand_over(wanted, isa, {wanted.conformance}, tests);
  return kDone;
}

}  // namespace fenceline
