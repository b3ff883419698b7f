// Litmus commands that look for tests: those that tell two models apart, those that a model's clauses need.
#pragma once
#include <harness/plan/request.h>

namespace fenceline {

// Each prints to stdout, writes what it found where --export names a folder, and returns the exit code. Throws
// InputError for names that mean no model, or models that have no tests in common.

int distinguish_models(const LitmusRequest&);
int conformance_suite(const LitmusRequest&);

}  // namespace fenceline
