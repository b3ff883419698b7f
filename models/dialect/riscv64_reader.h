// RISC-V instructions: their text to micro-operations.
#pragma once

#include <models/dialect/dialect.h>

#include <string_view>

namespace fenceline::models {

// 0 to 31, for all names of x0 to x31; -1 for no register.
int riscv_register(std::string_view name);

// Throws InstructionError.
Instruction read_riscv(std::string_view text, Scope& scope);

}  // namespace fenceline::models
