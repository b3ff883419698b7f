// x86-64 text (AT&T syntax) to bytes: what litmus tests and the loop around them are made of.
// Source: Intel SDM volume 2, chapter 2 (instruction format) and the instructions' own pages. Where
// an instruction has several encodings, the one that GNU as takes.
#pragma once
#include <arch/assembler.h>

#include <array>

namespace fenceline::arch::x86_64 {

struct Operand {
  enum Kind : uint8_t { imm, reg, mem, label } kind = label;
  int64_t value = 0;          // imm, or a memory operand's displacement
  unsigned number = 0;        // reg
  int size = 0;               // reg: bytes
  bool needs_rex = false;     // spl bpl sil dil
  int base = -1, index = -1;  // mem: 64-bit registers; -1: none
  unsigned scale = 1;
};

inline std::optional<Operand> parse_register(std::string_view name) {
  static constexpr std::array<std::string_view, 8> legacy = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
  static constexpr std::array<std::string_view, 8> low = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"};
  Operand r;
  r.kind = Operand::reg;
  for (unsigned i = 0; i < 8; ++i) {
    r.number = i;
    if (name == low[i]) return r.size = 1, r.needs_rex = i >= 4, r;
    if (name == legacy[i]) return r.size = 2, r;
    if (name.size() == 3 && name.substr(1) == legacy[i]) {
      if (name[0] == 'e') return r.size = 4, r;
      if (name[0] == 'r') return r.size = 8, r;
    }
  }
  r.size = 8;
  if (!name.empty() && name.back() == 'd') r.size = 4;
  if (!name.empty() && name.back() == 'w') r.size = 2;
  if (!name.empty() && name.back() == 'b') r.size = 1;
  const auto n = text::numbered(r.size == 8 ? name : name.substr(0, name.size() - 1), 'r', 16);
  if (!n || *n < 8) return std::nullopt;
  return r.number = *n, r;
}

inline std::optional<Operand> parse_operand(std::string_view s) {
  if (s.empty()) return std::nullopt;
  if (s[0] == '%') return parse_register(s.substr(1));
  Operand out;
  if (s[0] == '$') {
    const auto n = text::number(s.substr(1));
    if (!n) return std::nullopt;
    return out.kind = Operand::imm, out.value = *n, out;
  }
  const auto open = s.find('(');
  if (open == s.npos) return out;  // a label
  if (s.back() != ')') return std::nullopt;
  out.kind = Operand::mem;
  if (open > 0) {
    const auto n = text::number(text::trim(s.substr(0, open)));
    if (!n || *n != int32_t(*n)) return std::nullopt;
    out.value = *n;
  }
  const auto inner = text::split("x " + std::string(s.substr(open + 1, s.size() - open - 2)));
  if (inner.size() < 1 || inner.size() > 3) return std::nullopt;
  const auto address_register = [](std::string_view name) -> int {
    const auto r = name.substr(0, 1) == "%" ? parse_register(name.substr(1)) : std::nullopt;
    return r && r->size == 8 ? int(r->number) : -1;
  };
  if ((out.base = address_register(inner[0])) < 0) return std::nullopt;
  if (inner.size() > 1 && ((out.index = address_register(inner[1])) < 0 || out.index == 4)) return std::nullopt;
  if (inner.size() > 2) {
    const auto n = text::number(inner[2]);
    if (!n || (*n != 1 && *n != 2 && *n != 4 && *n != 8)) return std::nullopt;
    out.scale = unsigned(*n);
  }
  return out;
}

/// One instruction with a ModRM byte: prefixes, opcode (one byte, or 0x0fXX), `field` (a register's
/// number or an opcode extension) and `rm`; `imm_size` bytes of `imm` after it.
inline bool emit(Code& code, int size, bool lock, unsigned opcode, unsigned field, bool field_rex, const Operand& rm,
                 int64_t imm = 0, int imm_size = 0) {
  if (size == 2) code.put(0x66, 1);
  if (lock) code.put(0xf0, 1);
  unsigned rex = size == 8 ? 0x48 : 0;
  if (field & 8) rex |= 0x44;
  const bool memory = rm.kind == Operand::mem;
  if (memory ? rm.base & 8 : rm.number & 8) rex |= 0x41;
  if (memory && rm.index >= 8) rex |= 0x42;
  if (field_rex || (!memory && rm.needs_rex)) rex |= 0x40;
  if (rex) code.put(rex, 1);
  if (opcode > 0xff) code.put(0x0f, 1);
  code.put(opcode & 0xff, 1);
  const unsigned f = (field & 7) << 3;
  if (!memory) {
    code.put(0xc0 | f | (rm.number & 7), 1);
  } else {
    // Base 5 (rbp, r13) without displacement means something else; base 4 (rsp, r12) needs a SIB.
    const unsigned low = unsigned(rm.base) & 7;
    const int disp = rm.value == 0 && low != 5 ? 0 : rm.value == int8_t(rm.value) ? 1 : 4;
    const unsigned mod = disp == 0 ? 0 : disp == 1 ? 0x40 : 0x80;
    if (rm.index >= 0 || low == 4) {
      const unsigned scale = rm.scale == 8 ? 3 : rm.scale == 4 ? 2 : rm.scale == 2 ? 1 : 0;
      code.put(mod | f | 4, 1);
      code.put(scale << 6 | (rm.index >= 0 ? unsigned(rm.index) & 7 : 4u) << 3 | low, 1);
    } else {
      code.put(mod | f | low, 1);
    }
    code.put(uint64_t(rm.value), disp);
  }
  code.put(uint64_t(imm), imm_size);
  return true;
}

inline bool encode_jump(Code& code, unsigned condition, std::string_view label) {
  const size_t ordinal = code.fixups.size();
  const bool far = ordinal < code.far.size() && code.far[ordinal];
  if (far) {
    if (condition < 16) code.put(0x0f, 1);
    code.put(condition < 16 ? 0x80 | condition : 0xe9, 1);
    code.fixups.push_back({code.bytes.size(), std::string(label), [](uint8_t* at, int64_t d) {
                             return d -= 4, d == int32_t(d) && Code::or32(at, uint32_t(d));
                           }});
    code.put(0, 4);
  } else {
    code.put(condition < 16 ? 0x70 | condition : 0xeb, 1);
    code.fixups.push_back({code.bytes.size(), std::string(label),
                           [](uint8_t* at, int64_t d) { return d -= 1, d == int8_t(d) && (*at = uint8_t(d), true); }});
    code.put(0, 1);
  }
  return true;
}

/// Appends one instruction; false where it is not in the subset.
inline bool encode(std::string_view line, Code& code) {
  text::Line in = text::split(line);
  bool lock = false;
  if (in.mnemonic == "lock") {
    lock = true;
    in = text::split(text::trim(line.substr(4)));
    if (in.mnemonic == ";") return false;
  }
  const std::string& m = in.mnemonic;

  struct Fixed {
    std::string_view name;
    uint32_t bytes;
    int size;
  };
  static constexpr Fixed fixed[] = {{"mfence", 0xf0ae0f, 3}, {"sfence", 0xf8ae0f, 3}, {"lfence", 0xe8ae0f, 3},
                                    {"pause", 0x90f3, 2},    {"nop", 0x90, 1},        {"ret", 0xc3, 1}};
  if (in.size() == 0) {
    for (const auto& f : fixed)
      if (m == f.name && !lock) return code.put(f.bytes, f.size), true;
    return false;
  }

  if (m[0] == 'j' && in.size() == 1 && !lock) {
    static constexpr std::string_view conditions[] = {"o", "no", "b", "ae", "e", "ne", "be", "a",
                                                      "s", "ns", "p", "np", "l", "ge", "le", "g"};
    if (in[0][0] == '%' || in[0][0] == '*') return false;
    if (m == "jmp") return encode_jump(code, 16, in[0]);
    for (unsigned c = 0; c < 16; ++c)
      if (m.substr(1) == conditions[c]) return encode_jump(code, c, in[0]);
    if (m == "jz" || m == "jnz") return encode_jump(code, m == "jz" ? 4 : 5, in[0]);
    return false;
  }

  std::vector<Operand> o;
  for (const auto& s : in.operands) {
    const auto parsed = parse_operand(s);
    if (!parsed || parsed->kind == Operand::label) return false;
    o.push_back(*parsed);
  }

  if ((m == "push" || m == "pushq" || m == "pop" || m == "popq") && o.size() == 1) {
    if (o[0].kind != Operand::reg || o[0].size != 8 || lock) return false;
    if (o[0].number & 8) code.put(0x41, 1);
    return code.put((m[1] == 'u' ? 0x50 : 0x58) | (o[0].number & 7), 1), true;
  }
  if (m == "movzbl" || m == "movzwl") {
    if (o.size() != 2 || o[0].kind == Operand::imm || o[1].kind != Operand::reg || o[1].size != 4 || lock) return false;
    if (o[0].kind == Operand::reg && o[0].size != (m[4] == 'b' ? 1 : 2)) return false;
    return emit(code, 4, false, m[4] == 'b' ? 0xfb6 : 0xfb7, o[1].number, false, o[0]);
  }
  if (m == "cmpxchg16b" && o.size() == 1 && o[0].kind == Operand::mem)
    return emit(code, 8, lock, 0xfc7, 1, false, o[0]);
  if (m == "clflush" && o.size() == 1 && o[0].kind == Operand::mem && !lock)
    return emit(code, 4, false, 0xfae, 7, false, o[0]);

  // The operand size: a register's, or the suffix, which must agree.
  std::string stem = m;
  int size = 0;
  for (const auto& operand : o)
    if (operand.kind == Operand::reg) {
      if (size != 0 && size != operand.size) return false;
      size = operand.size;
    }
  static constexpr std::string_view stems[] = {"add",  "or",   "adc",  "sbb", "and", "sub",     "xor",   "cmp",
                                               "mov",  "xchg", "xadd", "inc", "dec", "not",     "neg",   "test",
                                               "imul", "lea",  "shl",  "shr", "ror", "cmpxchg", "movnti"};
  const auto known = [&](std::string_view s) {
    for (const auto t : stems)
      if (s == t) return true;
    return false;
  };
  if (!known(stem)) {
    const char suffix = stem.back();
    stem.pop_back();
    const int suffixed = suffix == 'b' ? 1 : suffix == 'w' ? 2 : suffix == 'l' ? 4 : 8;
    if (!known(stem) || (suffixed == 8 && suffix != 'q') || (size != 0 && size != suffixed)) return false;
    size = suffixed;
  }
  if (size == 0) return false;
  const unsigned wide = size > 1;  // the low opcode bit of most instructions
  const auto is = [&](size_t i, Operand::Kind kind) { return o[i].kind == kind; };
  const auto fits8 = [](int64_t v) { return v == int8_t(v); };
  // An immediate as the instruction holds it: 32 bits, sign-extended; narrower sizes wrap.
  const auto fits = [&](int64_t v) {
    if (size == 8) return v == int32_t(v);
    const int bits = 8 * size;
    return v >= -(int64_t(1) << (bits - 1)) && v < (int64_t(1) << bits);
  };
  const auto cut = [&](int64_t v) -> int64_t { return size == 1 ? int8_t(v) : size == 2 ? int16_t(v) : int32_t(v); };
  const int imm_size = size < 4 ? size : 4;
  // LOCK is legal on read-modify-writes of memory alone; anything else raises #UD.
  if (lock) {
    static constexpr std::string_view lockable[] = {"add", "or",  "adc", "sbb", "and",  "sub",  "xor",
                                                    "inc", "dec", "not", "neg", "xchg", "xadd", "cmpxchg"};
    bool may = false;
    for (const auto t : lockable) may |= stem == t;
    const bool to_memory = is(o.size() - 1, Operand::mem) || (stem == "xchg" && is(0, Operand::mem));
    if (!may || !to_memory) return false;
  }

  static constexpr std::string_view alu[] = {"add", "or", "adc", "sbb", "and", "sub", "xor", "cmp"};
  if (o.size() == 2) {
    const Operand &from = o[0], &to = o[1];
    if (to.kind == Operand::imm) return false;
    for (unsigned n = 0; n < 8; ++n) {
      if (stem != alu[n]) continue;
      if (is(0, Operand::imm)) {
        if (!fits(from.value)) return false;
        const int64_t v = cut(from.value);
        if (is(1, Operand::reg) && to.number == 0 && (size == 1 || !fits8(v))) {
          if (size == 2) code.put(0x66, 1);
          if (size == 8) code.put(0x48, 1);
          return code.put(n << 3 | 4 | wide, 1), code.put(uint64_t(v), imm_size), true;
        }
        if (size == 1) return emit(code, 1, lock, 0x80, n, false, to, v, 1);
        if (fits8(v)) return emit(code, size, lock, 0x83, n, false, to, v, 1);
        return emit(code, size, lock, 0x81, n, false, to, v, imm_size);
      }
      if (is(0, Operand::reg)) return emit(code, size, lock, n << 3 | wide, from.number, from.needs_rex, to);
      if (!is(1, Operand::reg)) return false;
      return emit(code, size, lock, n << 3 | 2 | wide, to.number, to.needs_rex, from);
    }
    if (stem == "mov") {
      if (is(0, Operand::imm)) {
        if (is(1, Operand::reg) && (size != 8 || from.value != int32_t(from.value))) {
          if (size != 8 && !fits(from.value)) return false;
          if (size == 2) code.put(0x66, 1);
          const unsigned rex = (size == 8 ? 0x48 : 0) | (to.number & 8 ? 0x41 : 0) | (to.needs_rex ? 0x40 : 0);
          if (rex) code.put(rex, 1);
          code.put((wide ? 0xb8 : 0xb0) | (to.number & 7), 1);
          return code.put(uint64_t(from.value), size), true;
        }
        if (!fits(from.value)) return false;
        return emit(code, size, false, 0xc6 | wide, 0, false, to, from.value, imm_size);
      }
      if (is(0, Operand::reg)) return emit(code, size, false, 0x88 | wide, from.number, from.needs_rex, to);
      if (!is(1, Operand::reg)) return false;
      return emit(code, size, false, 0x8a | wide, to.number, to.needs_rex, from);
    }
    if (stem == "movnti") {
      if (!is(0, Operand::reg) || !is(1, Operand::mem) || size < 4) return false;
      return emit(code, size, false, 0xfc3, from.number, false, to);
    }
    if (stem == "xchg") {  // symmetric: the memory operand is the ModRM one
      const Operand& r = is(1, Operand::mem) ? from : to;
      const Operand& rm = is(1, Operand::mem) ? to : from;
      if (r.kind != Operand::reg || rm.kind != Operand::mem) return false;
      return emit(code, size, lock, 0x86 | wide, r.number, r.needs_rex, rm);
    }
    if (stem == "xadd" || stem == "cmpxchg") {
      if (!is(0, Operand::reg)) return false;
      return emit(code, size, lock, (stem == "xadd" ? 0xfc0 : 0xfb0) | wide, from.number, from.needs_rex, to);
    }
    if (stem == "test") {
      if (!is(0, Operand::reg)) return false;
      return emit(code, size, false, 0x84 | wide, from.number, from.needs_rex, to);
    }
    if (stem == "imul") {
      if (!is(1, Operand::reg) || is(0, Operand::imm) || size == 1) return false;
      return emit(code, size, false, 0xfaf, to.number, false, from);
    }
    if (stem == "lea") {
      if (!is(0, Operand::mem) || !is(1, Operand::reg) || size < 4) return false;
      return emit(code, size, false, 0x8d, to.number, false, from);
    }
    if (stem == "shl" || stem == "shr" || stem == "ror") {
      if (!is(0, Operand::imm) || from.value < 2 || from.value > 63) return false;
      const unsigned which = stem == "shl" ? 4 : stem == "shr" ? 5 : 1;
      return emit(code, size, false, 0xc0 | wide, which, false, to, from.value, 1);
    }
    return false;
  }
  if (o.size() == 1 && !is(0, Operand::imm)) {
    if (stem == "inc") return emit(code, size, lock, 0xfe | wide, 0, false, o[0]);
    if (stem == "dec") return emit(code, size, lock, 0xfe | wide, 1, false, o[0]);
    if (stem == "not") return emit(code, size, lock, 0xf6 | wide, 2, false, o[0]);
    if (stem == "neg") return emit(code, size, lock, 0xf6 | wide, 3, false, o[0]);
  }
  return false;
}

}  // namespace fenceline::arch::x86_64
