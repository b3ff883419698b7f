// Who measures: the machine, what executes us on it, and the facts that a reader of results must know. Made once and
// handed down; tests make up their own.
#pragma once
#include <harness/machine/environment.h>
#include <harness/machine/execution.h>
#include <harness/machine/machine.h>

#include <string>
#include <vector>

namespace fenceline {

struct Host {
  Machine machine;
  Verdict verdict;
  std::vector<Fact> facts;  ///< about machine and build, for run.csv
  std::string name;         ///< short and safe in a path
  bool native() const { return verdict.execution == Execution::native; }
};

/// This one, with the machine that load_machine() makes of `topology`. What is another machine's topology has no facts.
/// Throws as load_machine().
Host this_host(const std::string& topology, Verdict);

}  // namespace fenceline
