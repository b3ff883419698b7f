// Power (Power ISA, book I and II): what litmus tests use of it.
#include <models/dialect/build.h>

#include <cctype>

namespace fenceline::models {
namespace {

// r0 … r31.
std::string register_name(std::string_view name) {
  const std::string s = lower(name);
  if (s.size() < 2 || s[0] != 'r' || std::isdigit(static_cast<unsigned char>(s[1])) == 0) return "";
  const auto n = to_integer(s.substr(1));
  return n && *n <= 31 ? s : "";
}

struct AluMnemonic {
  Alu alu;
  bool immediate = false;
  int size = 8;
};

// The dotted forms also compare the result with zero.
const std::map<std::string, AluMnemonic>& alu_mnemonics() {
  static const std::map<std::string, AluMnemonic> table = {{"add", {Alu::kAdd}},
                                                           {"addi", {Alu::kAdd, true}},
                                                           {"sub", {Alu::kSub}},
                                                           {"subi", {Alu::kSub, true}},
                                                           {"and", {Alu::kAnd}},
                                                           {"andi", {Alu::kAnd, true}},
                                                           {"or", {Alu::kOr}},
                                                           {"ori", {Alu::kOr, true}},
                                                           {"xor", {Alu::kXor}},
                                                           {"xori", {Alu::kXor, true}},
                                                           {"andc", {Alu::kAndNot}},
                                                           {"mullw", {Alu::kMul}},
                                                           {"slwi", {Alu::kShl, true, 4}},
                                                           {"srwi", {Alu::kShr, true, 4}},
                                                           {"sldi", {Alu::kShl, true}},
                                                           {"srdi", {Alu::kShr, true}},
                                                           {"addis", {Alu::kAdd, true}},
                                                           {"oris", {Alu::kOr, true}},
                                                           {"xoris", {Alu::kXor, true}}};
  return table;
}

const std::map<std::string, Cond>& branch_mnemonics() {
  static const std::map<std::string, Cond> table = {{"b", Cond::kAlways}, {"beq", Cond::kEq}, {"bne", Cond::kNe},
                                                    {"blt", Cond::kLt},   {"bge", Cond::kGe}, {"bgt", Cond::kGt},
                                                    {"ble", Cond::kLe}};
  return table;
}

struct AccessMnemonic {
  enum Kind { kLoad, kStore, kReserve, kConditional } kind;
  int size;
  bool indexed = false;
  bool sign = false;
};

const std::map<std::string, AccessMnemonic>& access_mnemonics() {
  static const auto table = [] {
    using M = AccessMnemonic;
    std::map<std::string, AccessMnemonic> t;
    const std::tuple<std::string, std::string, int, bool> loads[] = {
        {"lbz", "stb", 1, false}, {"lhz", "sth", 2, false}, {"lwz", "stw", 4, false}, {"ld", "std", 8, false}};
    for (const auto& [load, store, size, sign] : loads) {
      t[load] = {M::kLoad, size, false, sign};
      t[load + "x"] = {M::kLoad, size, true, sign};
      t[store] = {M::kStore, size};
      t[store + "x"] = {M::kStore, size, true};
    }
    for (const bool indexed : {false, true}) {
      const std::string form = indexed ? "x" : "";
      t["lwa" + form] = {M::kLoad, 4, indexed, true};
      t["lha" + form] = {M::kLoad, 2, indexed, true};
    }
    const std::pair<std::string, int> sizes[] = {{"b", 1}, {"h", 2}, {"w", 4}, {"d", 8}};
    for (const auto& [name, size] : sizes) {
      t["l" + name + "arx"] = {M::kReserve, size, true};
      t["st" + name + "cx."] = {M::kConditional, size, true};
    }
    return t;
  }();
  return table;
}

const std::map<std::string, MicroOp>& fence_mnemonics() {
  static const std::map<std::string, MicroOp> table = {{"sync", fence(FenceKind::kSync)},
                                                       {"hwsync", fence(FenceKind::kSync)},
                                                       {"lwsync", fence(FenceKind::kLwsync)},
                                                       {"eieio", fence(FenceKind::kEieio, kW, kW)},
                                                       {"isync", fence(FenceKind::kIsync, 0, 0)}};
  return table;
}

std::vector<std::string> known_mnemonics() {
  std::vector<std::string> known = {"li",   "lis",   "mr",   "extsb", "extsh", "extsw",
                                    "cmpw", "cmpwi", "cmpd", "cmpdi", "nop"};
  for (const auto& list :
       {keys(alu_mnemonics()), keys(branch_mnemonics()), keys(access_mnemonics()), keys(fence_mnemonics())})
    known.insert(known.end(), list.begin(), list.end());
  return known;
}

class Ppc : public Dialect {
 public:
  Isa isa() const override { return Isa::ppc64le; }
  std::string_view name() const override { return "ppc64le"; }
  std::string_view litmus_name() const override { return "PPC"; }
  std::string_view default_model() const override { return "power"; }
  Rules rules() const override { return {.symbolic_registers = true, .status_carries_operands = true}; }
  std::string canonical_register(std::string_view name) const override { return register_name(name); }

  Instruction parse(std::string_view text, Scope& scope) const override {
    const Words words = split_words(text);
    Instruction out;
    out.ops = Reader{words, scope}.read();
    out.text = words.mnemonic;
    for (std::size_t i = 0; i < words.operands.size(); ++i)
      out.text += (i == 0 ? " " : ",") + std::string(words.operands[i]);
    return out;
  }

  std::span<const Edge> edges() const override {
    static const Edge kEdges[] = {{"po", Edge::kPo, ""},
                                  {"sync", Edge::kFence, "sync"},
                                  {"lwsync", Edge::kFence, "lwsync"},
                                  {"eieio", Edge::kFence, "eieio"},
                                  {"isync", Edge::kFence, "isync"},
                                  {"addr", Edge::kAddr, ""},
                                  {"data", Edge::kData, ""},
                                  {"ctrl", Edge::kCtrl, ""},
                                  {"ctrlisync", Edge::kCtrlFence, "isync"}};
    return kEdges;
  }
  std::span<const Annotation> annotations() const override {
    static constexpr Annotation kAnnotations[] = {{"p"}, {"x", kExclusive}};
    return kAnnotations;
  }
  std::string_view full_fence() const override { return "sync"; }
  // r0 is zero as a base.
  // sync before a seq_cst access, lwsync before a release store, ctrl+isync after a load.
  std::string_view cxx_edge(bool seq_cst, Dir from, Dir to) const override {
    if (seq_cst) return "sync";
    if (to == Dir::kWrite) return "lwsync";
    return from == Dir::kRead ? "ctrlisync" : "po";
  }
  std::string nth_register(int n) const override { return "r" + std::to_string(n + 1); }

  std::string emit_load(Emitter& out, const Access& access) const override {
    const std::string index = access.dependency == Edge::kAddr ? false_dependency(out, access.source) : "";
    const std::string r = out.fresh(), base = out.pointer(access.location);
    if ((access.order & kExclusive) != 0) {
      const std::string at = (index.empty() ? "r0" : index) + "," + base;
      out.line("lwarx " + r + "," + at);
      write_back(out, r, at);
    } else {
      out.line(index.empty() ? "lwz " + r + ",0(" + base + ")" : "lwzx " + r + "," + index + "," + base);
    }
    return r;
  }
  void emit_store(Emitter& out, const Access& access) const override {
    const std::string index = access.dependency == Edge::kAddr ? false_dependency(out, access.source) : "";
    std::string value;
    if (access.dependency == Edge::kData) {
      value = false_dependency(out, access.source);
      out.line("addi " + value + "," + value + "," + std::to_string(access.value));
    } else {
      value = out.fresh();
      out.line("li " + value + "," + std::to_string(access.value));
    }
    const std::string base = out.pointer(access.location);
    if ((access.order & kExclusive) != 0) {
      const std::string at = (index.empty() ? "r0" : index) + "," + base, old = out.fresh();
      out.line("lwarx " + old + "," + at);
      write_back(out, value, at);
      out.expect(old, access.overwritten);
    } else {
      out.line(index.empty() ? "stw " + value + ",0(" + base + ")" : "stwx " + value + "," + index + "," + base);
    }
  }
  bool emit_update(Emitter& out, const Access& access, bool) const override {
    Access exclusive = access;
    exclusive.order = kExclusive;
    emit_store(out, exclusive);
    return true;
  }
  void emit_branch(Emitter& out, const std::string& source) const override {
    const std::string label = out.label();
    out.line("cmpw " + source + "," + source);
    out.line("beq " + label);
    out.line(label + ":");
  }

 private:
  static std::string false_dependency(Emitter& out, const std::string& source) {
    const std::string zero = out.fresh();
    out.line("xor " + zero + "," + source + "," + source);
    return zero;
  }
  // stwcx. leaves its success in CR0; a register tells it to the condition.
  static void write_back(Emitter& out, const std::string& value, const std::string& at) {
    const std::string failed = out.fresh(), label = out.label();
    out.line("li " + failed + ",1");
    out.line("stwcx. " + value + "," + at);
    out.line("bne " + label);
    out.line("li " + failed + ",0");
    out.line(label + ":");
    out.expect(failed, 0);
  }

  struct Reader {
    const Words& words;
    Scope& scope;

    Reg reg_of(std::string_view text) {
      const std::string name = register_name(text);
      if (name.empty()) unreadable("expected a register, found '" + std::string(text) + "'");
      return scope.reg(name);
    }
    Operand reg_at(std::size_t i) { return reg(reg_of(words.operands[i])); }
    // As a base, r0 means zero.
    Operand base_of(std::string_view text, Value offset = 0) {
      return register_name(text) == "r0" ? imm(offset) : reg(reg_of(text), offset);
    }
    Value constant_of(std::string_view text) {
      const auto number = to_integer(text);
      if (!number) unreadable("cannot read the constant '" + std::string(text) + "'");
      return *number;
    }

    // Sums are of signed halfwords, logic of unsigned ones.
    Value immediate(const AluMnemonic& m, std::string_view text) {
      const Value value = constant_of(text);
      if (m.alu == Alu::kShl || m.alu == Alu::kShr) return in_range(value, 0, 8 * m.size - 1, words.mnemonic);
      const bool high = words.mnemonic == "addis";
      if ((m.alu == Alu::kAdd || m.alu == Alu::kSub) && !high) return in_bits(value, 16, words.mnemonic);
      return in_range(value, high ? -0x8000 : 0, 0xffff, words.mnemonic);
    }

    Address address(bool indexed) {
      Address at;
      if (indexed) {
        at.base = base_of(words.operands[1]);
        at.index = reg_at(2);
        return at;
      }
      const std::string_view text = words.operands[1];
      const std::size_t open = text.find('(');
      if (open == std::string_view::npos || text.back() != ')')
        unreadable("expected an address like 0(r2), found '" + std::string(text) + "'");
      const std::string_view offset = trim(text.substr(0, open));
      at.base = base_of(trim(text.substr(open + 1, text.size() - open - 2)),
                        offset.empty() ? 0 : in_bits(constant_of(offset), 16, words.mnemonic));
      return at;
    }

    std::vector<MicroOp> read() {
      std::string m = words.mnemonic;
      if (m == "nop") return {};
      if (const auto f = fence_mnemonics().find(m); f != fence_mnemonics().end()) {
        expect_operands(words, 0);
        return {f->second};
      }
      if (const auto a = access_mnemonics().find(m); a != access_mnemonics().end()) return memory(a->second);
      // Branches may carry a hint (bne-) and name their condition register (bne cr0,L).
      std::string stem = m;
      if (stem.back() == '-' || stem.back() == '+') stem.pop_back();
      if (const auto b = branch_mnemonics().find(stem); b != branch_mnemonics().end()) {
        if (words.operands.size() != 1 && !(words.operands.size() == 2 && lower(words.operands[0]) == "cr0"))
          expect_operands(words, 1);
        return {branch(b->second, b->second == Cond::kAlways ? imm(0) : reg(scope.reg(kFlags)),
                       scope.label(words.operands.back()))};
      }
      const bool dotted = m.back() == '.';
      if (dotted) m.pop_back();
      if (const auto a = alu_mnemonics().find(m); a != alu_mnemonics().end()) {
        expect_operands(words, 3);
        const Reg d = reg_of(words.operands[0]);
        const bool shifted = m.ends_with("is");
        const Operand n = m.starts_with("addi") ? base_of(words.operands[1]) : reg_at(1);
        const Operand right =
            a->second.immediate ? imm(immediate(a->second, words.operands[2]) << (shifted ? 16 : 0)) : reg_at(2);
        std::vector<MicroOp> ops = {alu(a->second.alu, d, n, right, a->second.size)};
        if (dotted) ops.push_back(alu(Alu::kCompare, scope.reg(kFlags), reg(d), imm(0)));
        return ops;
      }
      return other();
    }

    std::vector<MicroOp> other() {
      const std::string& m = words.mnemonic;
      if (m == "li" || m == "mr") {
        expect_operands(words, 2);
        const Reg d = reg_of(words.operands[0]);
        return {alu(Alu::kSecond, d, {}, m == "li" ? imm(in_bits(constant_of(words.operands[1]), 16, m)) : reg_at(1))};
      }
      if (m == "lis") {
        expect_operands(words, 2);
        return {alu(Alu::kSecond, reg_of(words.operands[0]), {},
                    imm(in_range(constant_of(words.operands[1]), -0x8000, 0xffff, m) << 16), 4, true)};
      }
      if (m == "extsb" || m == "extsh" || m == "extsw") {
        expect_operands(words, 2);
        return {alu(Alu::kSecond, reg_of(words.operands[0]), {}, reg_at(1),
                    m == "extsb"   ? 1
                    : m == "extsh" ? 2
                                   : 4,
                    true)};
      }
      if (m == "cmpw" || m == "cmpwi" || m == "cmpd" || m == "cmpdi") {
        const bool named = words.operands.size() == 3 && lower(words.operands[0]) == "cr0";
        if (!named) expect_operands(words, 2);
        const std::size_t first = named ? 1 : 0;
        const Operand right =
            m.back() == 'i' ? imm(in_bits(constant_of(words.operands[first + 1]), 16, m)) : reg_at(first + 1);
        return {alu(Alu::kCompare, scope.reg(kFlags), reg_at(first), right, m[3] == 'w' ? 4 : 8)};
      }
      unknown_mnemonic(m, known_mnemonics());
    }

    std::vector<MicroOp> memory(const AccessMnemonic& m) {
      using M = AccessMnemonic;
      expect_operands(words, m.indexed ? 3 : 2);
      const Operand r = reg_at(0);
      const Address at = address(m.indexed);
      switch (m.kind) {
        case M::kLoad:
          return {models::load(r.reg, at, m.size, kPlain, m.sign)};
        case M::kReserve:
          return {models::load(r.reg, at, m.size, kExclusive)};
        case M::kStore:
          return {models::store(r, at, m.size)};
        case M::kConditional: {
          // CR0.EQ says that the store was done.
          const Reg status = scope.reg(kTemp);
          return {models::store_conditional(status, r, at, m.size, kExclusive),
                  alu(Alu::kCompare, scope.reg(kFlags), reg(status), imm(0))};
        }
      }
      return {};
    }
  };
};

}  // namespace

const Dialect& ppc64le_dialect() {
  static const Ppc instance;
  return instance;
}

}  // namespace fenceline::models
