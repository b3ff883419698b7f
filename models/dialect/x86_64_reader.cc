// AT&T syntax as herd7's X86_64 tests have it, and the Intel-like syntax of its X86 tests.
#include <models/dialect/build.h>
#include <models/dialect/x86_64_reader.h>

#include <cctype>

namespace fenceline::models {
namespace {

struct X86Operand {
  enum Kind { kReg, kImm, kMem } kind = kReg;
  Operand value;  // register or immediate
  Address at;
  int size = 0;
  std::string text;  // as AT&T
  std::string canonical;
};

struct Mnemonic {
  enum Kind { kMov, kMovnt, kAlu, kUnary, kXchg, kXadd, kCmpxchg, kCmp, kTest, kNop } kind;
  Alu alu = Alu::kSecond;
  Value operand = 0;  // of inc, dec
};

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
      {"jmp", Cond::kAlways}, {"je", Cond::kEq},  {"jz", Cond::kEq},   {"jne", Cond::kNe}, {"jnz", Cond::kNe},
      {"jl", Cond::kLt},      {"jge", Cond::kGe}, {"jg", Cond::kGt},   {"jle", Cond::kLe}, {"jb", Cond::kLtU},
      {"jae", Cond::kGeU},    {"ja", Cond::kGtU}, {"jbe", Cond::kLeU}, {"js", Cond::kMi},  {"jns", Cond::kPl}};
  return table;
}

// `intel`: constants have no $.
X86Operand operand(std::string_view text, bool intel, Scope& scope) {
  X86Operand out;
  if (text.empty()) unreadable("an operand is missing");
  const auto bare = intel ? to_integer(text) : std::nullopt;
  if (text[0] == '$' || bare) {
    const auto number = bare ? bare : to_integer(text.substr(1));
    if (!number) unreadable("cannot read the constant '" + std::string(text) + "'");
    out.kind = X86Operand::kImm;
    out.value = imm(*number);
    out.text = "$" + std::to_string(*number);
    return out;
  }
  if (const X86Register r = decode_x86_register(text); r.size != 0) {
    out.value = reg(scope.reg(r.canonical));
    out.size = r.size;
    out.canonical = r.canonical;
    return out;
  }
  // Memory: (x), [x], x, 4(%rax), (%rax,%rbx)
  out.kind = X86Operand::kMem;
  const std::size_t open = text.find_first_of("([");
  std::string_view inside = text, offset;
  if (open != std::string_view::npos) {
    if (text.back() != ')' && text.back() != ']') unreadable("no closing bracket in '" + std::string(text) + "'");
    inside = trim(text.substr(open + 1, text.size() - open - 2));
    offset = trim(text.substr(0, open));
  }
  Value displacement = 0;
  if (!offset.empty()) {
    const auto number = to_integer(offset);
    if (!number) unreadable("cannot read the offset in '" + std::string(text) + "'");
    displacement = in_bits(*number, 32, "a displacement");
  }
  const auto parts = split_operands(inside);
  if (parts.empty() || parts.size() > 3) unreadable("cannot read the operand '" + std::string(text) + "'");
  std::string shown;
  if (const X86Register r = decode_x86_register(parts[0]); r.size != 0) {
    out.at.base = reg(scope.reg(r.canonical), displacement);
    shown = x86_register_text(r.canonical, 8);
  } else if (const auto address = scope.address(parts[0])) {
    out.at.base = imm(*address + displacement);
    shown = parts[0];
  } else {
    unreadable("cannot read the operand '" + std::string(text) + "'");
  }
  if (parts.size() > 1) {
    const X86Register r = decode_x86_register(parts[1]);
    if (r.size == 0) unreadable("cannot read the index in '" + std::string(text) + "'");
    out.at.index = reg(scope.reg(r.canonical));
    shown += "," + x86_register_text(r.canonical, 8);
  }
  if (parts.size() > 2) {
    const auto scale = to_integer(parts[2]);
    while (scale && (1 << out.at.shift) < *scale && out.at.shift < 3) ++out.at.shift;
    if (!scale || (1 << out.at.shift) != *scale) unreadable("cannot read the scale in '" + std::string(text) + "'");
    shown += "," + std::to_string(*scale);
  }
  out.text = (displacement != 0 ? std::to_string(displacement) : "") + "(" + shown + ")";
  return out;
}

// rdx:rax with 16 bytes of memory; rcx:rbx if they are equal (SDM vol. 2, CMPXCHG16B).
Instruction compare_and_swap_pair(const Words& words, bool lock, Scope& scope) {
  expect_operands(words, 1);
  const X86Operand memory = operand(words.operands[0], false, scope);
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

void emit(Instruction& out, const Mnemonic& m, const std::vector<X86Operand>& ops, int size, bool lock, Scope& scope) {
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

// SDM vol. 2, LOCK: of these those that write memory; others fault.
bool may_lock(const Mnemonic& m) {
  return m.kind == Mnemonic::kAlu || m.kind == Mnemonic::kUnary || m.kind == Mnemonic::kXchg ||
         m.kind == Mnemonic::kXadd || m.kind == Mnemonic::kCmpxchg;
}
[[noreturn]] void refuse_lock(const std::string& mnemonic) {
  unreadable("'" + mnemonic + "' takes no lock: a processor refuses it");
}

// SDM vol. 2: only a move to a register has a constant of 64 bits; others extend the sign of 32.
void check_constant(Value value, const std::string& mnemonic, const Mnemonic& m, const X86Operand& destination,
                    int size) {
  if (m.kind == Mnemonic::kXchg || m.kind == Mnemonic::kXadd || m.kind == Mnemonic::kCmpxchg ||
      m.kind == Mnemonic::kMovnt)
    unreadable("'" + mnemonic + "' takes no constant");
  if (m.alu == Alu::kShl || m.alu == Alu::kShr || m.alu == Alu::kSar)
    in_range(value, 0, 255, mnemonic);
  else if (size < 8)
    in_range(value, -(Value{1} << (8 * size - 1)), (Value{1} << 8 * size) - 1, mnemonic);
  else if (m.kind != Mnemonic::kMov || destination.kind != X86Operand::kReg)
    in_bits(value, 32, mnemonic);
}

std::string bits(int bytes) { return std::to_string(8 * bytes) + " bits"; }

Instruction two_operands(const Words& words, bool lock, Scope& scope) {
  // The mnemonic may end in a size: movl, incq.
  std::string stem = words.mnemonic;
  int size = 0;
  auto entry = mnemonics().find(stem);
  if (entry == mnemonics().end() && stem.size() > 2) {
    static constexpr std::string_view kSuffixes = "bwlq";
    if (const std::size_t at = kSuffixes.find(stem.back()); at != std::string_view::npos) {
      size = 1 << at;
      stem.pop_back();
      entry = mnemonics().find(stem);
    }
  }
  if (entry == mnemonics().end()) {
    auto known = keys(mnemonics());
    for (const auto& [jump, cond] : jumps()) known.push_back(jump);
    known.insert(known.end(), {"mfence", "sfence", "lfence", "lock", "nop", "cmpxchg16b"});
    unknown_mnemonic(words.mnemonic, known);
  }
  const Mnemonic& m = entry->second;
  expect_operands(words, m.kind == Mnemonic::kUnary ? 1 : 2);

  // Intel order has the destination first; what tells it is a bracket or a bare register.
  bool intel = false;
  for (std::string_view o : words.operands)
    intel |= o.find('[') != std::string_view::npos || (!o.starts_with('%') && decode_x86_register(o).size != 0);
  std::vector<X86Operand> ops;
  for (std::string_view o : words.operands) ops.push_back(operand(o, intel, scope));
  if (intel && ops.size() == 2) std::swap(ops[0], ops[1]);
  const bool shifts = m.alu == Alu::kShl || m.alu == Alu::kShr || m.alu == Alu::kSar;
  if (shifts && ops[0].kind != X86Operand::kImm) unreadable("'" + words.mnemonic + "' is read by a constant");
  for (const X86Operand& o : ops) {
    if (o.kind != X86Operand::kReg) continue;
    if (size == 0) size = o.size;
    if (size != o.size)
      unreadable("'" + words.mnemonic + "' is of " + bits(size) + ", " + x86_register_text(o.canonical, o.size) +
                 " has " + bits(o.size));
  }
  if (size == 0) size = 4;
  X86Operand& destination = ops.back();
  if (destination.kind == X86Operand::kImm) unreadable("a constant cannot be a destination");
  // Tests write `cmpxchgl (x),%ecx` and `xaddl (x),%eax` too: the memory is the destination.
  if ((m.kind == Mnemonic::kXchg || m.kind == Mnemonic::kXadd || m.kind == Mnemonic::kCmpxchg) &&
      ops[0].kind == X86Operand::kMem)
    std::swap(ops[0], ops[1]);
  for (X86Operand& o : ops)
    if (o.kind == X86Operand::kReg) o.text = x86_register_text(o.canonical, size);
  if (lock && (shifts || !may_lock(m))) refuse_lock(words.mnemonic);
  if (ops[0].kind == X86Operand::kImm) check_constant(ops[0].value.imm, words.mnemonic, m, destination, size);
  if (ops.size() == 2 && ops[0].kind == X86Operand::kMem && ops[1].kind == X86Operand::kMem)
    unreadable("both operands are in memory");

  Instruction out;
  out.text = (lock ? "lock " : "") + stem + (m.kind == Mnemonic::kMovnt ? 'l' : x86_suffix(size));
  if (m.kind == Mnemonic::kMovnt) out.text.back() = x86_suffix(size);
  out.text += " " + ops[0].text + (ops.size() > 1 ? "," + ops[1].text : "");
  if (lock && destination.kind != X86Operand::kMem) unreadable("'lock' needs a destination in memory");
  emit(out, m, ops, size, lock, scope);
  if (size < 4) keep_upper_bits(out, m, ops, size, scope);
  return out;
}

}  // namespace

X86Register decode_x86_register(std::string_view name) {
  static constexpr std::string_view kBase[] = {"ax", "bx", "cx", "dx", "si", "di", "bp", "sp"};
  std::string s = lower(name);
  if (!s.empty() && s[0] == '%') s.erase(0, 1);
  for (std::string_view base : kBase) {
    const std::string b(base);
    if (s == "r" + b) return {"r" + b, 8};
    if (s == "e" + b) return {"r" + b, 4};
    if (s == b) return {"r" + b, 2};
    if (s == (b[1] == 'x' ? b.substr(0, 1) : b) + "l") return {"r" + b, 1};
  }
  if (s.size() >= 2 && s[0] == 'r' && std::isdigit(static_cast<unsigned char>(s[1])) != 0) {
    int size = 8;
    std::string digits = s.substr(1);
    if (digits.back() == 'd')
      size = 4, digits.pop_back();
    else if (digits.back() == 'w')
      size = 2, digits.pop_back();
    else if (digits.back() == 'b')
      size = 1, digits.pop_back();
    const auto n = to_integer(digits);
    if (n && *n >= 8 && *n <= 15) return {"r" + digits, size};
  }
  return {};
}

std::string x86_register_text(const std::string& canonical, int size) {
  const std::string stem = canonical.substr(1);
  if (std::isdigit(static_cast<unsigned char>(stem[0])) != 0)
    return "%" + canonical + (size == 8 ? "" : size == 4 ? "d" : size == 2 ? "w" : "b");
  if (size == 8) return "%" + canonical;
  if (size == 4) return "%e" + stem;
  if (size == 2) return "%" + stem;
  return "%" + (stem[1] == 'x' ? stem.substr(0, 1) : stem) + "l";
}

char x86_suffix(int size) { return size == 8 ? 'q' : size == 4 ? 'l' : size == 2 ? 'w' : 'b'; }

Instruction read_x86(std::string_view text, Scope& scope) {
  Words words = split_words(text);
  bool lock = false;
  if (words.mnemonic == "lock" || words.mnemonic == "lock;") {
    lock = true;
    words = split_words(trim(text.substr(words.mnemonic.size())));
    if (words.mnemonic.empty() || words.mnemonic.starts_with("lock"))
      unreadable("'lock' stands alone: write the instruction that it locks behind it");
  }
  Instruction out;
  const bool plain = words.mnemonic.ends_with("fence") || words.mnemonic == "nop" || words.mnemonic == "pause" ||
                     jumps().contains(words.mnemonic);
  if (lock && plain) refuse_lock(words.mnemonic);
  if (words.mnemonic == "mfence" || words.mnemonic == "sfence" || words.mnemonic == "lfence") {
    expect_operands(words, 0);
    const bool stores = words.mnemonic[0] == 's', loads = words.mnemonic[0] == 'l';
    out.text = words.mnemonic;
    out.ops = {stores  ? fence(FenceKind::kSfence, kW, kW)
               : loads ? fence(FenceKind::kLfence, kR, kRW)
                       : fence(FenceKind::kMfence)};
    return out;
  }
  // A locked update of the thread's own stack changes nothing there and drains the store buffer
  // (SDM vol. 3A, 9.2.3.9; Linux' smp_mb() and HotSpot use it for mfence).
  if (lock && words.mnemonic == "addl" && words.operands.size() == 2 && words.operands[0] == "$0" &&
      words.operands[1] == "(%rsp)") {
    out.text = "lock addl $0,(%rsp)";
    out.ops = {fence(FenceKind::kMfence)};
    return out;
  }
  if (words.mnemonic == "nop" || words.mnemonic == "pause") {
    out.text = words.mnemonic;
    return out;
  }
  if (const auto jump = jumps().find(words.mnemonic); jump != jumps().end()) {
    expect_operands(words, 1);
    out.text = words.mnemonic + " " + std::string(words.operands[0]);
    out.ops = {branch(jump->second, reg(jump->second == Cond::kAlways ? kNoReg : scope.reg(kFlags)),
                      scope.label(words.operands[0]))};
    return out;
  }
  if (words.mnemonic == "cmpxchg16b") return compare_and_swap_pair(words, lock, scope);
  return two_operands(words, lock, scope);
}

}  // namespace fenceline::models
