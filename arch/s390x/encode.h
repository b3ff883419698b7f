// z/Architecture text to bytes: what litmus tests and the loop around them are made of. Source:
// z/Architecture Principles of Operation (SA22-7832), chapter 5 (instruction formats) and appendix
// B (operation codes). Registers are %r0 … %r15; %r0 as a base means zero.
#pragma once
#include <arch/assembler.h>

namespace fenceline::arch::s390x {

inline std::optional<unsigned> parse_register(std::string_view name) {
  if (name.empty() || name[0] != '%') return std::nullopt;
  return text::numbered(name.substr(1), 'r', 16);
}

using Address = text::Displaced;
/// "8(%r5)".
inline std::optional<Address> parse_address(std::string_view s) { return text::displaced(s, parse_register); }

/// The lowest `size` bytes, the highest of them first.
inline bool put(Code& code, uint64_t value, int size) {
  for (int i = size; i-- > 0;) code.put(value >> (8 * i), 1);
  return true;
}

/// RXY and RSY: a displacement of 20 bits, its low 12 first.
inline bool put_long(Code& code, uint64_t opcode, unsigned r, unsigned x, const Address& a) {
  if (a.offset < -(1 << 19) || a.offset >= 1 << 19) return false;
  const uint64_t low = uint64_t(a.offset) & 0xfff, high = uint64_t(a.offset) >> 12 & 0xff;
  return put(code,
             (opcode >> 8) << 40 | uint64_t(r) << 36 | uint64_t(x) << 32 | uint64_t(a.base) << 28 | low << 16 |
                 high << 8 | (opcode & 0xff),
             6);
}
/// RX and RS: a displacement of 12 bits.
inline bool put_short(Code& code, uint64_t opcode, unsigned r, unsigned x, const Address& a) {
  if (a.offset < 0 || a.offset >= 1 << 12) return false;
  return put(code, opcode << 24 | r << 20 | x << 16 | a.base << 12 | uint64_t(a.offset), 4);
}

/// BRANCH RELATIVE ON CONDITION: halfwords from the instruction, which is two bytes before the
/// distance.
inline bool fix16(uint8_t* at, int64_t d) {
  const int64_t halfwords = (d + 2) / 2;
  if (halfwords != int16_t(halfwords)) return false;
  at[0] = uint8_t(halfwords >> 8), at[1] = uint8_t(halfwords);
  return true;
}

/// Appends one instruction; false where it is not in the subset.
inline bool encode(std::string_view line, Code& code) {
  const text::Line in = text::split(line);
  const std::string& m = in.mnemonic;
  const size_t n = in.size();
  struct Named {
    std::string_view name;
    uint64_t opcode;
  };
  const auto find = [&](const auto& table) -> std::optional<uint64_t> {
    for (const Named& entry : table)
      if (m == entry.name) return entry.opcode;
    return std::nullopt;
  };

  static constexpr Named branches[] = {{"j", 15}, {"je", 8},   {"jne", 7}, {"jl", 4},
                                       {"jh", 2}, {"jnl", 11}, {"jnh", 13}};
  if (n == 0) return m == "nop" && put(code, 0x47000000, 4);
  if (const auto mask = find(branches); mask && n == 1) {
    put(code, 0xa704 | *mask << 4, 2);
    code.fixups.push_back({code.bytes.size(), in[0], fix16});
    return put(code, 0, 2);
  }
  if (m == "br" && n == 1) {
    const auto r = parse_register(in[0]);
    return r && put(code, 0x07f0 | *r, 2);
  }
  if (m == "bcr" && n == 2) {  // "bcr 14,0": serialization, no branch
    const auto mask = text::number(in[0]), r = text::number(in[1]);
    return mask && r && *mask >= 0 && *mask < 16 && *r == 0 && put(code, 0x0700 | uint64_t(*mask) << 4, 2);
  }

  const auto first = parse_register(in[0]);
  if (!first || n < 2) return false;
  const unsigned r1 = *first;
  if (n == 2) {
    static constexpr Named rr[] = {{"lr", 0x18}, {"ar", 0x1a}, {"xr", 0x17}, {"nr", 0x14}, {"or", 0x16}, {"cr", 0x19}};
    static constexpr Named rre[] = {{"lgr", 0xb904}, {"agr", 0xb908}, {"clgr", 0xb921}};
    static constexpr Named ri[] = {
        {"lhi", 0xa708}, {"lghi", 0xa709}, {"ahi", 0xa70a}, {"aghi", 0xa70b}, {"chi", 0xa70e}};
    static constexpr Named rx[] = {{"l", 0x58}, {"st", 0x50}, {"stc", 0x42}, {"sth", 0x40}};
    static constexpr Named rxy[] = {{"lg", 0xe304}, {"stg", 0xe324}, {"llc", 0xe394}, {"llh", 0xe395}, {"lay", 0xe371}};
    if (const auto second = parse_register(in[1])) {
      if (const auto op = find(rr)) return put(code, *op << 8 | r1 << 4 | *second, 2);
      if (const auto op = find(rre)) return put(code, *op << 16 | r1 << 4 | *second, 4);
      return false;
    }
    if (const auto imm = text::number(in[1])) {
      if (const auto op = find(ri))
        return *imm == int16_t(*imm) && put(code, (*op >> 4) << 20 | r1 << 20 | (*op & 15) << 16 | uint16_t(*imm), 4);
      if (m == "iihf")  // into the high half
        return *imm == uint32_t(*imm) && put(code, 0xc008ull << 32 | uint64_t(r1) << 36 | uint32_t(*imm), 6);
      return m == "lgfi" && *imm == int32_t(*imm) &&
             put(code, 0xc001ull << 32 | uint64_t(r1) << 36 | uint32_t(*imm), 6);
    }
    const auto at = parse_address(in[1]);
    if (!at) return false;
    if (const auto op = find(rx)) return put_short(code, *op, r1, 0, *at);
    if (const auto op = find(rxy)) return put_long(code, *op, r1, 0, *at);
    return false;
  }
  const auto second = parse_register(in[1]);
  if (n != 3 || !second) return false;
  if (m == "xgrk") {
    const auto third = parse_register(in[2]);
    return third && put(code, 0xb9e7ull << 16 | *third << 12 | r1 << 4 | *second, 4);
  }
  static constexpr Named rsy[] = {{"csg", 0xeb30}, {"stmg", 0xeb24}, {"lmg", 0xeb04}, {"laa", 0xebf8},
                                  {"lao", 0xebf6}, {"lan", 0xebf4},  {"lax", 0xebf7}};
  const auto at = parse_address(in[2]);
  if (!at) return false;
  if (m == "cs") return put_short(code, 0xba, r1, *second, *at);
  const auto op = find(rsy);
  return op && put_long(code, *op, r1, *second, *at);
}

}  // namespace fenceline::arch::s390x
