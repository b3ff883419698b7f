// Litmus tests from the command line: which, on which PUs, for how long; judged by the memory
// model.
#pragma once
#include <base/exit_codes.h>
#include <harness/machine/host.h>
#include <harness/plan/request.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace fenceline {

/// Whether something is executed here for it; else the memory models alone are asked.
bool executes(const LitmusRequest&);

/// What a litmus run came to.
struct LitmusEnd {
  int code = kDone;              ///< kDone, kLitmusFinding, kOutOfTime or kInterrupted
  std::filesystem::path folder;  ///< of its results; empty: it writes none
  std::string log;               ///< as litmus7 writes it, where that is wanted
};
/// Does what is asked and prints it, where something is executed.
/// Throws InputError for what cannot be read, RunError for what the machine refuses.
LitmusEnd run_litmus(const Request&, const Host&);
/// The same where the models alone are asked: no machine is looked at.
int ask_models(const Request&);

/// Is it the name of a litmus test, or of a file of one? Without litmus tests nothing is.
bool means_a_litmus_test(std::string_view name);

/// The shapes, and the edges of the instruction set, for people or as a JSON array of the shapes. Empty where litmus
/// tests are not built in. Throws InputError for an unknown instruction set.
std::string list_litmus(const LitmusRequest&, bool json);

}  // namespace fenceline
