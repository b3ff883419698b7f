// Operands of AArch64 instructions as text.
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

}  // namespace fenceline::arch::aarch64
