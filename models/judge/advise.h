// Which edges forbid a shape's outcome, and what they cost: the cheapest correct placement of
// fences, dependencies and annotations.
#pragma once

#include <models/dialect/dialect.h>
#include <models/model.h>
#include <models/shapes/shapes.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

// Core cycles, and the interval that they are known to.
struct Cost {
  Cost(double exactly) : cycles(exactly), low(exactly), high(exactly) {}
  Cost(double cycles, double low, double high) : cycles(cycles), low(low), high(high) {}
  double cycles, low, high;
  operator double() const { return cycles; }
};

// Cost of an edge (its name as in a test's name: "dmb.sy", "popl") between a read or a
// write and a read or a write, beyond that of the plain accesses; nothing if it is not known.
using Price = std::function<std::optional<Cost>(std::string_view edge, Dir from, Dir to)>;

struct Assignment {
  std::string name;  // of the test: "SB+mfences"
  // One for each slot; in C++ behind them the memory orders of accesses alone in their threads.
  std::vector<std::string> edges;
  std::vector<std::optional<Cost>> prices;
  std::optional<Cost> sum() const;  // nothing if some price is unknown
  std::vector<std::string> code;    // of each thread: its instructions, split by "; "
  bool forbids = false;
};

struct Advice {
  std::string shape;
  // Assignments that forbid the outcome, cheapest first, weakest first among equals; those of
  // unknown price last. None has an edge that a weaker one could replace at no higher price; of equally strong ones
  // those are named that are the same in every slot.
  std::vector<Assignment> best;
  // What C++ compilers emit for the shape with seq_cst, and with acquire loads and release stores.
  std::optional<Assignment> seq_cst, acquire_release;
  std::size_t judged = 0;
  bool priced = false;  // some edge has a price
};

// At most `count` assignments. Throws NameError for a shape that is unknown or fixes its edges.
Advice advise(std::string_view shape, Isa isa, const Model& model, const Price& price, std::size_t count = 10);

std::string to_text(const Advice& advice);

}  // namespace fenceline::models
