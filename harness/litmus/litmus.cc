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
  if (model.isa == models::Isa::cxx)
    return fmt::format("the model {} judges programs in C++, not in instructions of {}: --judge --isa=cxx asks it",
                       model.name, models::dialect(isa).name());
  std::vector<std::string_view> known;
  for (const auto* m : models::models())
    if (models::judges(*m, isa)) known.push_back(m->name);
  return fmt::format("the model {} judges instructions, not C++: --isa=cxx goes with --model={}", model.name,
                     fmt::join(known, ", "));
}

}  // namespace

int run_litmus(const Request& request) {
  const LitmusRequest& wanted = request.litmus;
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
  const auto& dialect = models::dialect(isa);
  if (wanted.models) return print_models();
  if (!models::judges(*model, isa)) throw InputError(no_judge(*model, isa));
  if (!wanted.explain.empty()) return explain_litmus(wanted, isa, *model);
  if (!wanted.advise.empty()) return advise_litmus(wanted, isa, *model);
  const auto tests = wanted.tests.empty() ? classic_litmus(isa) : wanted.tests;
  if (!wanted.export_to.empty()) return export_litmus(tests, isa, wanted.export_to);
  if (wanted.judge) return judge_litmus(tests, isa, *model);
  if (isa == models::Isa::cxx)
    throw InputError(
        "tests in C++ are judged, not run, as it is instructions that a machine executes: add --judge");
  if (dialect.name() != arch::kIsa)
    throw InputError(
        fmt::format("this machine executes {}, not {}: add --judge to ask the model alone",
                    arch::kIsa, dialect.name()));
  return run_litmus_tests(request, select_litmus(tests, isa), *model);
}

std::string list_litmus(const LitmusRequest& wanted, bool json) {
  const models::Isa isa = litmus_isa(wanted.isa);
  return json ? list_shapes_json(isa) : list_shapes(isa);
}

}  // namespace fenceline
