// Litmus tests from the command line: which, on which PUs, for how long; judged by the memory
// model.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace fenceline {

struct Request;

struct LitmusRequest {
  std::vector<std::string> tests;   ///< names with wildcards, .litmus files, folders of them
  std::string mode = "auto";        ///< sync, burst, perpetual, or what shows most
  double seconds = 0;               ///< for each test; 0: one second, or its share of the budget
  uint64_t outcomes = 0;            ///< end each test after so many; 0: no such limit
  std::vector<std::string> stress;  ///< "memory", "sharing": other threads make it harder
  bool judge = false;               ///< ask the model only, run nothing
  std::string isa;                  ///< of what is judged, exported, advised; empty: this machine's
  std::string model;                ///< empty: the ISA's own
  std::string explain;              ///< a test whose verdict is to be shown
  std::string dot;                  ///< file for the drawing of what `explain` shows
  bool models = false;              ///< the comparison table
  std::string export_to;            ///< folder that gets .litmus files
  std::string advise;               ///< a shape whose bad outcome is to be forbidden cheaply
  bool any() const {
    return !tests.empty() || judge || models || !explain.empty() || !export_to.empty() ||
           !advise.empty();
  }
};

/// An outcome was observed that the model forbids.
inline constexpr int kLitmusFinding = 4;

/// Does what is asked and prints it. Returns the exit code: 0; kLitmusFinding; 130 interrupted.
/// Throws InputError for what cannot be read, RunError for what the machine refuses.
int run_litmus(const Request&);

/// The shapes, and the edges of the instruction set, for people or as a JSON array of the shapes. Empty where litmus
/// tests are not built in. Throws InputError for an unknown instruction set.
std::string list_litmus(const LitmusRequest&, bool json);

}  // namespace fenceline
