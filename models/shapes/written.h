// Tests that no name of a shape tells: on them depends what no cycle of plain accesses, fences, dependencies and
// annotations shows.
#pragma once

#include <models/program.h>

#include <vector>

namespace fenceline::models {

std::vector<LitmusTest> written_tests(Isa isa);

}  // namespace fenceline::models
