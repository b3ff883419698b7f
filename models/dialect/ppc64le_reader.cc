// Power (Power ISA, books I and II): what litmus tests use of it.
#include <models/dialect/ppc64le_arithmetic.h>
#include <models/dialect/ppc64le_reader.h>

#include <cctype>
#include <tuple>

namespace fenceline::models {
namespace {

using ppc::Operands;

const std::map<std::string, Cond>& branch_mnemonics() {
  static const std::map<std::string, Cond> table = {{"b", Cond::kAlways}, {"beq", Cond::kEq}, {"bne", Cond::kNe},
                                                    {"blt", Cond::kLt},   {"bge", Cond::kGe}, {"bgt", Cond::kGt},
                                                    {"ble", Cond::kLe},   {"bnl", Cond::kGe}, {"bng", Cond::kLe}};
  return table;
}

struct AccessMnemonic {
  enum Kind { kLoad, kStore, kReserve, kConditional } kind;
  int size;
  bool indexed = false;
  bool sign = false;
  bool update = false;  // the address is left in its register
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
    for (const auto& [name, form] : std::map(t)) {
      if (name == "lwa") continue;  // of which there is none
      const bool indexed = name.ends_with('x');
      const std::string updating = indexed ? name.substr(0, name.size() - 1) + "ux" : name + "u";
      t[updating] = {form.kind, form.size, form.indexed, form.sign, true};
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
  static const std::map<std::string, MicroOp> table = {
      {"sync", fence(FenceKind::kSync)},           {"hwsync", fence(FenceKind::kSync)},
      {"ptesync", fence(FenceKind::kSync)},        {"lwsync", fence(FenceKind::kLwsync)},
      {"eieio", fence(FenceKind::kEieio, kW, kW)}, {"isync", fence(FenceKind::kIsync, 0, 0)}};
  return table;
}

std::vector<std::string> known_mnemonics() {
  std::vector<std::string> known = ppc::arithmetic_mnemonics();
  for (const auto& list : {keys(branch_mnemonics()), keys(access_mnemonics()), keys(fence_mnemonics())})
    known.insert(known.end(), list.begin(), list.end());
  known.insert(known.end(), {"blr", "nop", "lmw", "stmw"});
  return known;
}

Address address(Operands& o, bool indexed) {
  Address at;
  if (indexed) {
    at.base = o.base_of(o.words.operands[1]);
    at.index = o.register_at(2);
    return at;
  }
  const std::string_view text = o.words.operands[1];
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos || text.back() != ')')
    unreadable("expected an address like 0(r2), found '" + std::string(text) + "'");
  const std::string_view offset = trim(text.substr(0, open));
  at.base = o.base_of(trim(text.substr(open + 1, text.size() - open - 2)),
                      offset.empty() ? 0 : in_bits(o.constant_of(offset), 16, o.words.mnemonic));
  return at;
}

std::vector<MicroOp> memory(Operands& o, const AccessMnemonic& m) {
  using M = AccessMnemonic;
  expect_operands(o.words, m.indexed ? 3 : 2);
  const Operand r = o.register_at(0);
  const Address at = address(o, m.indexed);
  std::vector<MicroOp> updated;
  if (m.update) {
    if (at.base.reg == kNoReg || (m.kind == M::kLoad && at.base.reg == r.reg))
      unreadable("'" + o.words.mnemonic + "' leaves its address in a register, which is neither r0 nor what it loads");
    updated = {alu(Alu::kAdd, at.base.reg, reg(at.base.reg), m.indexed ? at.index : imm(at.base.imm))};
  }
  const auto with_update = [&](const MicroOp& op) {
    updated.insert(updated.begin(), op);
    return std::move(updated);
  };
  switch (m.kind) {
    case M::kLoad:
      return with_update(models::load(r.reg, at, m.size, kPlain, m.sign));
    case M::kReserve:
      return {models::load(r.reg, at, m.size, kExclusive)};
    case M::kStore:
      return with_update(models::store(r, at, m.size));
    case M::kConditional: {
      // CR0.EQ says that the store was done.
      const Reg status = o.scope.reg(kTemp);
      return {models::store_conditional(status, r, at, m.size, kExclusive),
              alu(Alu::kCompare, o.scope.reg(kFlags), reg(status), imm(0))};
    }
  }
  return {};
}

// LMW and STMW: words, from the register that is named to r31.
std::vector<MicroOp> multiple(Operands& o, bool loads) {
  expect_operands(o.words, 2);
  o.register_at(0);
  Address at = address(o, false);
  std::vector<MicroOp> out;
  for (auto n = *to_integer(ppc_register(o.words.operands[0]).substr(1)); n <= 31; ++n, at.base.imm += 4) {
    const Reg r = o.scope.reg("r" + std::to_string(n));
    if (r == at.base.reg && loads) unreadable("'lmw' loads the register of its address");
    out.push_back(loads ? models::load(r, at, 4) : models::store(reg(r), at, 4));
  }
  return out;
}

// Branches may carry a hint (bne-) and name their condition register (bne cr0,L).
std::optional<MicroOp> jump(Operands& o) {
  std::string stem = o.words.mnemonic;
  if (stem == "blr") return branch(Cond::kAlways, imm(0), o.scope.label(kThreadEnd));
  if (stem.back() == '-' || stem.back() == '+') stem.pop_back();
  const auto b = branch_mnemonics().find(stem);
  if (b == branch_mnemonics().end()) return std::nullopt;
  const bool named = o.words.operands.size() == 2;
  if (!named) expect_operands(o.words, 1);
  const Operand flags = b->second == Cond::kAlways ? imm(0) : reg(o.flags_of(named ? o.words.operands[0] : "cr0"));
  return branch(b->second, flags, o.scope.label(o.words.operands.back()));
}

std::vector<MicroOp> meaning(const Words& words, Scope& scope) {
  const std::string& m = words.mnemonic;
  Operands operands(words, scope);
  if (m == "nop") return {};
  if (m == "lmw" || m == "stmw") return multiple(operands, m == "lmw");
  if (m == "sync" && words.operands.size() == 1)  // by its field L
    return {fence_mnemonics().at(operands.constant_at(0, 0, 1) == 1 ? "lwsync" : "sync")};
  if (const auto f = fence_mnemonics().find(m); f != fence_mnemonics().end()) {
    expect_operands(words, 0);
    return {f->second};
  }
  if (const auto a = access_mnemonics().find(m); a != access_mnemonics().end()) return memory(operands, a->second);
  if (const auto branch = jump(operands)) return {*branch};
  auto computed = ppc::read_arithmetic(operands);
  if (computed.empty()) unknown_mnemonic(m, known_mnemonics());
  return computed;
}

}  // namespace

std::string ppc_register(std::string_view name) {
  const std::string s = lower(name);
  if (s.size() < 2 || s[0] != 'r' || std::isdigit(static_cast<unsigned char>(s[1])) == 0) return "";
  const auto n = to_integer(s.substr(1));
  return n && *n <= 31 ? s : "";
}

Instruction read_ppc(std::string_view text, Scope& scope) {
  const Words words = split_words(text);
  Instruction out;
  out.ops = meaning(words, scope);
  if (words.mnemonic == "blr") {
    out.text = "b " + std::string(kThreadEnd);
    return out;
  }
  out.text = words.mnemonic;
  for (std::size_t i = 0; i < words.operands.size(); ++i)
    out.text += (i == 0 ? " " : ",") + std::string(words.operands[i]);
  return out;
}

}  // namespace fenceline::models
