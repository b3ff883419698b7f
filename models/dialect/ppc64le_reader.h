// Power instructions: their text to micro-operations.
#pragma once

#include <models/dialect/build.h>

#include <string>
#include <string_view>

namespace fenceline::models {

// r0 … r31; empty: it is none.
std::string ppc_register(std::string_view name);

// Throws InstructionError.
Instruction read_ppc(std::string_view text, Scope& scope);

}  // namespace fenceline::models
