// AArch64 instructions: their text to micro-operations.
#pragma once

#include <models/dialect/dialect.h>

#include <string>
#include <string_view>

namespace fenceline::models {

// Of "w3", "XZR", "sp"; any case.
struct AArch64Register {
  bool valid = false;
  std::string canonical;  // "X3"; empty: the zero register
  int size = 0;
};
AArch64Register decode_aarch64_register(std::string_view name);

// Throws InstructionError.
Instruction read_aarch64(std::string_view text, Scope& scope);

}  // namespace fenceline::models
