#include <models/dialect/ppc64le_arithmetic.h>
#include <models/dialect/ppc64le_reader.h>

#include <bit>
#include <functional>

namespace fenceline::models::ppc {
namespace {

using Ops = std::vector<MicroOp>;

// Of two registers, or of one and a constant: sums are of signed halfwords, logic of unsigned ones, shifted or not.
struct Two {
  enum Form { kRegisters, kSigned, kUnsigned, kShifted, kAmount } form;
  Alu alu;
  int size = 8;
  bool reversed = false, inverted = false;  // b - a; all bits of the result turned
};

const std::map<std::string, Two>& two_operands() {
  using T = Two;
  static const std::map<std::string, Two> table = {{"add", {T::kRegisters, Alu::kAdd}},
                                                   {"addi", {T::kSigned, Alu::kAdd}},
                                                   {"addis", {T::kShifted, Alu::kAdd}},
                                                   {"addic", {T::kSigned, Alu::kAdd}},
                                                   {"sub", {T::kRegisters, Alu::kSub}},
                                                   {"subf", {T::kRegisters, Alu::kSub, 8, true}},
                                                   {"subi", {T::kSigned, Alu::kSub}},
                                                   {"mullw", {T::kRegisters, Alu::kMul}},
                                                   {"mulld", {T::kRegisters, Alu::kMul}},
                                                   {"mulli", {T::kSigned, Alu::kMul}},
                                                   {"and", {T::kRegisters, Alu::kAnd}},
                                                   {"andi", {T::kUnsigned, Alu::kAnd}},
                                                   {"andis", {T::kShifted, Alu::kAnd}},
                                                   {"andc", {T::kRegisters, Alu::kAndNot}},
                                                   {"nand", {T::kRegisters, Alu::kAnd, 8, false, true}},
                                                   {"or", {T::kRegisters, Alu::kOr}},
                                                   {"ori", {T::kUnsigned, Alu::kOr}},
                                                   {"oris", {T::kShifted, Alu::kOr}},
                                                   {"nor", {T::kRegisters, Alu::kOr, 8, false, true}},
                                                   {"xor", {T::kRegisters, Alu::kXor}},
                                                   {"xori", {T::kUnsigned, Alu::kXor}},
                                                   {"xoris", {T::kShifted, Alu::kXor}},
                                                   {"eqv", {T::kRegisters, Alu::kXor, 8, false, true}},
                                                   {"slwi", {T::kAmount, Alu::kShl, 4}},
                                                   {"srwi", {T::kAmount, Alu::kShr, 4}},
                                                   {"sldi", {T::kAmount, Alu::kShl}},
                                                   {"srdi", {T::kAmount, Alu::kShr}},
                                                   {"sradi", {T::kAmount, Alu::kSar}}};
  return table;
}

Operand second_of(Operands& o, const Two& m) {
  switch (m.form) {
    case Two::kRegisters:
      return o.register_at(2);
    case Two::kSigned:
      return imm(o.constant_at(2, -0x8000, 0x7fff));
    case Two::kUnsigned:
      return imm(o.constant_at(2, 0, 0xffff));
    case Two::kShifted:
      return imm(o.constant_at(2, m.alu == Alu::kAdd ? -0x8000 : 0, 0xffff) << 16);
    case Two::kAmount:
      return imm(o.constant_at(2, 0, 8 * m.size - 1));
  }
  return {};
}

Ops compute_two(Operands& o, const std::string& name, const Two& m) {
  expect_operands(o.words, 3);
  const Reg d = o.register_of(o.words.operands[0]);
  Operand a = name == "addi" || name == "addis" ? o.base_of(o.words.operands[1]) : o.register_at(1),
          b = second_of(o, m);
  if (m.reversed) std::swap(a, b);
  Ops ops = {alu(m.alu, d, a, b, m.size)};
  if (m.inverted) ops.push_back(alu(Alu::kXor, d, reg(d), imm(-1)));
  return ops;
}

Ops one(Operands& o, Alu op, Operand left, int size = 8, bool sign = false) {
  expect_operands(o.words, 2);
  const Reg d = o.register_of(o.words.operands[0]);
  return {alu(op, d, left, o.register_at(1), size, sign)};
}

// Bits first to last of 64, the highest being 0, around the end where last is before first.
Value mask(Value first, Value last) {
  const auto from = ~std::uint64_t{0} >> first, to = ~std::uint64_t{0} << (63 - last);
  return static_cast<Value>(first <= last ? from & to : from | to);
}

// Bits of the word that rotates left, or of the doubleword, which takes the places of the mask in the result; others are
// cleared, or kept.
Ops rotate(Operands& o, bool word, Value by, Value kept_bits, bool keep) {
  const Reg d = o.register_of(o.words.operands[0]);
  const Operand s = o.register_at(1);
  const Reg up = o.scope.reg("#up"), down = o.scope.reg("#down");
  const int size = word ? 4 : 8;
  Ops ops = {alu(Alu::kShl, up, s, imm(by), size)};
  if (by == 0)
    ops.push_back(alu(Alu::kSecond, down, {}, imm(0)));
  else
    ops.push_back(alu(Alu::kShr, down, s, imm(8 * size - by), size));
  ops.push_back(alu(Alu::kOr, up, reg(up), reg(down)));
  if (word) {  // a word that rotates stands in both halves
    ops.push_back(alu(Alu::kShl, down, reg(up), imm(32)));
    ops.push_back(alu(Alu::kOr, up, reg(up), reg(down)));
  }
  ops.push_back(alu(Alu::kAnd, up, reg(up), imm(kept_bits)));
  if (keep) {
    ops.push_back(alu(Alu::kAnd, d, reg(d), imm(~kept_bits)));
    ops.push_back(alu(Alu::kOr, d, reg(d), reg(up)));
  } else {
    ops.push_back(alu(Alu::kSecond, d, {}, reg(up)));
  }
  return ops;
}

Ops rotate_word(Operands& o, bool keep) {
  expect_operands(o.words, 5);
  const Value by = o.constant_at(2, 0, 31), first = o.constant_at(3, 0, 31), last = o.constant_at(4, 0, 31);
  return rotate(o, true, by, mask(first + 32, last + 32), keep);
}

Ops rotate_doubleword(Operands& o, bool to_the_right) {
  expect_operands(o.words, 4);
  const Value by = o.constant_at(2, 0, 63), end = o.constant_at(3, 0, 63);
  return rotate(o, false, by, to_the_right ? mask(0, end) : mask(end, 63), false);
}

Ops rotate_left(Operands& o, bool word) {
  expect_operands(o.words, 3);
  return rotate(o, word, o.constant_at(2, 0, word ? 31 : 63), word ? mask(32, 63) : mask(0, 63), false);
}

// Of words, by up to 63.
Ops shift_word(Operands& o, Alu op, bool constant) {
  expect_operands(o.words, 3);
  const Reg d = o.register_of(o.words.operands[0]), word = o.scope.reg("#up");
  const Operand by = constant ? imm(o.constant_at(2, 0, 31)) : o.register_at(2);
  const bool sign = op == Alu::kSar;
  return {alu(Alu::kSecond, word, {}, o.register_at(1), 4, sign), alu(op, word, reg(word), by),
          alu(Alu::kSecond, d, {}, reg(word), 4, sign)};
}

Ops clear_left(Operands& o, bool word) {
  expect_operands(o.words, 3);
  const Value bits = o.constant_at(2, 0, word ? 31 : 63);
  return rotate(o, word, 0, word ? mask(bits + 32, 63) : mask(bits, 63), false);
}

Ops load_constant(Operands& o, bool shifted) {
  expect_operands(o.words, 2);
  const Reg d = o.register_of(o.words.operands[0]);
  const Value value = o.constant_at(1, -0x8000, shifted ? 0xffff : 0x7fff);
  return {shifted ? alu(Alu::kSecond, d, {}, imm(value << 16), 4, true) : alu(Alu::kSecond, d, {}, imm(value))};
}

const std::map<std::string, std::function<Ops(Operands&)>>& others() {
  static const std::map<std::string, std::function<Ops(Operands&)>> table = {
      {"li", [](Operands& o) { return load_constant(o, false); }},
      {"lis", [](Operands& o) { return load_constant(o, true); }},
      {"mr", [](Operands& o) { return one(o, Alu::kSecond, {}); }},
      {"neg", [](Operands& o) { return one(o, Alu::kSub, imm(0)); }},
      {"not", [](Operands& o) { return one(o, Alu::kXor, imm(-1)); }},
      {"extsb", [](Operands& o) { return one(o, Alu::kSecond, {}, 1, true); }},
      {"extsh", [](Operands& o) { return one(o, Alu::kSecond, {}, 2, true); }},
      {"extsw", [](Operands& o) { return one(o, Alu::kSecond, {}, 4, true); }},
      {"rlwinm", [](Operands& o) { return rotate_word(o, false); }},
      {"rlwimi", [](Operands& o) { return rotate_word(o, true); }},
      {"rldicl", [](Operands& o) { return rotate_doubleword(o, false); }},
      {"rldicr", [](Operands& o) { return rotate_doubleword(o, true); }},
      {"rotlwi", [](Operands& o) { return rotate_left(o, true); }},
      {"rotldi", [](Operands& o) { return rotate_left(o, false); }},
      {"slw", [](Operands& o) { return shift_word(o, Alu::kShl, false); }},
      {"srw", [](Operands& o) { return shift_word(o, Alu::kShr, false); }},
      {"sraw", [](Operands& o) { return shift_word(o, Alu::kSar, false); }},
      {"srawi", [](Operands& o) { return shift_word(o, Alu::kSar, true); }},
      {"clrlwi", [](Operands& o) { return clear_left(o, true); }},
      {"clrldi", [](Operands& o) { return clear_left(o, false); }}};
  return table;
}

// cmpw, cmpdi, cmplwi …: unsigned ones compare as signed ones with the highest bit turned.
Ops compare(Operands& o, const std::string& m) {
  const bool logical = m[3] == 'l', constant = m.back() == 'i', named = o.words.operands.size() == 3;
  if (!named) expect_operands(o.words, 2);
  const int size = m[logical ? 4 : 3] == 'w' ? 4 : 8;
  const std::size_t first = named ? 1 : 0;
  const Reg flags = o.flags_of(named ? o.words.operands[0] : "cr0");
  Operand left = o.register_at(first);
  Operand right = !constant ? o.register_at(first + 1)
                  : logical ? imm(o.constant_at(first + 1, 0, 0xffff))
                            : imm(o.constant_at(first + 1, -0x8000, 0x7fff));
  Ops ops;
  if (logical) {
    const Value highest = static_cast<Value>(std::uint64_t{1} << (8 * size - 1));
    const auto turned = [&](Operand& operand, std::string_view name) {
      const Reg into = o.scope.reg(name);
      ops.push_back(alu(Alu::kXor, into, operand, imm(highest)));
      operand = reg(into);
    };
    turned(left, "#left"), turned(right, "#right");
  }
  ops.push_back(alu(Alu::kCompare, flags, left, right, size));
  return ops;
}

constexpr std::string_view kCompares[] = {"cmpw", "cmpwi", "cmpd", "cmpdi", "cmplw", "cmplwi", "cmpld", "cmpldi"};

}  // namespace

Reg Operands::register_of(std::string_view text) {
  const std::string name = ppc_register(text);
  if (name.empty()) unreadable("expected a register, found '" + std::string(text) + "'");
  return scope.reg(name);
}

Operand Operands::base_of(std::string_view text, Value offset) {
  return text == "0" || ppc_register(text) == "r0" ? imm(offset) : reg(register_of(text), offset);
}

Value Operands::constant_of(std::string_view text) {
  const auto number = to_integer(text);
  if (!number) unreadable("cannot read the constant '" + std::string(text) + "'");
  return *number;
}

Value Operands::constant_at(std::size_t i, Value least, Value most) {
  return in_range(constant_of(words.operands[i]), least, most, words.mnemonic);
}

Reg Operands::flags_of(std::string_view field) {
  const std::string name = lower(field);
  if (name.size() != 3 || !name.starts_with("cr") || name[2] < '0' || name[2] > '7')
    unreadable("expected a condition register, cr0 to cr7, found '" + std::string(field) + "'");
  return scope.reg(name == "cr0" ? std::string(kFlags) : "#" + name);
}

Ops read_arithmetic(Operands& o) {
  const std::string& name = o.words.mnemonic;
  for (const std::string_view compared : kCompares)
    if (name == compared) return compare(o, name);
  const bool recorded = name.ends_with('.');
  const std::string stem = name.substr(0, name.size() - (recorded ? 1 : 0));
  Ops ops;
  if (const auto two = two_operands().find(stem); two != two_operands().end())
    ops = compute_two(o, stem, two->second);
  else if (const auto other = others().find(stem); other != others().end())
    ops = other->second(o);
  if (recorded && !ops.empty()) ops.push_back(alu(Alu::kCompare, o.scope.reg(kFlags), o.register_at(0), imm(0)));
  return ops;
}

std::vector<std::string> arithmetic_mnemonics() {
  auto known = keys(two_operands());
  for (const auto& k : keys(others())) known.push_back(k);
  known.insert(known.end(), std::begin(kCompares), std::end(kCompares));
  return known;
}

}  // namespace fenceline::models::ppc
