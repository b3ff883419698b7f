// Branches of A32: Arm ARM DDI 0406, A8.8.
#include <models/dialect/arm_reader.h>

namespace fenceline::models::arm {
namespace {

MicroOp link(Scope& scope) { return code_address(scope.reg("R14"), scope.label(".+4")); }

Ops to_register(const Words& words, Scope& scope) {
  expect_operands(words, 1);
  const Reg to = register_of(words.operands[0], scope);
  // BX LR ends a thread that nobody has called.
  if (words.mnemonic == "bx") return {jump_to(reg(to), to == scope.reg("R14") ? scope.label(kThreadEnd) : -1)};
  const Reg kept = scope.reg(kTemp);
  return {alu(Alu::kSecond, kept, {}, reg(to)), link(scope), jump_to(reg(kept))};
}

}  // namespace

std::optional<Ops> read_control(const Words& words, Scope& scope) {
  const std::string& m = words.mnemonic;
  if (m == "bx" || m == "blx") return to_register(words, scope);
  if (m == "bl") {
    expect_operands(words, 1);
    return Ops{link(scope), branch(Cond::kAlways, imm(0), scope.label(words.operands[0]))};
  }
  if (m == "cbz" || m == "cbnz") {
    expect_operands(words, 2);
    const Reg test = scope.reg(kTemp);
    return Ops{alu(Alu::kCompare, test, reg(register_of(words.operands[0], scope)), imm(0), 4),
               branch(m == "cbz" ? Cond::kEq : Cond::kNe, reg(test), scope.label(words.operands[1]))};
  }
  const auto cond = m.starts_with('b') ? condition(m.substr(1)) : std::nullopt;
  if (!cond) return std::nullopt;
  expect_operands(words, 1);
  const Operand flags = *cond == Cond::kAlways ? imm(0) : reg(scope.reg(kFlags));
  return Ops{branch(*cond, flags, scope.label(words.operands[0]))};
}

}  // namespace fenceline::models::arm
