// A suite of tests for implementations of a memory model: without any one clause of it some test would be allowed.
#pragma once

#include <models/judge/judge.h>
#include <models/shapes/candidates.h>

#include <string>
#include <vector>

namespace fenceline::models {

struct Conformance {
  struct Entry {
    Candidate test;
    std::vector<std::string>
        clauses;          // each of which the test needs in order to be forbidden, or to have no data race, or one
    Judgement judgement;  // explained
  };
  struct Unneeded {
    std::string clause;
    std::string reason;  // empty: none is known
  };
  std::vector<Entry> tests;
  std::vector<Unneeded> unneeded;  // clauses without a test
  std::size_t judged = 0;          // tests
};

// The suite's tests are the smallest, of sizes up to `size` and of those that no name tells.
Conformance conformance(const Model& model, Isa isa, int size);

// Is the model's answer weaker without the clause: another verdict, or a race less to be told? `whole` is its own answer.
bool needs(const LitmusTest& test, const Model& model, const Judgement& whole, std::string_view clause);

// The names of the axioms and clauses that the model's definition has.
std::vector<std::string> clause_names(const Model& model, const LitmusTest& test);

}  // namespace fenceline::models
