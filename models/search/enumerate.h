// Candidate executions of a test.
#pragma once

#include <models/execution.h>
#include <models/program.h>

#include <functional>

namespace fenceline::models {

struct EnumerateOptions {
  // Leave out executions that break coherence or atomicity while they are put together. All models
  // forbid these, so only an explanation (or a test that drops an axiom) wants them.
  bool prune = true;
  bool load_load_hazard = false;  // coherence does not order two reads of one location
  bool mixed_sizes = true;        // false: accesses of several sizes that overlap are refused
  // Called with a final state before its executions are put together: false skips them.
  std::function<bool(const State&)> wanted;
};

// Calls visit(execution, state) for every candidate; a visit that returns false ends the
// enumeration. Loops are unrolled kUnroll times, paths that loop longer are left out.
// Throws Unsupported.
void enumerate(const LitmusTest& test, const EnumerateOptions& options,
               const std::function<bool(const Execution&, const State&)>& visit);

constexpr int kUnroll = 2;  // backward branches that a path may take where what is read decides

}  // namespace fenceline::models
