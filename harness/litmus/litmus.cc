#include <harness/litmus/litmus.h>

#include <arch/cpu.h>
#include <base/error.h>
#include <fmt/format.h>
#include <harness/litmus/asked.h>
#include <harness/litmus/models.h>
#include <harness/litmus/run/run.h>
#include <harness/litmus/search.h>
#include <harness/litmus/select.h>
#include <harness/plan/request.h>
#include <models/dialect/dialect.h>
#include <models/judge/judge.h>
#include <models/shapes/generate.h>
#include <models/shapes/shapes.h>

#include <string>
#include <string_view>
#include <vector>

namespace fenceline {
namespace {

std::vector<std::string> tests_of(const LitmusRequest& wanted, models::Isa isa) {
  return wanted.tests.empty() ? classic_litmus(isa) : wanted.tests;
}

/// Which of the tests that names mean; `asked` outlives it.
models::Sample sample_of(const Request& request, const Asked& asked) {
  models::Sample out{request.litmus.sample, request.seed};
  if (const auto& verdict = request.litmus.verdict; !verdict.empty())
    out.wanted = [&asked, wanted = verdict == "forbidden" ? models::Verdict::kForbidden : models::Verdict::kAllowed](
                     const std::string& name) {
      try {
        return models::judge(models::make_test(name, asked.isa()), asked.model(asked.isa())).verdict == wanted;
      } catch (const models::Unsupported&) {
        return false;
      }
    };
  return out;
}

}  // namespace

bool means_a_litmus_test(std::string_view name) {
  if (name.ends_with(".litmus")) return true;
  for (auto end = name.size(); end != std::string_view::npos && end > 0; end = name.rfind('+', end - 1))
    if (models::find_shape(name.substr(0, end))) return true;
  return false;
}

bool executes(const LitmusRequest& wanted) {
  if (wanted.models || !wanted.explain.empty() || wanted.searches()) return false;
  return !wanted.advise.empty() || (wanted.export_to.empty() && !wanted.judge);
}

int ask_models(const Request& request) {
  const LitmusRequest& wanted = request.litmus;
  if (!wanted.distinguish.empty()) return distinguish_models(wanted);
  if (!wanted.conformance.empty()) return conformance_suite(wanted);
  const Asked asked(wanted);
  if (wanted.models && !wanted.model.empty() && !asked.own())
    throw InputError("--models shows all that are built in: --model=FILE.cat puts one of your own beside them");
  if (wanted.models) return print_models(asked);
  if (!wanted.explain.empty()) return explain_litmus(wanted, asked);
  const auto tests = tests_of(wanted, asked.isa());
  if (!wanted.export_to.empty()) return export_litmus(tests, asked, wanted.export_to, sample_of(request, asked));
  return judge_litmus(tests, asked, sample_of(request, asked), wanted.log);
}

LitmusEnd run_litmus(const Request& request, const Host& host) {
  const LitmusRequest& wanted = request.litmus;
  const Asked asked(wanted);
  const models::Isa isa = asked.isa();
  const models::Model& model = asked.model(isa);
  if (!wanted.advise.empty()) return {advise_litmus(wanted, isa, model, host), {}, {}};
  if (models::dialect(isa).rules().language)
    throw InputError(
        fmt::format("tests in {} are judged, not run, as it is instructions that a machine executes: add --judge",
                    models::dialect(isa).title()));
  const auto written_for = models::dialect(isa).name();
  if (written_for != arch::kIsa)
    throw InputError(
        fmt::format("this machine executes {}, not {}: add --judge to ask the model alone", arch::kIsa, written_for));
  return run_litmus_tests(request, select_litmus(tests_of(wanted, isa), isa, sample_of(request, asked)), model, host);
}

std::string list_litmus(const LitmusRequest& wanted, bool json) {
  const models::Isa isa = litmus_isa(wanted.isa);
  return json ? list_shapes_json(isa) : list_shapes(isa);
}

}  // namespace fenceline
