// For instruction sets whose folder has no litmus.h: tests can be judged, not run.
#include <arch/cpu.h>
#include <base/error.h>
#include <fmt/format.h>
#include <harness/litmus/run/run.h>
#include <models/judge/advise.h>

namespace fenceline {

LitmusEnd run_litmus_tests(const Request&, const LitmusSelection&, const models::Model&, const Host&) {
  throw InputError(fmt::format("litmus tests cannot be run on {} yet: --judge --isa=… asks the models", arch::kIsa));
}

int advise_litmus(const LitmusRequest& wanted, models::Isa isa, const models::Model& model, const Host&) {
  const auto no_price = [](std::string_view, models::Dir, models::Dir) { return std::optional<models::Cost>(); };
  fmt::print("{}no prices: nothing can be measured here; the order is from weak to strong, and tells no cost\n",
             models::to_text(models::advise(wanted.advise, isa, model, no_price)));
  return 0;
}

}  // namespace fenceline
