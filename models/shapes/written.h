// Tests that a search among small names does not find: larger ones, and those that no name of a shape tells. On them
// depends what no small cycle of plain accesses, fences, dependencies and annotations shows.
#pragma once

#include <models/program.h>

#include <vector>

namespace fenceline::models {

std::vector<LitmusTest> written_tests(Isa isa);

}  // namespace fenceline::models
