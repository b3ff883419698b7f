// Candidate executions of a test.
#pragma once

#include <models/execution.h>
#include <models/program.h>
#include <models/search/paths.h>

#include <functional>
#include <limits>

namespace fenceline::models {

struct EnumerateOptions {
  // Leave out executions that break coherence or atomicity while they are put together. All models
  // forbid these, so only an explanation (or a test that drops an axiom) wants them.
  bool prune = true;
  bool load_load_hazard = false;  // coherence does not order two reads of one location
  bool mixed_sizes = true;        // false: accesses of several sizes that overlap are refused
  // Of choices of what a read reads, or which write comes next: beyond so many TooLarge is thrown.
  std::size_t most_steps = std::numeric_limits<std::size_t>::max();
  // Called with paths of all threads before their final states are asked about; rf and co are empty.
  std::function<void(const Execution&)> paths;
  // Called with a final state before its executions are put together: false skips them.
  std::function<bool(const State&)> wanted;
  int unroll = kUnroll;         // PathOptions
  bool self_justified = false;  // the same
  // Plain accesses are ordered by coherence only where one thread writes twice (Model::bounded_races).
  bool bounded_races = false;
  // Called where the program ends otherwise than by reaching a final state: true visits such executions. Without it
  // they are passed over.
  std::function<bool(End)> stops;
  // Called with executions of which only some locations have rf and co: false where those of the others cannot make an
  // execution that is wanted.
  std::function<bool(const Execution&)> may_complete;
  // Called with executions of paths of which some are not finished, until it says that one may happen; without it there
  // are none.
  std::function<bool(const Execution&)> may_happen;
};

struct Enumeration {
  bool cut = false;       // some path that is not finished may be taken: there may be further final states
  std::size_t tried = 0;  // combinations of paths, in whole or in part
};

// Calls visit(execution, state) for every candidate; a visit that returns false ends the
// enumeration. Throws Unsupported.
Enumeration enumerate(const LitmusTest& test, const EnumerateOptions& options,
                      const std::function<bool(const Execution&, const State&)>& visit);

}  // namespace fenceline::models
