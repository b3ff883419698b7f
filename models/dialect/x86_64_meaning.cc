// What x86-64 instructions do.
#include <models/dialect/x86_64_instruction.h>

#include <algorithm>

namespace fenceline::models::x86 {

const std::map<std::string, Mnemonic>& mnemonics() {
  static const std::map<std::string, Mnemonic> table = {
      {"mov", {Mnemonic::kMov}},
      {"movnti", {Mnemonic::kMovnt}},
      {"add", {Mnemonic::kAlu, Alu::kAdd}},
      {"sub", {Mnemonic::kAlu, Alu::kSub}},
      {"and", {Mnemonic::kAlu, Alu::kAnd}},
      {"or", {Mnemonic::kAlu, Alu::kOr}},
      {"xor", {Mnemonic::kAlu, Alu::kXor}},
      {"shl", {Mnemonic::kAlu, Alu::kShl}},
      {"shr", {Mnemonic::kAlu, Alu::kShr}},
      {"sar", {Mnemonic::kAlu, Alu::kSar}},
      {"inc", {Mnemonic::kUnary, Alu::kAdd, 1}},
      {"dec", {Mnemonic::kUnary, Alu::kSub, 1}},
      {"neg", {Mnemonic::kUnary, Alu::kMul, -1}},
      {"not", {Mnemonic::kUnary, Alu::kXor, -1}},
      {"xchg", {Mnemonic::kXchg}},
      {"xadd", {Mnemonic::kXadd}},
      {"cmpxchg", {Mnemonic::kCmpxchg}},
      {"cmp", {Mnemonic::kCmp}},
      {"test", {Mnemonic::kTest}},
  };
  return table;
}

const std::map<std::string, Cond>& jumps() {
  static const std::map<std::string, Cond> table = {
      {"jmp", Cond::kAlways}, {"je", Cond::kEq},   {"jz", Cond::kEq},   {"jne", Cond::kNe}, {"jnz", Cond::kNe},
      {"jl", Cond::kLt},      {"jge", Cond::kGe},  {"jg", Cond::kGt},   {"jle", Cond::kLe}, {"jb", Cond::kLtU},
      {"jae", Cond::kGeU},    {"ja", Cond::kGtU},  {"jbe", Cond::kLeU}, {"js", Cond::kMi},  {"jns", Cond::kPl},
      {"jc", Cond::kLtU},     {"jnc", Cond::kGeU}, {"jnb", Cond::kGeU}, {"jlt", Cond::kLt}, {"jgt", Cond::kGt}};
  return table;
}

// rdx:rax with 16 bytes of memory; rcx:rbx if they are equal (SDM vol. 2, CMPXCHG16B).
Instruction compare_and_swap_pair(const Words& words, bool lock, Scope& scope) {
  expect_operands(words, 1);
  const X86Operand memory = read_operand(words.operands[0], false, scope);
  if (memory.kind != X86Operand::kMem || !lock)
    unreadable("cmpxchg16b is read with lock, and with an operand in memory");
  const Reg low = scope.reg("rax"), high = scope.reg("rdx"), flags = scope.reg(kFlags);
  const Reg old_low = scope.reg(kTemp), old_high = scope.reg("#temp2");
  MicroOp op = cas(old_low, reg(low), reg(scope.reg("rbx")), memory.at, 8, kLocked);
  op.pair = Pair::kWhole;
  op.dst2 = old_high, op.b2 = reg(high), op.a2 = reg(scope.reg("rcx"));
  Instruction out;
  out.text = "lock cmpxchg16b " + memory.text;
  out.ops = {op,
             alu(Alu::kXor, low, reg(low), reg(old_low)),
             alu(Alu::kXor, high, reg(high), reg(old_high)),
             alu(Alu::kOr, low, reg(low), reg(high)),
             alu(Alu::kCompare, flags, reg(low), imm(0)),
             alu(Alu::kSecond, low, {}, reg(old_low)),
             alu(Alu::kSecond, high, {}, reg(old_high))};
  return out;
}

namespace {

// A result of 8 or 16 bits leaves the rest of its register (SDM vol. 1, 3.4.1.1).
void keep_upper_bits(Instruction& out, const Mnemonic& m, const std::vector<X86Operand>& ops, int size, Scope& scope) {
  std::vector<Reg> registers;
  for (const X86Operand& o : ops)
    if (o.kind == X86Operand::kReg) registers.push_back(o.value.reg);
  if (m.kind == Mnemonic::kCmpxchg) registers.push_back(scope.reg("rax"));
  std::vector<MicroOp> code;
  for (MicroOp op : out.ops) {
    const Reg whole = op.dst;
    const bool narrow = std::find(registers.begin(), registers.end(), whole) != registers.end();
    if (narrow) op.dst = scope.reg("#narrow");
    code.push_back(op);
    if (!narrow) continue;
    code.push_back(alu(Alu::kAndNot, whole, reg(whole), imm((Value{1} << 8 * size) - 1)));
    code.push_back(alu(Alu::kOr, whole, reg(whole), reg(op.dst)));
  }
  out.ops = std::move(code);
}

void act(Instruction& out, const Mnemonic& m, const std::vector<X86Operand>& ops, int size, bool lock, Scope& scope) {
  const X86Operand& dst = ops.back();
  const bool memory = dst.kind == X86Operand::kMem;
  const Reg temp = memory || ops[0].kind == X86Operand::kMem ? scope.reg(kTemp) : kNoReg;
  std::vector<MicroOp>& code = out.ops;
  // The source as a value; a memory source is loaded first.
  Operand source = ops[0].value;
  if (m.kind == Mnemonic::kUnary)
    source = imm(m.operand);
  else if (ops[0].kind == X86Operand::kMem) {
    code.push_back(models::load(temp, ops[0].at, size));
    source = reg(temp);
  }
  const Reg flags =
      m.kind == Mnemonic::kMov || m.kind == Mnemonic::kMovnt || m.kind == Mnemonic::kXchg ? kNoReg : scope.reg(kFlags);
  const auto set_flags = [&](Operand value) { code.push_back(alu(Alu::kCompare, flags, value, imm(0), size)); };
  switch (m.kind) {
    case Mnemonic::kMov:
    case Mnemonic::kMovnt:
      if (memory)
        code.push_back(models::store(source, dst.at, size, m.kind == Mnemonic::kMovnt ? kNonTemporal : kPlain));
      else
        code.push_back(alu(Alu::kSecond, dst.value.reg, {}, source, size));
      return;
    case Mnemonic::kXchg: {  // locked with or without the prefix (SDM vol. 2, XCHG)
      if (!memory) {
        const Reg t = scope.reg(kTemp);
        code.push_back(alu(Alu::kSecond, t, {}, dst.value, size));
        code.push_back(alu(Alu::kSecond, dst.value.reg, {}, source, size));
        code.push_back(alu(Alu::kSecond, source.reg, {}, reg(t), size));
      } else {
        code.push_back(rmw(Alu::kSecond, source.reg, source, dst.at, size, kLocked));
      }
      return;
    }
    case Mnemonic::kXadd:
    case Mnemonic::kAlu:
    case Mnemonic::kUnary: {
      if (!memory) {
        if (m.kind == Mnemonic::kXadd) unreadable("xadd between registers is not read");
        // A subtraction compares its operands; of the others the result is looked at.
        if (m.alu == Alu::kSub) code.push_back(alu(Alu::kCompare, flags, dst.value, source, size));
        code.push_back(alu(m.alu, dst.value.reg, dst.value, source, size));
        if (m.alu != Alu::kSub) set_flags(dst.value);
        return;
      }
      const bool xadd = m.kind == Mnemonic::kXadd;
      const Alu op = xadd ? Alu::kAdd : m.alu;
      if (lock) {
        code.push_back(rmw(op, temp, source, dst.at, size, kLocked));
        code.push_back(alu(op, flags, reg(temp), source, size));
      } else {
        const Reg sum = scope.reg("#sum");
        code.push_back(models::load(temp, dst.at, size));
        code.push_back(alu(op, sum, reg(temp), source, size));
        code.push_back(models::store(reg(sum), dst.at, size));
        code.push_back(alu(Alu::kSecond, flags, {}, reg(sum), size));
      }
      if (xadd) code.push_back(alu(Alu::kSecond, source.reg, {}, reg(temp), size));
      if (op == Alu::kSub)
        code.push_back(alu(Alu::kCompare, flags, reg(temp), source, size));
      else
        set_flags(reg(flags));
      return;
    }
    case Mnemonic::kCmpxchg: {
      if (!memory) unreadable("cmpxchg between registers is not read");
      if (!lock) unreadable("cmpxchg without lock is not read");
      const Operand rax = reg(scope.reg("rax"));
      code.push_back(cas(temp, rax, source, dst.at, size, kLocked));
      code.push_back(alu(Alu::kCompare, flags, rax, reg(temp), size));
      code.push_back(alu(Alu::kSecond, rax.reg, {}, reg(temp), size));
      return;
    }
    case Mnemonic::kCmp:
    case Mnemonic::kTest: {
      Operand left = dst.value;
      if (memory) {
        code.push_back(models::load(temp, dst.at, size));
        left = reg(temp);
      }
      if (m.kind == Mnemonic::kCmp) {
        code.push_back(alu(Alu::kCompare, flags, left, source, size));
      } else {
        code.push_back(alu(Alu::kAnd, flags, left, source, size));
        set_flags(reg(flags));
      }
      return;
    }
    case Mnemonic::kNop:
      return;
  }
}

}  // namespace

void emit(Instruction& out, const Mnemonic& m, const std::vector<X86Operand>& ops, int size, bool lock, Scope& scope) {
  act(out, m, ops, size, lock, scope);
  if (size < 4) keep_upper_bits(out, m, ops, size, scope);
}

}  // namespace fenceline::models::x86
