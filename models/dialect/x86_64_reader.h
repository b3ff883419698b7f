// x86-64 instructions: their text to micro-operations.
#pragma once

#include <models/dialect/dialect.h>

#include <string>
#include <string_view>

namespace fenceline::models {

// Of "%eax", "EAX", "r8d"; any case. No register has size 0.
struct X86Register {
  std::string canonical;  // "rax"
  int size = 0;
};
X86Register decode_x86_register(std::string_view name);

// "rax" at 4 bytes is "%eax".
std::string x86_register_text(const std::string& canonical, int size);
char x86_suffix(int size);  // b w l q

// Throws InstructionError.
Instruction read_x86(std::string_view text, Scope& scope);

}  // namespace fenceline::models
