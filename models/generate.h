// Tests from their names.
#pragma once

#include <models/names.h>
#include <models/program.h>

#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

// Throws NameError.
LitmusTest make_test(std::string_view name, Isa isa);

// Has the instruction set what the shape asks for: sizes, load-linked, an edge that it fixes?
bool exists(const Shape& shape, Isa isa);

// Every shape with every combination of legal single edges.
std::vector<std::string> all_names(Isa isa);

}  // namespace fenceline::models
