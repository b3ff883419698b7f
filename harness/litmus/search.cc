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
  const models::Model* first = asked.front()->name == "sc" ? asked.back() : asked.front();
  for (const auto* model : asked)
    if (!models::judges(*model, first->isa) || (model->isa != first->isa && model->name != "sc"))
      throw InputError(fmt::format("the models {} and {} are of {} and {}: --isa=NAME says in whose tests to ask",
                                   first->name, model->name, models::dialect(first->isa).name(),
                                   models::dialect(model->isa).name()));
  return first->name == "sc" ? litmus_isa("") : first->isa;
}

std::string sizes(const LitmusRequest& wanted) { return fmt::format("tests of sizes up to {}", wanted.test_size); }

void print_test(const models::Candidate& test, const std::string& what) {
  fmt::print("{}",
             wrapped(fmt::format("{}{}: {}", test.name, test.shape ? fmt::format(" (size {})", test.size) : "", what),
                     kIndent));
}

void print_line(const std::string& text) { fmt::print("{}", wrapped("  " + text, kIndent)); }

/// Writes the tests, or says how they are run.
void hand_over(const LitmusRequest& wanted, models::Isa isa, const std::vector<models::Candidate>& tests) {
  if (tests.empty()) return;
  if (!wanted.export_to.empty()) {
    for (const auto& test : tests) write_test(wanted.export_to, *test.test);
    fmt::print("{} tests in {}\n", tests.size(), wanted.export_to);
    return;
  }
  std::vector<std::string> names;
  for (const auto& test : tests)
    if (test.shape) names.push_back(test.name);
  const auto unnamed = tests.size() - names.size();
  if (isa == litmus_isa(""))
    fmt::print("to run them: ./bench --litmus='{}'\n", fmt::join(names, ","));
  else
    fmt::print(
        "to judge them (machines of other instruction sets run them without --judge and --isa): ./bench --judge "
        "--isa={} --litmus='{}'\n",
        models::dialect(isa).name(), fmt::join(names, ","));
  if (unnamed > 0) fmt::print("{} of them no name tells: --export=DIR writes them all\n", unnamed);
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
    const auto &allows = d.first_allows ? first : second, &forbids = d.first_allows ? second : first;
    print_test(d.test, models::to_string(*d.test.test, d.test.test->condition));
    print_line(fmt::format("{} lets it happen: {}", allows.name, models::in_a_line(d.allowing)));
    print_line(fmt::format("{} forbids it by {}", forbids.name, models::in_a_line(d.forbidding)));
    tests.push_back(d.test);
  }
  if (told.complete)
    fmt::print("{}{} judged, {}: {}\n", tests.empty() ? "" : "\n", told.judged, sizes(wanted),
               tests.empty() ? "none tells the two apart" : "no other tells the two apart in another way");
  else
    fmt::print("\nthe {} smallest; --most-tests=N shows more\n", tests.size());
  hand_over(wanted, isa, tests);
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
  hand_over(wanted, isa, tests);
  return kDone;
}

}  // namespace fenceline
