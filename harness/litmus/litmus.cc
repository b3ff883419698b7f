#include <harness/litmus/litmus.h>

#include <arch/cpu.h>
#include <base/error.h>
#include <base/nearest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/litmus/models.h>
#include <harness/litmus/run/run.h>
#include <harness/litmus/select.h>
#include <harness/plan/request.h>
#include <models/dialect/dialect.h>
#include <models/model.h>

#include <string>
#include <string_view>
#include <vector>

namespace fenceline {
namespace {

/// Why the model cannot be asked about tests of that instruction set.
std::string no_judge(const models::Model& model, models::Isa isa) {
  if (models::dialect(model.isa).rules().language)
    return fmt::format("the model {} judges programs in C++, not in instructions of {}: --judge --isa=cxx asks it",
                       model.name, models::dialect(isa).name());
  std::vector<std::string_view> known;
  for (const auto* m : models::models())
    if (models::judges(*m, isa)) known.push_back(m->name);
  return fmt::format("the model {} judges instructions, not C++: --isa=cxx goes with --model={}", model.name,
                     fmt::join(known, ", "));
}

/// Which instruction set's tests are meant, and which model judges them.
struct Asked {
  models::Isa isa;
  const models::Model& model;
};

/// Throws InputError for names that mean none.
Asked asked(const LitmusRequest& wanted) {
  models::Isa isa = litmus_isa(wanted.isa);
  const auto* model = models::find_model(wanted.model.empty() ? models::dialect(isa).default_model()
                                                              : std::string_view(wanted.model));
  if (!model) {
    std::vector<std::string> known;
    for (const auto* m : models::models()) known.emplace_back(m->name);
    throw InputError(unknown("memory model", wanted.model, known, "--models shows all"));
  }
  // A hardware model that is asked, and nothing run, speaks of its own instruction set.
  if (wanted.isa.empty() && !wanted.model.empty() && wanted.model != "sc" &&
      (wanted.judge || !wanted.explain.empty() || !wanted.advise.empty() ||
       !wanted.export_to.empty()))
    isa = model->isa;
  return {isa, *model};
}

void check_it_judges(const Asked& a) {
  if (!models::judges(a.model, a.isa)) throw InputError(no_judge(a.model, a.isa));
}

std::vector<std::string> tests_of(const LitmusRequest& wanted, models::Isa isa) {
  return wanted.tests.empty() ? classic_litmus(isa) : wanted.tests;
}

}  // namespace

bool executes(const LitmusRequest& wanted) {
  if (wanted.models || !wanted.explain.empty()) return false;
  return !wanted.advise.empty() || (wanted.export_to.empty() && !wanted.judge);
}

int ask_models(const LitmusRequest& wanted) {
  const Asked a = asked(wanted);
  if (wanted.models) return print_models();
  check_it_judges(a);
  if (!wanted.explain.empty()) return explain_litmus(wanted, a.isa, a.model);
  const auto tests = tests_of(wanted, a.isa);
  if (!wanted.export_to.empty()) return export_litmus(tests, a.isa, wanted.export_to);
  return judge_litmus(tests, a.isa, a.model);
}

int run_litmus(const Request& request, const Host& host) {
  const LitmusRequest& wanted = request.litmus;
  const Asked a = asked(wanted);
  check_it_judges(a);
  if (!wanted.advise.empty()) return advise_litmus(wanted, a.isa, a.model, host);
  if (models::dialect(a.isa).rules().language)
    throw InputError(
        "tests in C++ are judged, not run, as it is instructions that a machine executes: add --judge");
  const auto written_for = models::dialect(a.isa).name();
  if (written_for != arch::kIsa)
    throw InputError(
        fmt::format("this machine executes {}, not {}: add --judge to ask the model alone",
                    arch::kIsa, written_for));
  return run_litmus_tests(request, select_litmus(tests_of(wanted, a.isa), a.isa), a.model, host);
}

std::string list_litmus(const LitmusRequest& wanted, bool json) {
  const models::Isa isa = litmus_isa(wanted.isa);
  return json ? list_shapes_json(isa) : list_shapes(isa);
}

}  // namespace fenceline
