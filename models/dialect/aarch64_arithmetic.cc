// What AArch64's arithmetic means: all that computes registers of registers.
#include <models/dialect/aarch64_mnemonics.h>
#include <models/dialect/aarch64_operands.h>
#include <models/dialect/aarch64_reader.h>

namespace fenceline::models::aarch64 {
namespace {

// Of three operands; those that end in s set the flags.
void three(Operands& o, Alu op) {
  o.expect_at_least(3);
  const bool flags = o.words.mnemonic.back() == 's';
  const auto d = o.register_at(0), n = o.register_at(1);
  const Operand b = o.flexible(2, d.size);
  // Of SUBS and ADDS the operands tell the flags, of the others the result.
  const Reg set = flags ? o.scope.reg(kFlags) : kNoReg, result = flags && d.reg == kNoReg ? o.scope.reg(kTemp) : d.reg;
  const bool sums = op == Alu::kAdd, operands = sums || op == Alu::kSub;
  if (flags && operands) o.add(alu(sums ? Alu::kCompareSum : Alu::kCompare, set, reg(n.reg), b, d.size));
  o.add(alu(op, result, reg(n.reg), b, d.size));
  if (flags && !operands) o.add(alu(Alu::kCompareSum, set, reg(result), imm(0), d.size));
}

// To the top of the register, then down to its place.
void move_field(Operands& o, const FieldMnemonic& m) {
  using M = FieldMnemonic;
  expect_operands(o.words, 4);
  const auto d = o.register_at(0), n = o.register_at(1);
  const Value first = o.constant_at(2), second = o.constant_at(3);
  const Value bits = 8 * d.size;
  Value from = 0, to = 0, width = second;
  if (m.form == M::kExtract || (m.form == M::kRotate && second >= first))
    from = first;
  else
    to = m.form == M::kInsert ? first : bits - first;
  if (m.form == M::kRotate) width = second - from + 1;
  if (first < 0 || first >= bits || width < 1 || from + width > bits || to + width > bits)
    unreadable("there is no field of bits " + std::string(o.words.operands[2]) + "," +
               std::string(o.words.operands[3]));
  const Reg field = m.rest == M::kKeep ? o.scope.reg(kTemp) : d.reg;
  o.add(alu(Alu::kShl, field, reg(n.reg), imm(bits - from - width), d.size));
  o.add(alu(m.rest == M::kSign ? Alu::kSar : Alu::kShr, field, reg(field), imm(bits - to - width), d.size));
  if (m.rest != M::kKeep) return;
  const Value mask = width == 64 ? -1 : (Value{1} << width) - 1;
  o.add(alu(Alu::kAndNot, d.reg, reg(d.reg), imm(mask << to), d.size));
  o.add(alu(Alu::kOr, d.reg, reg(d.reg), reg(field), d.size));
}

void move(Operands& o) {
  o.expect_at_least(2);
  const std::string& m = o.words.mnemonic;
  const auto d = o.register_at(0);
  const Operand source = o.flexible(1, d.size);
  if (m == "movn")
    o.add(alu(Alu::kXor, d.reg, source, imm(-1), d.size));
  else
    o.add(alu(Alu::kSecond, d.reg, {}, source, d.size));
}

// A half-word of the register, the others kept.
void move_keep(Operands& o) {
  o.expect_at_least(2);
  const auto d = o.register_at(0);
  o.add(alu(Alu::kAndNot, d.reg, reg(d.reg), imm(Value{0xffff} << o.left_shift(2)), d.size));
  o.add(alu(Alu::kOr, d.reg, reg(d.reg), o.flexible(1, d.size), d.size));
}

void inverse(Operands& o) {
  o.expect_at_least(3);
  const auto d = o.register_at(0), n = o.register_at(1);
  const Reg inverse = o.scope.reg("#inverse");
  const Operand b = o.flexible(2, d.size);
  o.add(alu(Alu::kXor, inverse, b, imm(-1), d.size));
  o.add(alu(o.words.mnemonic == "orn" ? Alu::kOr : Alu::kXor, d.reg, reg(n.reg), reg(inverse), d.size));
}

// MADD and MSUB; of the long ones the factors are words.
void multiply(Operands& o) {
  expect_operands(o.words, 4);
  const std::string& m = o.words.mnemonic;
  const auto d = o.register_at(0);
  const bool wide = m.back() == 'l', sign = m.front() == 's';
  const auto factor = [&](std::size_t i, std::string_view name) {
    const Reg r = o.register_at(i).reg;
    if (!wide) return reg(r);
    const Reg extended = o.scope.reg(name);
    o.add(alu(Alu::kSecond, extended, {}, reg(r), 4, sign));
    return reg(extended);
  };
  const Operand a = factor(1, "#left"), b = factor(2, "#right");
  const Reg product = o.scope.reg(kTemp);
  o.add(alu(Alu::kMul, product, a, b, d.size));
  const bool sums = m.find("add") != std::string::npos;
  o.add(alu(sums ? Alu::kAdd : Alu::kSub, d.reg, reg(o.register_at(3).reg), reg(product), d.size));
}

void extract(Operands& o) {
  expect_operands(o.words, 4);
  const auto d = o.register_at(0), high = o.register_at(1), low = o.register_at(2);
  const Value by = o.constant_at(3);
  if (by < 0 || by >= 8 * d.size) unreadable("cannot shift by " + std::string(o.words.operands[3]));
  if (by == 0)
    o.add(alu(Alu::kSecond, d.reg, {}, reg(low.reg), d.size));
  else
    o.shift_two(d, high.reg, low.reg, imm(by));
}

void rotate(Operands& o) {
  expect_operands(o.words, 3);
  const auto d = o.register_at(0), n = o.register_at(1);
  const bool by_register = decode_aarch64_register(o.words.operands[2]).valid;
  o.shift_two(d, n.reg, n.reg, by_register ? reg(o.register_at(2).reg) : imm(o.constant_at(2)));
}

void extend(Operands& o, int bytes, bool sign) {
  expect_operands(o.words, 2);
  const auto d = o.register_at(0);
  o.add(alu(Alu::kSecond, d.reg, {}, reg(o.register_at(1).reg), bytes, sign));
  // Of a W register the upper half is cleared.
  if (d.size < 8) o.add(alu(Alu::kSecond, d.reg, {}, reg(d.reg), d.size));
}

// Of each 2, 4 or 8 bytes, or of the register's bits.
void reverse(Operands& o) {
  expect_operands(o.words, 2);
  const std::string& m = o.words.mnemonic;
  const auto d = o.register_at(0), n = o.register_at(1);
  if ((m == "rev32" || m == "rev64") && d.size != 8) unreadable("'" + m + "' is of X registers");
  const Value element = m == "rev16" ? 2 : m == "rev32" ? 4 : d.size;
  o.add(alu(m == "rbit" ? Alu::kReverseBits : Alu::kReverseBytes, d.reg, imm(element), reg(n.reg), d.size));
}

void absolute(Operands& o) {
  expect_operands(o.words, 2);
  const auto d = o.register_at(0), n = o.register_at(1);
  const Reg negative = o.scope.reg(kTemp);
  o.add(alu(Alu::kSub, negative, imm(0), reg(n.reg), d.size));
  o.add(alu(Alu::kMax, d.reg, reg(n.reg), reg(negative), d.size));
}

// CSEL, and those that change their second operand.
void select(Operands& o) {
  expect_operands(o.words, 4);
  const std::string& m = o.words.mnemonic;
  const auto d = o.register_at(0);
  MicroOp op = alu(Alu::kSecond, d.reg, reg(o.register_at(1).reg), reg(o.register_at(2).reg), d.size);
  op.op = Op::kSelect, op.cond = o.condition(o.words.operands[3]), op.c = reg(o.scope.reg(kFlags));
  if (m == "csinc") op.b.imm = 1;
  if (m == "csinv" || m == "csneg") {
    const Reg changed = o.scope.reg(kTemp);
    o.add(m == "csinv" ? alu(Alu::kXor, changed, op.b, imm(-1), d.size)
                       : alu(Alu::kSub, changed, imm(0), op.b, d.size));
    op.b = reg(changed);
  }
  o.add(op);
}

}  // namespace

bool read_arithmetic(Operands& o) {
  static const std::map<std::string, void (*)(Operands&)> kMeanings = {
      {"mov", move},        {"movz", move},       {"movn", move},     {"movk", move_keep},      {"orn", inverse},
      {"eon", inverse},     {"madd", multiply},   {"msub", multiply}, {"smaddl", multiply},     {"smsubl", multiply},
      {"umaddl", multiply}, {"umsubl", multiply}, {"extr", extract},  {"ror", rotate},          {"rev", reverse},
      {"rev16", reverse},   {"rev32", reverse},   {"rbit", reverse},  {"abs", absolute},        {"csel", select},
      {"csinc", select},    {"csinv", select},    {"csneg", select},  {"nop", [](Operands&) {}}};
  const std::string& m = o.words.mnemonic;
  if (const auto op = alu_mnemonics().find(m); op != alu_mnemonics().end())
    three(o, op->second);
  else if (const auto field = field_mnemonics().find(m); field != field_mnemonics().end())
    move_field(o, field->second);
  else if (const auto e = extensions().find(m); e != extensions().end())
    extend(o, e->second.first, e->second.second);
  else if (const auto other = kMeanings.find(m); other != kMeanings.end())
    other->second(o);
  else
    return false;
  return true;
}

}  // namespace fenceline::models::aarch64
