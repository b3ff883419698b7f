// Tests from their names.
#pragma once

#include <models/program.h>
#include <models/shapes/names.h>

#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

// Throws NameError.
LitmusTest make_test(std::string_view name, Isa isa);

// Has the instruction set what the shape asks for: sizes, load-linked, an edge that it fixes?
bool exists(const Shape& shape, Isa isa);

// What gives every shape with every combination of legal single edges, if expanded.
std::vector<std::string> all_patterns(Isa isa);

}  // namespace fenceline::models
