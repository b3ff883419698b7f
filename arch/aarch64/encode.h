// AArch64 text to instruction words: what litmus tests and the loop around them are made of.
// Source: Arm Architecture Reference Manual (DDI 0487), C4 (encoding) and C6 (instructions).
#pragma once
#include <arch/assembler.h>

#include <array>

namespace fenceline::arch::aarch64 {

struct Register {
  unsigned number = 31;
  bool wide = true;  // X, else W
  bool sp = false;
};

/// "x3", "wzr", "sp"; any case.
inline std::optional<Register> parse_register(std::string_view name) {
  const std::string s = text::lower(name);
  if (s == "sp") return Register{31, true, true};
  if (s == "xzr" || s == "wzr") return Register{31, s[0] == 'x', false};
  if (s.empty() || (s[0] != 'x' && s[0] != 'w')) return std::nullopt;
  const auto n = text::numbered(s, s[0], 31);
  if (!n) return std::nullopt;
  return Register{*n, s[0] == 'x', false};
}

inline std::optional<int64_t> parse_immediate(std::string_view s) {
  if (s.empty() || s[0] != '#') return std::nullopt;
  return text::number(text::trim(s.substr(1)));
}

inline std::optional<unsigned> parse_condition(std::string_view s) {
  static constexpr std::string_view names[] = {"eq", "ne", "hs", "lo", "mi", "pl", "vs", "vc",
                                               "hi", "ls", "ge", "lt", "gt", "le", "al"};
  const std::string c = text::lower(s);
  for (unsigned i = 0; i < std::size(names); ++i)
    if (c == names[i]) return i;
  if (c == "cs") return 2;
  if (c == "cc") return 3;
  return std::nullopt;
}

/// N:immr:imms of a bitmask immediate (C6: DecodeBitMasks, backwards): a run of ones, rotated, in
/// an element of 2 … 64 bits that is repeated. None where the value is no such pattern.
inline std::optional<uint32_t> bitmask(uint64_t value, bool wide) {
  if (!wide) value = (value & 0xffffffff) | value << 32;
  for (unsigned size = 2; size <= 64; size *= 2) {
    const uint64_t mask = size == 64 ? ~uint64_t(0) : (uint64_t(1) << size) - 1;
    const uint64_t element = value & mask;
    bool repeats = true;
    for (unsigned at = 0; at < 64; at += size) repeats &= ((value >> at) & mask) == element;
    if (!repeats || element == 0 || element == mask) continue;
    for (unsigned rotate = 0; rotate < size; ++rotate) {
      // Rotated left by `rotate`, it must be ones from bit 0 up.
      const uint64_t r =
          rotate == 0 ? element : ((element << rotate) | (element >> (size - rotate))) & mask;
      if ((r & (r + 1)) != 0) continue;
      const unsigned ones = unsigned(__builtin_popcountll(r));
      const unsigned imms = ((~(size * 2 - 1)) & 0x3f) | (ones - 1);
      return (size == 64 ? 1u << 12 : 0u) | rotate << 6 | imms;
    }
  }
  return std::nullopt;
}

inline bool fix19(uint8_t* at, int64_t d) {
  if (d % 4 != 0 || d < -(1 << 20) || d >= 1 << 20) return false;
  return Code::or32(at, (uint32_t(d / 4) & 0x7ffff) << 5);
}
inline bool fix26(uint8_t* at, int64_t d) {
  if (d % 4 != 0 || d < -(1 << 27) || d >= 1 << 27) return false;
  return Code::or32(at, uint32_t(d / 4) & 0x3ffffff);
}

/// "[x1]", "[x1,#8]", "[x1,x2]", "[x1,w2,sxtw]", "[x1,w2,sxtw #2]".
struct Address {
  unsigned base = 0;
  int64_t offset = 0;
  int index = -1;
  unsigned option = 3;  // of the index: 2 uxtw, 3 lsl, 6 sxtw
  int shift = 0;
};
inline std::optional<Address> parse_address(std::string_view s) {
  if (s.size() < 3 || s[0] != '[' || s.back() != ']') return std::nullopt;
  const auto parts = text::split("x " + std::string(s.substr(1, s.size() - 2)));
  const auto base = parts.size() > 0 ? parse_register(parts[0]) : std::nullopt;
  if (!base || !base->wide || (base->number == 31 && !base->sp)) return std::nullopt;
  Address a;
  a.base = base->number;
  if (parts.size() == 1) return a;
  if (const auto imm = parse_immediate(parts[1])) {
    if (parts.size() > 2) return std::nullopt;
    return a.offset = *imm, a;
  }
  const auto index = parse_register(parts[1]);
  if (!index || index->sp || parts.size() > 3) return std::nullopt;
  a.index = int(index->number);
  if (parts.size() == 2) return index->wide ? std::optional(a) : std::nullopt;
  const auto how = text::split(parts[2]);
  if (how.mnemonic == "uxtw" || how.mnemonic == "sxtw")
    a.option = how.mnemonic == "uxtw" ? 2 : 6;
  else if (how.mnemonic != "lsl")
    return std::nullopt;
  if ((a.option == 3) != index->wide) return std::nullopt;
  if (how.size() == 1) {
    const auto n = parse_immediate(how[0]);
    if (!n || *n < 0 || *n > 3) return std::nullopt;
    a.shift = int(*n);
  }
  return a;
}

inline bool encode_barrier(const text::Line& in, Code& code) {
  static constexpr std::pair<std::string_view, uint32_t> options[] = {
      {"sy", 15}, {"st", 14},   {"ld", 13},   {"ish", 11}, {"ishst", 10}, {"ishld", 9},
      {"nsh", 7}, {"nshst", 6}, {"nshld", 5}, {"osh", 3},  {"oshst", 2},  {"oshld", 1}};
  if (in.mnemonic == "isb" && in.size() == 0) return code.word(0xd5033fdf);
  if ((in.mnemonic != "dmb" && in.mnemonic != "dsb") || in.size() != 1) return false;
  const std::string option = text::lower(in[0]);
  for (const auto& [name, crm] : options)
    if (option == name)
      return code.word((in.mnemonic == "dmb" ? 0xd50330bf : 0xd503309f) | crm << 8);
  return false;
}

inline bool encode_branch(const text::Line& in, Code& code) {
  const std::string& m = in.mnemonic;
  if (m == "ret" && in.size() == 0) return code.word(0xd65f03c0);
  if (m == "b" && in.size() == 1) return code.branch(0x14000000, in[0], fix26);
  if (m.starts_with("b.") && in.size() == 1) {
    const auto c = parse_condition(std::string_view(m).substr(2));
    return c && code.branch(0x54000000 | *c, in[0], fix19);
  }
  if ((m == "cbz" || m == "cbnz") && in.size() == 2) {
    const auto r = parse_register(in[0]);
    if (!r || r->sp) return false;
    return code.branch(
        (m == "cbz" ? 0x34000000 : 0x35000000) | (r->wide ? 1u << 31 : 0) | r->number, in[1],
        fix19);
  }
  return false;
}

inline bool encode_alu(const text::Line& in, Code& code) {
  const std::string& m = in.mnemonic;
  if (m == "nop" && in.size() == 0) return code.word(0xd503201f);
  if (in.size() < 2) return false;
  const auto d = parse_register(in[0]);
  if (!d) return false;
  const uint32_t sf = d->wide ? 1u << 31 : 0;
  const auto same = [&](const std::optional<Register>& r) { return r && r->wide == d->wide; };

  if (m == "mov" && in.size() == 2) {
    if (const auto n = parse_register(in[1])) {
      if (!same(n) || d->sp || n->sp) return false;
      return code.word(sf | 0x2a0003e0 | n->number << 16 | d->number);
    }
    const auto imm = parse_immediate(in[1]);
    if (!imm || d->sp) return false;
    const uint64_t value = d->wide ? uint64_t(*imm) : uint64_t(uint32_t(*imm));
    const uint64_t inverted = d->wide ? ~value : uint64_t(uint32_t(~value));
    for (const bool inverse : {false, true})
      for (unsigned half = 0; half < (d->wide ? 4u : 2u); ++half) {
        const uint64_t v = inverse ? inverted : value;
        if ((v & ~(uint64_t(0xffff) << (16 * half))) != 0) continue;
        return code.word(sf | (inverse ? 0x12800000 : 0x52800000) | half << 21 |
                         uint32_t(v >> (16 * half) & 0xffff) << 5 | d->number);
      }
    return false;
  }
  if (m == "movk" && in.size() == 3) {
    const auto imm = parse_immediate(in[1]);
    const auto lsl = text::split(in[2]);
    if (!imm || *imm < 0 || *imm > 0xffff || lsl.mnemonic != "lsl" || lsl.size() != 1) return false;
    const int64_t shift = parse_immediate(lsl[0]).value_or(-1);
    if (shift < 0 || shift % 16 != 0 || shift > (d->wide ? 48 : 16)) return false;
    return code.word(sf | 0x72800000 | uint32_t(shift / 16) << 21 | uint32_t(*imm) << 5 |
                     d->number);
  }
  if (m == "csel" && in.size() == 4) {
    const auto n = parse_register(in[1]), k = parse_register(in[2]);
    const auto c = parse_condition(in[3]);
    if (!same(n) || !same(k) || !c || d->sp || n->sp || k->sp) return false;
    return code.word(sf | 0x1a800000 | k->number << 16 | *c << 12 | n->number << 5 | d->number);
  }
  if (m == "cset" && in.size() == 2) {
    const auto c = parse_condition(in[1]);
    if (!c || *c == 14 || d->sp) return false;
    return code.word(sf | 0x1a9f07e0 | (*c ^ 1) << 12 | d->number);
  }

  // Three operands, or two for a comparison, whose result is dropped.
  struct Alu {
    std::string_view name;
    uint32_t shifted;    // register form
    uint32_t immediate;  // of 12 bits, or 0
    bool logical;
  };
  static constexpr Alu table[] = {
      {"add", 0x0b000000, 0x11000000, false}, {"adds", 0x2b000000, 0x31000000, false},
      {"sub", 0x4b000000, 0x51000000, false}, {"subs", 0x6b000000, 0x71000000, false},
      {"and", 0x0a000000, 0x12000000, true},  {"orr", 0x2a000000, 0x32000000, true},
      {"eor", 0x4a000000, 0x52000000, true},  {"ands", 0x6a000000, 0x72000000, true},
      {"bic", 0x0a200000, 0, true},           {"mul", 0x1b007c00, 0, false}};
  const bool compares = m == "cmp" || m == "tst";
  const std::string_view name = m == "cmp" ? "subs" : m == "tst" ? "ands" : std::string_view(m);
  for (const Alu& alu : table) {
    if (name != alu.name) continue;
    const size_t first = compares ? 0 : 1;
    if (in.size() < first + 2) return false;
    const auto n = parse_register(in[first]);
    const uint32_t rd = compares ? 31 : d->number;
    if (!same(n)) return false;
    if (const auto imm = parse_immediate(in[first + 1])) {
      if (alu.immediate == 0 || in.size() != first + 2) return false;
      if (alu.logical) {
        const auto bits = bitmask(uint64_t(*imm), d->wide);
        if (!bits || d->sp || n->sp) return false;
        return code.word(sf | alu.immediate | *bits << 10 | n->number << 5 | rd);
      }
      // SP is register 31 here, the zero register is not.
      if ((n->number == 31 && !n->sp) || (!compares && d->number == 31 && !d->sp)) return false;
      if (*imm < 0 || *imm >= 1 << 24 || (*imm >= 4096 && *imm % 4096 != 0)) return false;
      const uint32_t field =
          *imm < 4096 ? uint32_t(*imm) << 10 : 1u << 22 | uint32_t(*imm >> 12) << 10;
      return code.word(sf | alu.immediate | field | n->number << 5 | rd);
    }
    const auto k = parse_register(in[first + 1]);
    if (!k || n->sp || k->sp || (!compares && d->sp)) return false;
    if (in.size() == first + 3) {  // add x1,x2,w3,sxtw
      const auto how = text::lower(in[first + 2]);
      if (alu.logical || alu.shifted == 0x1b007c00 || k->wide || (how != "sxtw" && how != "uxtw"))
        return false;
      if (n->number == 31 || rd == 31) return false;
      return code.word(sf | alu.shifted | 1u << 21 | k->number << 16 |
                       (how == "sxtw" ? 6u : 2u) << 13 | n->number << 5 | rd);
    }
    if (!same(k) || in.size() != first + 2) return false;
    return code.word(sf | alu.shifted | k->number << 16 | n->number << 5 | rd);
  }
  return false;
}

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
    return m == name || (m.size() == name.size() + 1 && m.starts_with(name) &&
                         (m.back() == 'b' || m.back() == 'h'));
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
    if (!status || status->wide || !t || t->sp || !at || at->index >= 0 || at->offset != 0)
      return false;
    const int size = size_of(a.name, *t);
    if (size < 0) return false;
    return code.word(a.word | uint32_t(size) << 30 | (a.status ? status->number << 16 : 0) |
                     at->base << 5 | t->number);
  }
  const bool load = is("ldr"), store = is("str");
  if ((!load && !store) || in.size() != 2) return false;
  const auto t = parse_register(in[0]);
  const auto at = parse_address(in[1]);
  if (!t || t->sp || !at) return false;
  const int size = size_of("ldr", *t);
  if (size < 0) return false;
  const uint32_t word =
      0x38000000 | uint32_t(size) << 30 | (load ? 1u << 22 : 0) | at->base << 5 | t->number;
  if (at->index >= 0) {
    if (at->shift != 0 && at->shift != size) return false;
    return code.word(word | 1u << 21 | uint32_t(at->index) << 16 | at->option << 13 |
                     (at->shift != 0 ? 1u << 12 : 0) | 2u << 10);
  }
  const int64_t scale = int64_t(1) << size;
  if (at->offset >= 0 && at->offset % scale == 0 && at->offset / scale < 4096)
    return code.word(word | 1u << 24 | uint32_t(at->offset / scale) << 10);
  if (at->offset < -256 || at->offset > 255) return false;
  return code.word(word | (uint32_t(at->offset) & 0x1ff) << 12);
}

struct Registers {
  std::array<unsigned, 4> number = {};
  bool wide = true;
};
/// Up to four operands from the first-th: registers of one width, none of them SP.
inline std::optional<Registers> parse_registers(const text::Line& in, size_t first, size_t count) {
  Registers out;
  for (size_t i = 0; i < count; ++i) {
    const auto r = first + i < in.size() ? parse_register(in[first + i]) : std::nullopt;
    if (!r || r->sp || (i > 0 && r->wide != out.wide)) return std::nullopt;
    out.number[i] = r->number, out.wide = r->wide;
  }
  return out;
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
  if (!offset || *offset % scale != 0 || *offset < -64 * scale || *offset >= 64 * scale)
    return false;
  const uint32_t mode = post ? 1 : pre ? 3 : 2;
  return code.word(0x28000000 | (wide ? 1u << 31 : 0) | (sign ? 1u << 30 : 0) | mode << 23 |
                   (store ? 0 : 1u << 22) | (uint32_t(*offset / scale) & 0x7f) << 15 |
                   t->number[1] << 10 | at->base << 5 | t->number[0]);
}

/// LDXP, STXP and their ordered forms, and CASP (FEAT_LSE).
inline bool encode_atomic_pair(const text::Line& in, Code& code) {
  struct Pair {
    std::string_view name;
    uint32_t word;  // for W registers
    enum Kind : uint8_t { load, store, cas } kind;
  };
  static constexpr Pair table[] = {
      {"ldxp", 0x887f0000, Pair::load},  {"ldaxp", 0x887f8000, Pair::load},
      {"stxp", 0x88200000, Pair::store}, {"stlxp", 0x88208000, Pair::store},
      {"casp", 0x08207c00, Pair::cas},   {"caspa", 0x08607c00, Pair::cas},
      {"caspl", 0x0820fc00, Pair::cas},  {"caspal", 0x0860fc00, Pair::cas}};
  for (const Pair& pair : table) {
    if (in.mnemonic != pair.name) continue;
    const size_t status = pair.kind == Pair::store ? 1 : 0, count = pair.kind == Pair::cas ? 4 : 2;
    const auto r = parse_registers(in, status, count);
    const auto s = status != 0 ? parse_registers(in, 0, 1) : Registers{{31}, false};
    const auto at = in.size() == status + count + 1 ? parse_address(in.operands.back())
                                                    : std::optional<Address>();
    if (!r || !s || s->wide || !at || at->index >= 0 || at->offset != 0) return false;
    const uint32_t word = pair.word | (r->wide ? 1u << 30 : 0) | at->base << 5;
    const auto& n = r->number;
    if (pair.kind != Pair::cas)
      return code.word(word | (status != 0 ? s->number[0] << 16 : 0) | n[1] << 10 | n[0]);
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
    if (!s || !t || s->sp || t->sp || s->wide != t->wide || !at || at->index >= 0 ||
        at->offset != 0)
      return false;
    if (!rest.empty() && s->wide) return false;
    const uint32_t size = rest == "b" ? 0 : rest == "h" ? 1 : s->wide ? 3 : 2;
    const bool cas = a.name == "cas";
    return code.word(a.word | size << 30 | (acquire ? 1u << (cas ? 22 : 23) : 0) |
                     (release ? 1u << (cas ? 15 : 22) : 0) | s->number << 16 | at->base << 5 |
                     t->number);
  }
  return false;
}

/// Appends one instruction; false where it is not in the subset.
inline bool encode(std::string_view line, Code& code) {
  const text::Line in = text::split(line);
  return encode_barrier(in, code) || encode_branch(in, code) || encode_memory(in, code) ||
         encode_pair(in, code) || encode_atomic_pair(in, code) || encode_atomic(in, code) ||
         encode_alu(in, code);
}

}  // namespace fenceline::arch::aarch64
