// The operands of one AArch64 instruction, as its meaning asks for them (Arm Architecture Reference Manual, DDI 0487,
// part C). What an operand itself computes, a shift or an extension, goes to `ops` before what uses it.
#pragma once

#include <models/dialect/build.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models::aarch64 {

struct Operands {
  const Words& words;
  Scope& scope;
  std::vector<MicroOp> ops = {};

  struct Register {
    Reg reg = kNoReg;
    int size = 0;  // bytes
  };
  // Each throws InstructionError where the operand is none of that kind.
  Register register_at(std::size_t i);
  Value constant(std::string_view text) const;
  Value constant_at(std::size_t i) const { return constant(words.operands[i]); }
  Cond condition(std::string_view text) const;
  // A register with an optional shift, or a constant that the instruction's encoding has; i is its first operand.
  Operand flexible(std::size_t i, int size);
  // The register as the text changes it, "LSL #2", "ROR #4", "SXTW", "UXTB #3"; the result has the name `into`.
  Operand modified(const Register& r, std::string_view text, std::string_view into, int size);
  // "LSL #16" of a constant, or none.
  int left_shift(std::size_t i) const;

  void expect_at_least(std::size_t count) const;
  void add(MicroOp op) { ops.push_back(op); }
  // `high` above `low`, shifted to the right: the low half.
  void shift_two(const Register& d, Reg high, Reg low, Operand by);

 private:
  Value encodable(Value value, int by, int size) const;
};

// What the instructions of each kind mean, by mnemonic: false where it is none of that kind.
bool read_arithmetic(Operands& operands);
bool read_access(Operands& operands);
bool read_control(Operands& operands);

// Is the last operand of that instruction a label?
bool names_label(std::string_view mnemonic);

// The instruction that another is an alias of, and its operands.
struct Alias {
  Words words;
  std::vector<std::string> made;  // operands that the text does not have
};
std::optional<Alias> resolve_alias(const Words& words);

}  // namespace fenceline::models::aarch64
