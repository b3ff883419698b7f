// Of x86-64: what moves addresses, changes widths, or moves on a condition (Intel SDM vol. 2).
#include <models/dialect/x86_64_instruction.h>
#include <models/dialect/x86_64_reader.h>

#include <algorithm>

namespace fenceline::models::x86 {
namespace {

// The source, and then the destination, in either order of operands.
struct Operands {
  std::vector<X86Operand> all;
  int told = 0;  // by "dword ptr" and its like, of memory
};
Operands read_operands(const Words& words, std::size_t count, Scope& scope) {
  expect_operands(words, count);
  Operands out;
  bool intel = false;
  std::vector<std::string_view> operands = words.operands;
  for (std::string_view& o : operands) {
    if (const int size = take_size(o); size != 0) out.told = size, intel = true;
    intel |= o.find('[') != std::string_view::npos || (!o.starts_with('%') && decode_x86_register(o).size != 0);
  }
  for (const std::string_view o : operands) out.all.push_back(read_operand(o, intel, scope));
  if (intel) std::reverse(out.all.begin(), out.all.end());
  if (out.all.back().kind == X86Operand::kImm) unreadable("a constant cannot be a destination");
  return out;
}

[[noreturn]] void wants_register(const Words& words) {
  unreadable("'" + words.mnemonic + "' has a register as its destination");
}

std::string text_of(const X86Operand& o, int size) {
  return o.kind == X86Operand::kReg ? x86_register_text(o.canonical, size) : o.text;
}

// A result of two bytes or one leaves the rest of its register.
void write(std::vector<MicroOp>& ops, Reg to, const MicroOp& op, int size, Scope& scope) {
  MicroOp into = op;
  into.dst = size < 4 ? scope.reg("#narrow") : to;
  ops.push_back(into);
  if (size >= 4) return;
  ops.push_back(alu(Alu::kAndNot, to, reg(to), imm((Value{1} << 8 * size) - 1)));
  ops.push_back(alu(Alu::kOr, to, reg(to), reg(into.dst)));
}

Instruction load_address(const Words& words, Scope& scope) {
  const Operands o = read_operands(words, 2, scope);
  const X86Operand &from = o.all[0], &to = o.all[1];
  if (from.kind != X86Operand::kMem || to.kind != X86Operand::kReg || to.size < 4)
    unreadable("'" + words.mnemonic + "' takes an address to a register of 32 or 64 bits");
  const Reg scaled = scope.reg(kTemp);
  Instruction out;
  out.text = std::string("lea") + x86_suffix(to.size) + " " + from.text + "," + text_of(to, to.size);
  out.ops = {alu(Alu::kShl, scaled, from.at.index, imm(from.at.shift)),
             alu(Alu::kAdd, to.value.reg, from.at.base, reg(scaled), to.size)};
  return out;
}

// "movzbl", "movslq", "movsx": from so many bytes to so many, with the sign or without. 0: its operands tell.
struct Widening {
  bool sign;
  int from, to;
};
std::optional<Widening> widening(std::string_view m) {
  if (!m.starts_with("movz") && !m.starts_with("movs")) return std::nullopt;
  const bool sign = m[3] == 's';
  const std::string_view rest = m.substr(4);
  if (rest == "x" || (sign && rest == "xd")) return Widening{sign, rest == "xd" ? 4 : 0, 0};
  constexpr std::string_view kSizes = "bwlq";
  if (rest.empty() || rest.size() > 2) return std::nullopt;
  const std::size_t from = kSizes.find(rest[0]), to = rest.size() == 2 ? kSizes.find(rest[1]) : 0;
  if (from > 2 || (rest.size() == 2 && (to > 3 || to <= from)) || (from == 2 && !sign)) return std::nullopt;
  return Widening{sign, 1 << from, rest.size() == 2 ? 1 << to : 0};
}

Instruction widen(const Words& words, Widening w, Scope& scope) {
  const Operands o = read_operands(words, 2, scope);
  const X86Operand &from = o.all[0], &to = o.all[1];
  if (to.kind != X86Operand::kReg || from.kind == X86Operand::kImm) wants_register(words);
  if (w.to == 0) w.to = to.size;
  if (w.from == 0) w.from = from.kind == X86Operand::kReg ? from.size : o.told;
  const bool fits = w.from < w.to && w.to == to.size && (from.kind != X86Operand::kReg || from.size == w.from);
  if (w.from == 0 || !fits) unreadable("'" + words.mnemonic + "' does not go with the sizes of its operands");
  Instruction out;
  out.text = std::string(w.sign ? "movs" : "movz") + x86_suffix(w.from) + x86_suffix(w.to) + " " +
             text_of(from, w.from) + "," + text_of(to, w.to);
  Operand value = from.value;
  if (from.kind == X86Operand::kMem) {
    value = reg(scope.reg(kTemp));
    out.ops = {models::load(value.reg, from.at, w.from)};
  }
  const Reg wide = scope.reg("#wide");
  out.ops.push_back(alu(Alu::kSecond, wide, {}, value, w.from, w.sign));
  write(out.ops, to.value.reg, alu(Alu::kSecond, kNoReg, {}, reg(wide), w.to), w.to, scope);
  return out;
}

Instruction set(const Words& words, Cond cond, Scope& scope) {
  const Operands o = read_operands(words, 1, scope);
  const X86Operand& to = o.all[0];
  if ((to.kind == X86Operand::kReg ? to.size : std::max(o.told, 1)) != 1)
    unreadable("'" + words.mnemonic + "' sets a byte");
  MicroOp op = alu(Alu::kSetIf, scope.reg(kTemp), reg(scope.reg(kFlags)), {});
  op.cond = cond;
  Instruction out;
  out.text = words.mnemonic + " " + text_of(to, 1);
  if (to.kind == X86Operand::kReg)
    write(out.ops, to.value.reg, op, 1, scope);
  else
    out.ops = {op, models::store(reg(op.dst), to.at, 1)};
  return out;
}

// Memory is read on either condition.
Instruction move_if(const Words& words, const std::string& stem, Cond cond, Scope& scope) {
  const Operands o = read_operands(words, 2, scope);
  const X86Operand &from = o.all[0], &to = o.all[1];
  if (to.kind != X86Operand::kReg || from.kind == X86Operand::kImm) wants_register(words);
  if (to.size == 1 || (from.kind == X86Operand::kReg && from.size != to.size))
    unreadable("'" + words.mnemonic + "' does not go with the sizes of its operands");
  Instruction out;
  out.text = stem + x86_suffix(to.size) + " " + text_of(from, to.size) + "," + text_of(to, to.size);
  Operand value = from.value;
  if (from.kind == X86Operand::kMem) {
    value = reg(scope.reg(kTemp));
    out.ops = {models::load(value.reg, from.at, to.size)};
  }
  MicroOp op;
  op.op = Op::kSelect, op.cond = cond, op.size = static_cast<std::uint8_t>(to.size);
  op.a = value, op.b = to.value, op.c = reg(scope.reg(kFlags));
  write(out.ops, to.value.reg, op, to.size, scope);
  return out;
}

// By what stands behind SET, or CMOV with a suffix or without.
std::optional<Cond> condition(std::string_view letters) {
  const auto it = jumps().find("j" + std::string(letters));
  return it == jumps().end() || letters == "mp" ? std::nullopt : std::optional(it->second);
}

}  // namespace

std::optional<Instruction> read_moves(const Words& words, Scope& scope) {
  const std::string& m = words.mnemonic;
  if (m == "lea" || m == "leal" || m == "leaq") return load_address(words, scope);
  if (const auto w = widening(m)) return widen(words, *w, scope);
  if (m == "cltq" || m == "cdqe") {
    expect_operands(words, 0);
    const Reg rax = scope.reg("rax");
    Instruction out;
    out.text = "cltq", out.ops = {alu(Alu::kSecond, rax, {}, reg(rax), 4, true)};
    return out;
  }
  if (m.starts_with("set"))
    if (const auto cond = condition(m.substr(3))) return set(words, *cond, scope);
  if (m.starts_with("cmov")) {
    if (const auto cond = condition(m.substr(4))) return move_if(words, m, *cond, scope);
    const std::string stem = m.substr(0, m.size() - 1);
    if (const auto cond = stem.size() > 4 ? condition(stem.substr(4)) : std::nullopt)
      return move_if(words, stem, *cond, scope);
  }
  return std::nullopt;
}

std::vector<std::string> move_mnemonics() {
  return {"lea", "movzx", "movsx", "movsxd", "movzbl", "movzwl", "movsbl", "movswl", "movslq", "cltq", "sete", "cmove"};
}

}  // namespace fenceline::models::x86
