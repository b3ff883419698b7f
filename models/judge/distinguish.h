// Which tests tell two memory models apart.
#pragma once

#include <models/judge/judge.h>
#include <models/shapes/candidates.h>

#include <string>
#include <vector>

namespace fenceline::models {

struct Difference {
  Candidate test;
  bool first_allows = false;       // else the second does
  Judgement allowing, forbidding;  // with a witness, and with the cycle that forbids
};

struct Distinction {
  std::vector<Difference> found;  // smallest first
  std::size_t judged = 0;         // tests
  bool complete = false;          // all that were asked for were looked at
};

// The `count` smallest tests of the instruction set, of sizes up to `size`, whose outcome one model allows and the
// other forbids. Left out is what differs in the same way as a test of the same shape whose edges are no stronger. A test
// that one of the models does not cover tells nothing.
Distinction distinguish(const Model& first, const Model& second, Isa isa, int size, std::size_t count);

}  // namespace fenceline::models
