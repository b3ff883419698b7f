// Power's arithmetic: what its fixed-point instructions compute.
#pragma once

#include <models/dialect/build.h>

#include <map>
#include <string>
#include <vector>

namespace fenceline::models::ppc {

// What reads an instruction's operands. Each throws InstructionError.
class Operands {
 public:
  Operands(const Words& words, Scope& scope) : words(words), scope(scope) {}
  const Words& words;
  Scope& scope;

  Reg register_of(std::string_view text);
  Operand register_at(std::size_t i) { return reg(register_of(words.operands[i])); }
  Operand base_of(std::string_view text, Value offset = 0);  // r0 means zero
  Value constant_of(std::string_view text);
  Value constant_at(std::size_t i, Value least, Value most);
  // cr0 … cr7 have flags each.
  Reg flags_of(std::string_view field);
};

// The micro-operations of an instruction that computes a register, or sets flags; empty: it does neither. Those whose
// names end in a point also compare their result with zero.
std::vector<MicroOp> read_arithmetic(Operands& operands);
std::vector<std::string> arithmetic_mnemonics();

}  // namespace fenceline::models::ppc
