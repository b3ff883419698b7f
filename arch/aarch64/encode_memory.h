// AArch64 loads, stores and atomics: text to words.
#pragma once
#include <arch/aarch64/encode_operands.h>

namespace fenceline::arch::aarch64 {

/// Loads and stores but for single-instruction atomics.
inline bool encode_memory(const text::Line& in, Code& code) {
  struct Access {
    std::string_view name;
    uint32_t word;  // for a byte
    bool status;    // a register for success comes first
  };
  // Exclusive and ordered forms have no offset.
  static constexpr Access ordered[] = {{"ldar", 0x08dffc00, false},  {"stlr", 0x089ffc00, false},
                                       {"ldapr", 0x38bfc000, false}, {"ldxr", 0x085f7c00, false},
                                       {"ldaxr", 0x085ffc00, false}, {"stxr", 0x08007c00, true},
                                       {"stlxr", 0x0800fc00, true}};
  std::string m = in.mnemonic;
  const auto is = [&](std::string_view name) {
    return m == name || (m.size() == name.size() + 1 && m.starts_with(name) && (m.back() == 'b' || m.back() == 'h'));
  };
  const auto size_of = [&](std::string_view name, const Register& r) -> int {
    if (m.size() > name.size()) return r.wide ? -1 : m.back() == 'b' ? 0 : 1;
    return r.wide ? 3 : 2;
  };
  for (const auto& a : ordered) {
    if (!is(a.name)) continue;
    if (in.size() != (a.status ? 3 : 2)) return false;
    const auto status = a.status ? parse_register(in[0]) : Register{31, false, false};
    const auto t = parse_register(in[a.status ? 1 : 0]);
    const auto at = parse_address(in[a.status ? 2 : 1]);
    if (!status || status->wide || !t || t->sp || !at || at->index >= 0 || at->offset != 0) return false;
    const int size = size_of(a.name, *t);
    if (size < 0) return false;
    return code.word(a.word | uint32_t(size) << 30 | (a.status ? status->number << 16 : 0) | at->base << 5 | t->number);
  }
  // With an unscaled offset (FEAT_LRCPC2).
  for (const auto& [name, word] :
       {std::pair<std::string_view, uint32_t>{"ldapur", 0x19400000}, {"stlur", 0x19000000}}) {
    if (!is(name)) continue;
    if (in.size() != 2) return false;
    const auto t = parse_register(in[0]);
    const auto at = parse_address(in[1]);
    if (!t || t->sp || !at || at->index >= 0 || at->offset < -256 || at->offset > 255) return false;
    const int size = size_of(name, *t);
    if (size < 0) return false;
    return code.word(word | uint32_t(size) << 30 | (uint32_t(at->offset) & 0x1ff) << 12 | at->base << 5 | t->number);
  }
  // LDUR and STUR are the forms with an unscaled offset; LDRSB, LDRSH and LDRSW extend the sign.
  const bool unscaled = m.starts_with("ldur") || m.starts_with("stur");
  if (unscaled) m.erase(2, 1);
  const bool sign = m.starts_with("ldrs") && m.size() == 5;
  const bool load = is("ldr") || sign, store = is("str");
  if ((!load && !store) || in.size() < 2 || in.size() > 3) return false;
  const auto t = parse_register(in[0]);
  const bool post = in.size() == 3, pre = !post && in[1].ends_with('!');
  auto at = parse_address(text::trim(in[1].substr(0, in[1].size() - pre)));
  if (!t || t->sp || !at) return false;
  const int size = !sign ? size_of("ldr", *t) : m[4] == 'b' ? 0 : m[4] == 'h' ? 1 : 2;
  if (size < 0 || (sign && size == 2 && (m[4] != 'w' || !t->wide))) return false;
  const uint32_t opc = !load ? 0 : !sign ? 1 : t->wide ? 2 : 3;
  const uint32_t word = 0x38000000 | uint32_t(size) << 30 | opc << 22 | at->base << 5 | t->number;
  if (post || pre || unscaled) {
    if (at->index >= 0 || (post && at->offset != 0) || (unscaled && (post || pre))) return false;
    const int64_t offset = post ? parse_immediate(in[2]).value_or(1000) : at->offset;
    if (offset < -256 || offset > 255) return false;
    return code.word(word | (uint32_t(offset) & 0x1ff) << 12 | (post ? 1u : pre ? 3u : 0u) << 10);
  }
  if (at->index >= 0) {
    if (at->shift != 0 && at->shift != size) return false;
    return code.word(word | 1u << 21 | uint32_t(at->index) << 16 | at->option << 13 | (at->shift != 0 ? 1u << 12 : 0) |
                     2u << 10);
  }
  const int64_t scale = int64_t(1) << size;
  if (at->offset >= 0 && at->offset % scale == 0 && at->offset / scale < 4096)
    return code.word(word | 1u << 24 | uint32_t(at->offset / scale) << 10);
  if (at->offset < -256 || at->offset > 255) return false;
  return code.word(word | (uint32_t(at->offset) & 0x1ff) << 12);
}

/// LDP, STP and LDPSW: [x1,#8], [x1,#8]!, [x1],#8.
inline bool encode_pair(const text::Line& in, Code& code) {
  const std::string& m = in.mnemonic;
  const bool sign = m == "ldpsw", store = m == "stp";
  if ((m != "ldp" && !store && !sign) || in.size() < 3 || in.size() > 4) return false;
  const auto t = parse_registers(in, 0, 2);
  const bool post = in.size() == 4, pre = !post && in[2].ends_with('!');
  const auto at = parse_address(text::trim(in[2].substr(0, in[2].size() - pre)));
  if (!t || (sign && !t->wide) || !at || at->index >= 0 || (post && at->offset != 0)) return false;
  const auto offset = post ? parse_immediate(in[3]) : std::optional(at->offset);
  const bool wide = t->wide && !sign;
  const int64_t scale = wide ? 8 : 4;
  if (!offset || *offset % scale != 0 || *offset < -64 * scale || *offset >= 64 * scale) return false;
  const uint32_t mode = post ? 1 : pre ? 3 : 2;
  return code.word(0x28000000 | (wide ? 1u << 31 : 0) | (sign ? 1u << 30 : 0) | mode << 23 | (store ? 0 : 1u << 22) |
                   (uint32_t(*offset / scale) & 0x7f) << 15 | t->number[1] << 10 | at->base << 5 | t->number[0]);
}

/// LDXP, STXP and their ordered forms, and CASP (FEAT_LSE).
inline bool encode_atomic_pair(const text::Line& in, Code& code) {
  struct Pair {
    std::string_view name;
    uint32_t word;  // for W registers
    enum Kind : uint8_t { load, store, cas } kind;
  };
  static constexpr Pair table[] = {{"ldxp", 0x887f0000, Pair::load},  {"ldaxp", 0x887f8000, Pair::load},
                                   {"stxp", 0x88200000, Pair::store}, {"stlxp", 0x88208000, Pair::store},
                                   {"casp", 0x08207c00, Pair::cas},   {"caspa", 0x08607c00, Pair::cas},
                                   {"caspl", 0x0820fc00, Pair::cas},  {"caspal", 0x0860fc00, Pair::cas}};
  for (const Pair& pair : table) {
    if (in.mnemonic != pair.name) continue;
    const size_t status = pair.kind == Pair::store ? 1 : 0, count = pair.kind == Pair::cas ? 4 : 2;
    const auto r = parse_registers(in, status, count);
    const auto s = status != 0 ? parse_registers(in, 0, 1) : Registers{{31}, false};
    const auto at = in.size() == status + count + 1 ? parse_address(in.operands.back()) : std::optional<Address>();
    if (!r || !s || s->wide || !at || at->index >= 0 || at->offset != 0) return false;
    const uint32_t word = pair.word | (r->wide ? 1u << 30 : 0) | at->base << 5;
    const auto& n = r->number;
    if (pair.kind != Pair::cas) return code.word(word | (status != 0 ? s->number[0] << 16 : 0) | n[1] << 10 | n[0]);
    // Each pair is an even register and the next.
    if (n[0] % 2 != 0 || n[1] != n[0] + 1 || n[2] % 2 != 0 || n[3] != n[2] + 1) return false;
    return code.word(word | n[0] << 16 | n[2]);
  }
  return false;
}

/// CAS, SWP, LD<op>, ST<op> with their order and size suffixes (FEAT_LSE).
inline bool encode_atomic(const text::Line& in, Code& code) {
  struct Atomic {
    std::string_view name;
    uint32_t word;
    bool returns;
  };
  static constexpr Atomic table[] = {
      {"cas", 0x08a07c00, true},     {"swp", 0x38208000, true},     {"ldadd", 0x38200000, true},
      {"ldclr", 0x38201000, true},   {"ldeor", 0x38202000, true},   {"ldset", 0x38203000, true},
      {"ldsmax", 0x38204000, true},  {"ldsmin", 0x38205000, true},  {"ldumax", 0x38206000, true},
      {"ldumin", 0x38207000, true},  {"stadd", 0x38200000, false},  {"stclr", 0x38201000, false},
      {"steor", 0x38202000, false},  {"stset", 0x38203000, false},  {"stsmax", 0x38204000, false},
      {"stsmin", 0x38205000, false}, {"stumax", 0x38206000, false}, {"stumin", 0x38207000, false}};
  for (const auto& a : table) {
    std::string_view rest = in.mnemonic;
    if (!rest.starts_with(a.name)) continue;
    rest.remove_prefix(a.name.size());
    const bool acquire = !rest.empty() && rest[0] == 'a';
    if (acquire) rest.remove_prefix(1);
    const bool release = !rest.empty() && rest[0] == 'l';
    if (release) rest.remove_prefix(1);
    if (rest != "" && rest != "b" && rest != "h") continue;
    if (in.size() != (a.returns ? 3 : 2) || (!a.returns && acquire)) return false;
    const auto s = parse_register(in[0]);
    const auto t = a.returns ? parse_register(in[1]) : Register{31, s && s->wide, false};
    const auto at = parse_address(in.operands.back());
    if (!s || !t || s->sp || t->sp || s->wide != t->wide || !at || at->index >= 0 || at->offset != 0) return false;
    if (!rest.empty() && s->wide) return false;
    const uint32_t size = rest == "b" ? 0 : rest == "h" ? 1 : s->wide ? 3 : 2;
    const bool cas = a.name == "cas";
    return code.word(a.word | size << 30 | (acquire ? 1u << (cas ? 22 : 23) : 0) |
                     (release ? 1u << (cas ? 15 : 22) : 0) | s->number << 16 | at->base << 5 | t->number);
  }
  return false;
}

}  // namespace fenceline::arch::aarch64
