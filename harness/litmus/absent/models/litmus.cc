// For a bench that was built without litmus tests and memory models: FENCELINE_LITMUS=OFF.
#include <arch/cpu.h>
#include <base/error.h>
#include <fmt/format.h>
#include <harness/litmus/litmus.h>

namespace fenceline {

int run_litmus(const Request&) {
  throw InputError(fmt::format(
      "this bench was built without litmus tests and memory models: make cross ISA={} builds one with them",
      arch::kIsa));
}

std::string list_litmus(const LitmusRequest&, bool json) { return json ? "[]\n" : ""; }

}  // namespace fenceline
