// RISC-V, RV64IA with the load-acquire and store-release pseudo-instructions of litmus tests: The
// RISC-V Instruction Set Manual, volume I.
#include <models/dialect/build.h>
#include <models/dialect/riscv64_mnemonics.h>
#include <models/dialect/riscv64_reader.h>

#include <cctype>

namespace fenceline::models {
namespace {

using namespace riscv;

struct Reader {
  const Words& words;
  Scope& scope;

  Reg reg_at(std::size_t i) {
    const int n = riscv_register(words.operands[i]);
    if (n < 0) unreadable("expected a register, found '" + std::string(words.operands[i]) + "'");
    return n == 0 ? kNoReg : scope.reg("x" + std::to_string(n));
  }
  // Of a pair: an even register and the next; x0 stands for two zeros.
  Reg second_of(std::size_t i) {
    const int n = riscv_register(words.operands[i]);
    if (n % 2 != 0) unreadable("'" + words.mnemonic + "' takes pairs of registers, of which the first is even");
    return n == 0 ? kNoReg : scope.reg("x" + std::to_string(n + 1));
  }
  Value constant_at(std::size_t i) {
    const auto number = to_integer(words.operands[i]);
    if (!number) unreadable("cannot read the constant '" + std::string(words.operands[i]) + "'");
    return *number;
  }
  Value immediate_at(std::size_t i, const AluMnemonic& m) {
    const bool shift = m.alu == Alu::kShl || m.alu == Alu::kShr || m.alu == Alu::kSar;
    const Value value = constant_at(i);
    return shift ? in_range(value, 0, 8 * m.size - 1, words.mnemonic) : in_bits(value, 12, words.mnemonic);
  }
  // 0(x6), (x6)
  Address address_at(std::size_t i) {
    const std::string_view text = words.operands[i];
    const std::size_t open = text.find('(');
    const std::string_view offset = trim(text.substr(0, open));
    const auto number = offset.empty() ? std::optional<long long>(0) : to_integer(offset);
    if (open == std::string_view::npos || text.back() != ')' || !number)
      unreadable("expected an address like 0(x6), found '" + std::string(text) + "'");
    const std::string_view name = trim(text.substr(open + 1, text.size() - open - 2));
    const int n = riscv_register(name);
    if (n < 0) unreadable("expected a register, found '" + std::string(name) + "'");
    Address at;
    at.base = reg(n == 0 ? kNoReg : scope.reg("x" + std::to_string(n)), in_bits(*number, 12, words.mnemonic));
    return at;
  }

  std::vector<MicroOp> read() {
    const std::string& m = words.mnemonic;
    if (const auto a = access_mnemonics().find(m); a != access_mnemonics().end()) return memory(a->second);
    if (const auto a = alu_mnemonics().find(m); a != alu_mnemonics().end()) {
      expect_operands(words, 3);
      const Reg d = reg_at(0), n = reg_at(1);
      const bool constant = a->second.immediate || to_integer(words.operands[2]).has_value();
      return {alu(a->second.alu, d, reg(n), constant ? imm(immediate_at(2, a->second)) : reg(reg_at(2)), a->second.size,
                  true)};
    }
    if (const auto b = branch_mnemonics().find(m); b != branch_mnemonics().end()) {
      const bool zero = b->second.with_zero;
      expect_operands(words, zero ? 2 : 3);
      const Reg test = scope.reg(kTemp);
      return {alu(Alu::kCompare, test, reg(reg_at(0)), zero ? imm(0) : reg(reg_at(1))),
              branch(b->second.cond, reg(test), scope.label(words.operands.back()))};
    }
    return other();
  }

  std::vector<MicroOp> other() {
    const std::string& m = words.mnemonic;
    if (m == "nop" || m == "pause") return {};
    if (m == "fence.i") return {fence(FenceKind::kFenceI, 0, 0)};
    if (m == "fence.tso") return {fence(FenceKind::kFenceTso)};
    if (m == "fence") {
      if (words.operands.empty()) return {fence(FenceKind::kFence)};
      expect_operands(words, 2);
      return {fence(FenceKind::kFence, kinds(words.operands[0]), kinds(words.operands[1]))};
    }
    if (m == "li") {
      expect_operands(words, 2);
      return {alu(Alu::kSecond, reg_at(0), {}, imm(constant_at(1)))};
    }
    if (m == "lui") {
      expect_operands(words, 2);
      return {alu(Alu::kShl, reg_at(0), imm(in_range(constant_at(1), 0, 0xfffff, words.mnemonic)), imm(12), 4, true)};
    }
    if (m == "auipc") {
      expect_operands(words, 2);
      const Reg d = reg_at(0);
      const Value upper = in_range(constant_at(1), 0, 0xfffff, words.mnemonic);
      return {code_address(d, scope.label(".+0")), alu(Alu::kAdd, d, reg(d), imm(cut(upper << 12, 4, true)))};
    }
    if (m.starts_with("sext.") || m.starts_with("zext.")) {
      const std::string_view of = std::string_view(m).substr(5);
      const int size = of == "b" ? 1 : of == "h" ? 2 : of == "w" ? 4 : 0;
      if (size == 0) unknown_mnemonic(m, known_mnemonics());
      expect_operands(words, 2);
      const Reg d = reg_at(0);
      return {alu(Alu::kSecond, d, {}, reg(reg_at(1)), size, m[0] == 's')};
    }
    if (m == "neg" || m == "negw") {
      expect_operands(words, 2);
      const Reg d = reg_at(0);
      return {alu(Alu::kSub, d, imm(0), reg(reg_at(1)), m == "neg" ? 8 : 4, true)};
    }
    if (m == "mv" || m == "not") {
      expect_operands(words, 2);
      const Reg d = reg_at(0), n = reg_at(1);
      return {m == "mv" ? alu(Alu::kSecond, d, {}, reg(n)) : alu(Alu::kXor, d, reg(n), imm(-1))};
    }
    if (const auto cond = set_condition(m)) {
      const bool zero = m.back() == 'z', constant = m == "slti" || m == "sltiu";
      expect_operands(words, zero ? 2 : 3);
      const Reg d = reg_at(0), test = scope.reg(kTemp);
      MicroOp set = alu(Alu::kSetIf, d, reg(test), {});
      set.cond = *cond;
      const Operand other = zero       ? imm(0)
                            : constant ? imm(in_bits(constant_at(2), 12, words.mnemonic))
                                       : reg(reg_at(2));
      return {alu(Alu::kCompare, test, reg(reg_at(1)), other), set};
    }
    if (m == "ret") {
      expect_operands(words, 0);
      return {branch(Cond::kAlways, imm(0), scope.label(kThreadEnd))};
    }
    if (m == "jr" || m == "jalr") return indirect();
    if (m == "jal" || m == "la" || m == "call") {  // to or of a label
      const bool named = words.operands.size() == 2;
      if (m == "la" || !named) expect_operands(words, m == "la" ? 2 : 1);
      const Reg d = named ? reg_at(0) : scope.reg("x1");
      const int label = scope.label(words.operands.back());
      if (m == "la") return {code_address(d, label)};
      return {code_address(d, scope.label(".+4")), branch(Cond::kAlways, imm(0), label)};
    }
    if (m == "j" || m == "tail") {
      expect_operands(words, 1);
      return {branch(Cond::kAlways, imm(0), scope.label(words.operands[0]))};
    }
    for (const char* narrow : {"lr.b", "lr.h", "sc.b", "sc.h"})
      if (m.starts_with(narrow))
        unreadable("there is no '" + m + "': load-reserved and store-conditional are of 4 or 8 " +
                   "bytes, .w or .d; in names of edges w or q");
    unknown_mnemonic(m, known_mnemonics());
  }

  // What SLT and its like set their result on.
  static std::optional<Cond> set_condition(const std::string& m) {
    static const std::map<std::string, Cond, std::less<>> all = {
        {"slt", Cond::kLt},  {"slti", Cond::kLt}, {"sltu", Cond::kLtU}, {"sltiu", Cond::kLtU},
        {"seqz", Cond::kEq}, {"snez", Cond::kNe}, {"sltz", Cond::kLt},  {"sgtz", Cond::kGt}};
    const auto it = all.find(m);
    return it == all.end() ? std::nullopt : std::optional(it->second);
  }

  // JR, and JALR with its forms `jalr x5`, `jalr x1,x5`, `jalr x1,0(x5)`.
  std::vector<MicroOp> indirect() {
    const bool links = words.mnemonic == "jalr", linked = links && words.operands.size() == 2;
    if (!linked) expect_operands(words, 1);
    const std::size_t last = words.operands.size() - 1;
    const bool address = words.operands[last].find('(') != std::string_view::npos;
    const Operand to = address ? address_at(last).base : reg(reg_at(last));
    if (!links) return {jump_to(to)};
    const Reg kept = scope.reg(kTemp);
    return {alu(Alu::kAdd, kept, to, imm(0)), code_address(linked ? reg_at(0) : scope.reg("x1"), scope.label(".+4")),
            jump_to(reg(kept))};
  }

  // "rw", "iorw": device accesses (i, o) are none of ours.
  static std::uint8_t kinds(std::string_view text) {
    const std::string set = lower(text);
    for (std::size_t i = 0; i < set.size(); ++i)
      if (std::string_view("iorw").find(set[i]) == std::string_view::npos || set.find(set[i]) != i)
        unreadable("cannot read the fence set '" + set + "'; it is made of i, o, r, w");
    if (set.empty()) unreadable("a set of the fence is empty; it is made of i, o, r, w");
    const auto kind = [&](char letter, std::uint8_t bit) { return set.find(letter) == std::string::npos ? 0 : bit; };
    return static_cast<std::uint8_t>(kind('r', kR) | kind('w', kW));
  }

  std::vector<MicroOp> memory(const AccessMnemonic& m) {
    using M = AccessMnemonic;
    const bool three = m.kind == M::kStoreConditional || m.kind == M::kAmo || m.kind == M::kAmoCas;
    expect_operands(words, three ? 3 : 2);
    const Reg d = reg_at(0);
    const Address at = address_at(three ? 2 : 1);
    if (m.kind != M::kLoad && m.kind != M::kStore && at.base.imm != 0)
      unreadable("'" + words.mnemonic + "' takes no offset, found '" + std::string(words.operands.back()) + "'");
    switch (m.kind) {
      case M::kLoad:
      case M::kLoadReserved:
        return {models::load(d, at, m.size, m.order, m.sign)};
      case M::kStore:
        return {models::store(reg(d), at, m.size, m.order)};
      case M::kStoreConditional:
        return {models::store_conditional(d, reg(reg_at(1)), at, m.size, m.order)};
      case M::kAmo:
        return {rmw(m.alu, d, reg(reg_at(1)), at, m.size, m.order, m.sign)};
      case M::kAmoCas: {
        MicroOp op = cas(d, reg(d), reg(reg_at(1)), at, m.size, m.order);
        op.sign = true;
        if (m.pair) {
          op.pair = Pair::kWhole;
          op.dst2 = second_of(0), op.b2 = reg(op.dst2), op.a2 = reg(second_of(1));
        }
        return {op};
      }
    }
    return {};
  }
};

}  // namespace

int riscv_register(std::string_view name) {
  static const std::map<std::string, int, std::less<>> kAbi = [] {
    std::map<std::string, int, std::less<>> m = {{"zero", 0}, {"ra", 1}, {"sp", 2}, {"gp", 3}, {"tp", 4}, {"fp", 8}};
    for (int i = 0; i < 32; ++i) m["x" + std::to_string(i)] = i;
    for (int i = 0; i < 7; ++i) m["t" + std::to_string(i)] = i < 3 ? 5 + i : 25 + i;
    for (int i = 0; i < 12; ++i) m["s" + std::to_string(i)] = i < 2 ? 8 + i : 16 + i;
    for (int i = 0; i < 8; ++i) m["a" + std::to_string(i)] = 10 + i;
    return m;
  }();
  const auto it = kAbi.find(lower(name));
  return it == kAbi.end() ? -1 : it->second;
}

Instruction read_riscv(std::string_view text, Scope& scope) {
  const Words words = split_words(text);
  Instruction out;
  out.ops = Reader{words, scope}.read();
  if (words.mnemonic == "ret") {
    out.text = "j " + std::string(kThreadEnd);
    return out;
  }
  out.text = words.mnemonic;
  const bool jumps = !out.ops.empty() && (out.ops.back().op == Op::kBranch || words.mnemonic == "la");
  for (std::size_t i = 0; i < words.operands.size(); ++i) {
    std::string operand(words.operands[i]);
    if (!(jumps && i + 1 == words.operands.size()))
      std::erase_if(operand, [](unsigned char c) { return std::isspace(c) != 0; });
    out.text += (i == 0 ? " " : ",") + operand;
  }
  return out;
}

}  // namespace fenceline::models
