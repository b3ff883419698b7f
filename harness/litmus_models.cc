#include <harness/litmus_models.h>

#include <fmt/format.h>
#include <harness/error.h>
#include <models/dialect.h>
#include <models/generate.h>
#include <models/judge.h>
#include <models/litmus.h>
#include <models/table.h>

#include <filesystem>
#include <fstream>

namespace fenceline {
namespace fs = std::filesystem;

int print_models() {
  fmt::print("{}", models::to_text(models::compare_models()));
  return 0;
}

int explain_litmus(const LitmusRequest& wanted, models::Isa isa, const models::Model& model) {
  const auto selection = select_litmus({wanted.explain}, isa);
  if (selection.tests.size() != 1)
    throw InputError(fmt::format("--explain={} means {} tests: name one", wanted.explain,
                                 selection.tests.size()));
  const auto& test = selection.tests[0];
  models::JudgeOptions options;
  options.explain = true;
  const auto judged = models::judge(test, model, options);
  fmt::print("{}\n{}", models::write_litmus(test), models::to_text(test, model, judged));
  if (wanted.dot.empty()) return 0;
  std::ofstream out(wanted.dot);
  out << models::to_dot(test, model, judged);
  if (!out.flush()) throw RunError(fmt::format("cannot write {}", wanted.dot));
  fmt::print("drawing: {} (dot -Tsvg {} -o {}.svg)\n", wanted.dot, wanted.dot, wanted.dot);
  return 0;
}

int export_litmus(const LitmusSelection& selection, const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  for (const auto& test : selection.tests) {
    const auto path = fs::path(folder) / (test.name + ".litmus");
    std::ofstream out(path);
    out << models::write_litmus(test);
    if (!out.flush()) throw RunError(fmt::format("cannot write {}", path.string()));
  }
  fmt::print("{} tests in {}\n", selection.tests.size(), folder);
  return 0;
}

int judge_litmus(const LitmusSelection& selection, const models::Model& model) {
  fmt::print("{:<40} {:<10} {:>6}  condition\n", "test (" + std::string(model.name) + ")",
             "verdict", "states");
  for (const auto& test : selection.tests) {
    try {
      const auto judged = models::judge(test, model);
      fmt::print("{:<40} {:<10} {:>6}  {} {}\n", test.name, models::to_string(judged.verdict),
                 judged.states.size(), models::to_string(test.quantifier),
                 models::to_string(test, test.condition));
    } catch (const models::Unsupported& e) {
      fmt::print("{:<40} not judged: {}\n", test.name, e.what());
    }
  }
  for (const auto& s : selection.skips) fmt::print("not read: {}: {}\n", s.what, s.reason);
  return 0;
}

}  // namespace fenceline
