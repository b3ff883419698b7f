// All tests that names can tell, from small to large: where a search for a test looks.
#pragma once

#include <models/program.h>
#include <models/shapes/shapes.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace fenceline::models {

struct Candidate {
  std::string name;
  const Shape* shape = nullptr;    // null: no name tells it (written.h)
  std::vector<std::string> edges;  // of each slot; behind them the annotations of threads of one access
  int size = 0;
  std::shared_ptr<const LitmusTest> test;  // executions of a judgement point to it
};

// The size of a test is the number of its cycle's accesses, and one more for each fence, dependency, annotation and
// update. Between the accesses of a slot a chain of steps may stand: an edge and a communication of the thread with
// itself in either order, the latter between two edges, or two edges.
//
// Calls `visit` with every test of the instruction set that is no larger than `most`, the smallest first, and each
// cycle once, wherever it begins and whatever shapes it goes by; then, if `beyond`, with some larger ones on which single
// clauses of models are known to depend, and with the tests that no name tells. Ends where visit returns false; returns whether it did not.
bool each_candidate(Isa isa, int most, bool beyond, const std::function<bool(const Candidate&)>& visit);

}  // namespace fenceline::models
