// For instruction sets whose folder has no litmus.h: tests can be judged, not run.
#include <arch/cpu.h>
#include <fmt/format.h>
#include <harness/error.h>
#include <harness/litmus_run.h>

namespace fenceline {

int run_litmus_tests(const Request&, const LitmusSelection&, const models::Model&) {
  throw InputError(fmt::format("litmus tests cannot be run on {} yet: --judge --isa=… asks the models",
                               arch::kIsa));
}

}  // namespace fenceline
