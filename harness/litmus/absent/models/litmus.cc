// For a bench that was built without litmus tests and memory models: FENCELINE_LITMUS=OFF.
#include <arch/cpu.h>
#include <base/error.h>
#include <fmt/format.h>
#include <harness/litmus/litmus.h>

namespace fenceline {

bool executes(const LitmusRequest&) { return false; }

int ask_models(const Request&) {
  throw InputError(
      fmt::format("this bench was built without litmus tests and memory models: make cross ISA={} builds one with them",
                  arch::kIsa));
}

bool means_a_litmus_test(std::string_view) { return false; }

LitmusEnd run_litmus(const Request& request, const Host&) { return {ask_models(request), {}, {}}; }

std::string list_litmus(const LitmusRequest&, bool json) { return json ? "[]\n" : ""; }

}  // namespace fenceline
