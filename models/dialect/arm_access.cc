// Loads and stores of A32: Arm ARM DDI 0406, A8.8. LDRD, STRD, LDM and STM are accesses of words in no order between
// them (A3.5.3); LDREXD and STREXD are one of 64 bits.
#include <models/dialect/arm_reader.h>

#include <algorithm>

namespace fenceline::models::arm {
namespace {

// "[r1]", "[r1,#4]", "[r1,r2]", "[r1,r2,lsl #2]"
Address place(std::string_view text, Scope& scope) {
  const auto unknown = [&] {
    unreadable("cannot read the address '" + std::string(text) +
               "': known are [r1], [r1,#4], [r1,r2] and [r1,r2,lsl #2]");
  };
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') unknown();
  const auto parts = split_operands(text.substr(1, text.size() - 2));
  if (parts.empty() || parts.size() > 3) unknown();
  Address out;
  out.base = reg(register_of(parts[0], scope));
  if (parts.size() == 1) return out;
  if (parts[1].starts_with('#')) {
    const auto offset = to_integer(parts[1].substr(1));
    if (!offset || parts.size() > 2) unknown();
    out.base.imm = in_range(*offset, -4095, 4095, "[…,#…]");
    return out;
  }
  out.index = reg(register_of(parts[1], scope));
  if (parts.size() == 2) return out;
  const Words shift = split_words(parts[2]);
  if (shift.mnemonic != "lsl" || shift.operands.size() != 1 || !shift.operands[0].starts_with('#')) unknown();
  out.shift = static_cast<int>(in_range(to_integer(shift.operands[0].substr(1)).value_or(-1), 0, 31, "lsl"));
  return out;
}

// LDR, LDRSH, STRB …, LDREXB, LDA, LDAEX; STREXB and STLEXB have their result first. LDREQ is done on a condition.
struct Single {
  bool loads = false, exclusive = false, sign = false;
  int size = 4;
  std::uint16_t order = kPlain;
  Cond cond = Cond::kAlways;
};
std::optional<Single> single_of(std::string_view m) {
  Single out;
  out.loads = m.starts_with("ld");
  const bool ordered = m.starts_with("lda") || m.starts_with("stl");
  if (!ordered && !m.starts_with("ldr") && !m.starts_with("str")) return std::nullopt;
  if (ordered) out.order = out.loads ? kAcquire : kRelease;
  std::string_view rest = m.substr(3);
  out.exclusive = rest.starts_with("ex");
  if (out.exclusive) rest.remove_prefix(2), out.order |= kExclusive;
  out.sign = rest.starts_with("sb") || rest.starts_with("sh");
  if (out.sign) rest.remove_prefix(1);
  if (rest.starts_with('b') || (rest.starts_with('h') && !condition(rest))) {  // HI, HS
    out.size = rest.starts_with('b') ? 1 : 2;
    rest.remove_prefix(1);
  }
  const auto cond = condition(rest);
  if (!cond || (out.sign && (!out.loads || out.order != kPlain))) return std::nullopt;
  out.cond = *cond;
  if (out.cond != Cond::kAlways && out.order != kPlain)
    unreadable("'" + std::string(m) +
               "': of accesses that are done on a condition LDR and STR and their like are read");
  return out;
}

Ops single(const Words& words, const Single& s, Scope& scope) {
  const bool conditional = s.exclusive && !s.loads;
  expect_operands(words, conditional ? 3 : 2);
  const Address at = place(words.operands.back(), scope);
  const Reg r = register_of(words.operands[words.operands.size() - 2], scope);
  const bool ordered = (s.order & (kAcquire | kRelease)) != 0;
  if ((s.exclusive && at.index.reg != kNoReg) || (ordered && (at.index.reg != kNoReg || at.base.imm != 0)))
    unreadable("'" + words.mnemonic + "' takes an address of one register");
  if (conditional) return {store_conditional(register_of(words.operands[0], scope), reg(r), at, s.size, s.order)};
  MicroOp op = s.loads ? load(r, at, s.size, s.order, s.sign) : store(reg(r), at, s.size, s.order);
  if (s.cond != Cond::kAlways) op.cond = s.cond, op.c = reg(scope.reg(kFlags));
  return {op};
}

// The second register, where it is not told, is the next.
Reg second(const Words& words, std::size_t registers, Scope& scope) {
  if (registers == 2) return register_of(words.operands[words.operands.size() - 2], scope);
  const auto number = to_integer(register_name(words.operands[words.operands.size() - 2]).substr(1));
  return register_of("r" + std::to_string(number.value_or(14) + 1), scope);
}

Ops pair(const Words& words, Scope& scope) {
  const bool conditional = words.mnemonic.ends_with("exd") && words.mnemonic.starts_with("st");
  const bool loads = words.mnemonic.starts_with("ld");
  const std::uint16_t ordered = words.mnemonic.starts_with("lda")   ? kAcquire
                                : words.mnemonic.starts_with("stl") ? kRelease
                                                                    : kPlain;
  const bool exclusive = words.mnemonic.find("ex") != std::string::npos;
  const std::size_t before = conditional ? 1 : 0;
  if (words.operands.size() != before + 2 && words.operands.size() != before + 3) expect_operands(words, before + 3);
  const std::size_t registers = words.operands.size() - before - 1;
  const Reg first = register_of(words.operands[before], scope), other = second(words, registers, scope);
  const Address at = place(words.operands.back(), scope);
  MicroOp op = conditional ? store_conditional(register_of(words.operands[0], scope), reg(first), at, 4, ordered)
               : loads     ? load(first, at, 4, ordered | (exclusive ? kExclusive : kPlain))
                           : store(reg(first), at, 4);
  op.pair = exclusive ? Pair::kWhole : Pair::kApart;
  (loads ? op.dst2 : op.a2.reg) = other;
  return {op};
}

// "{r1,r3-r5}": by their numbers, as they lie in memory.
std::vector<int> list(std::string_view text) {
  std::vector<int> out;
  if (!text.starts_with('{') || !text.ends_with('}'))
    unreadable("cannot read the registers '" + std::string(text) + "'");
  for (const std::string_view part : split_operands(text.substr(1, text.size() - 2))) {
    const std::size_t dash = part.find('-');
    const auto number = [&](std::string_view name) {
      const std::string known = register_name(trim(name));
      if (known.empty()) unreadable("'" + std::string(name) + "' is no register of ARM");
      return static_cast<int>(*to_integer(known.substr(1)));
    };
    const int from = number(part.substr(0, dash));
    const int to = dash == std::string_view::npos ? from : number(part.substr(dash + 1));
    for (int n = from; n <= to; ++n) out.push_back(n);
  }
  std::sort(out.begin(), out.end());
  return out;
}

Ops several(const Words& words, Scope& scope) {
  expect_operands(words, 2);
  if (words.operands[0].ends_with('!')) unreadable("'" + words.mnemonic + "' that changes its address is not read");
  const bool loads = words.mnemonic.starts_with("ld");
  const Reg base = scope.reg(kTemp);
  Ops out = {alu(Alu::kSecond, base, {}, reg(register_of(words.operands[0], scope)))};
  Value offset = words.mnemonic.ends_with("ib") ? 4 : 0;
  for (const int n : list(words.operands[1])) {
    const Reg r = register_of("r" + std::to_string(n), scope);
    const Address at = {reg(base, offset), {}};
    out.push_back(loads ? load(r, at, 4) : store(reg(r), at, 4));
    offset += 4;
  }
  return out;
}

bool is_one_of(std::string_view m, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), m) != all.end();
}

}  // namespace

std::optional<Ops> read_access(const Words& words, Scope& scope) {
  const std::string& m = words.mnemonic;
  if (is_one_of(m, {"ldrd", "strd", "ldrexd", "strexd", "ldaexd", "stlexd"})) return pair(words, scope);
  if (is_one_of(m, {"ldm", "ldmia", "ldmib", "stm", "stmia", "stmib"})) return several(words, scope);
  const auto one = single_of(m);
  return one ? std::optional(single(words, *one, scope)) : std::nullopt;
}

}  // namespace fenceline::models::arm
