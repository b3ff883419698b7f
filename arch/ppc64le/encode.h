// POWER text to instruction words: what litmus tests and the loop around them are made of.
// Source: Power ISA 3.1B, Book I (2.4 branches, 3.3 fixed point) and Book II (4.6 larx, stcx.,
// barriers). Registers are r0 … r31; r0 as a base means zero.
#pragma once
#include <arch/assembler.h>

namespace fenceline::arch::ppc64le {

inline std::optional<unsigned> parse_register(std::string_view name) { return text::numbered(name, 'r', 32); }

inline bool fix14(uint8_t* at, int64_t d) {
  if (d % 4 != 0 || d < -(1 << 15) || d >= 1 << 15) return false;
  return Code::or32(at, uint32_t(d) & 0xfffc);
}
inline bool fix24(uint8_t* at, int64_t d) {
  if (d % 4 != 0 || d < -(1 << 25) || d >= 1 << 25) return false;
  return Code::or32(at, uint32_t(d) & 0x3fffffc);
}

/// "8(r5)".
inline std::optional<text::Displaced> parse_address(std::string_view s) {
  const auto at = text::displaced(s, parse_register);
  return at && at->offset == int16_t(at->offset) ? at : std::nullopt;
}

/// Primary opcode, target, first source or base, and what fills the rest.
inline uint32_t d_form(uint32_t opcode, unsigned t, unsigned a, int64_t imm) {
  return opcode << 26 | t << 21 | a << 16 | (uint32_t(imm) & 0xffff);
}
inline uint32_t x_form(uint32_t extended, unsigned t, unsigned a, unsigned b) {
  return 31u << 26 | t << 21 | a << 16 | b << 11 | extended << 1;
}

/// Appends one instruction; false where it is not in the subset.
inline bool encode(std::string_view line, Code& code) {
  const text::Line in = text::split(line);
  const std::string& m = in.mnemonic;
  const size_t n = in.size();
  if (n == 0) {
    if (m == "sync" || m == "hwsync") return code.word(0x7c0004ac);
    if (m == "lwsync") return code.word(0x7c2004ac);
    if (m == "eieio") return code.word(0x7c0006ac);
    if (m == "isync") return code.word(0x4c00012c);
    if (m == "nop") return code.word(0x60000000);
    if (m == "blr") return code.word(0x4e800020);
    return false;
  }
  if (m == "b" && n == 1) return code.branch(0x48000000, in[0], fix24);
  struct Named {
    std::string_view name;
    uint32_t a, b;
  };
  // BO (12 true, 4 false) and the bit of CR0.
  static constexpr Named branches[] = {{"beq", 12, 2}, {"bne", 4, 2},  {"blt", 12, 0},
                                       {"bge", 4, 0},  {"bgt", 12, 1}, {"ble", 4, 1}};
  if (n == 1)
    for (const auto& b : branches)
      if (m == b.name) return code.branch(16u << 26 | b.a << 21 | b.b << 16, in[0], fix14);

  const auto first = parse_register(in[0]);
  if (!first || n < 2) return false;
  // Loads and stores: D-form, of which ld and std drop the two low bits of the offset.
  static constexpr Named memory[] = {{"lwz", 32, 0}, {"lbz", 34, 0}, {"lhz", 40, 0}, {"stw", 36, 0}, {"stb", 38, 0},
                                     {"sth", 44, 0}, {"ld", 58, 4},  {"std", 62, 4}, {"lwa", 58, 5}};
  static constexpr Named indexed[] = {{"lwzx", 23, 0},  {"lbzx", 87, 0},  {"lhzx", 279, 0},   {"stwx", 151, 0},
                                      {"stbx", 215, 0}, {"sthx", 407, 0}, {"ldx", 21, 0},     {"stdx", 149, 0},
                                      {"lwarx", 20, 0}, {"ldarx", 84, 0}, {"stwcx.", 150, 1}, {"stdcx.", 214, 1}};
  static constexpr Named arithmetic[] = {{"add", 266, 0}, {"mullw", 235, 0}, {"mulld", 233, 0}};
  static constexpr Named logical[] = {{"xor", 316, 0},  {"and", 28, 0},  {"or", 444, 0},
                                      {"xor.", 316, 1}, {"and.", 28, 1}, {"or.", 444, 1}};
  static constexpr Named logical_immediate[] = {
      {"ori", 24, 0}, {"xori", 26, 0}, {"andi.", 28, 0}, {"oris", 25, 0}, {"xoris", 27, 0}};
  if (n == 2) {
    const auto at = parse_address(in[1]);
    for (const auto& x : memory)
      if (m == x.name)
        return at && (x.b == 0 || at->offset % 4 == 0) &&
               code.word(d_form(x.a, *first, at->base, at->offset) | (x.b == 5 ? 2 : 0));
    const auto imm = text::number(in[1]);
    if (m == "li" || m == "lis")
      return imm && *imm == int16_t(*imm) && code.word(d_form(m == "li" ? 14 : 15, *first, 0, *imm));
    if (m == "cmpwi" || m == "cmpdi")
      return imm && *imm == int16_t(*imm) && code.word(d_form(11, m == "cmpdi", *first, *imm));
    const auto second = parse_register(in[1]);
    if (!second) return false;
    if (m == "mr") return code.word(x_form(444, *second, *first, *second));
    if (m == "cmpw" || m == "cmpd") return code.word(x_form(0, m == "cmpd", *first, *second));
    static constexpr Named extensions[] = {{"extsb", 954, 0}, {"extsh", 922, 0}, {"extsw", 986, 0}};
    for (const auto& x : extensions)
      if (m == x.name) return code.word(x_form(x.a, *second, *first, 0));
    if (m == "neg") return code.word(x_form(104, *first, *second, 0));
    return false;
  }
  const auto second = parse_register(in[1]);
  if (n != 3 || !second) return false;
  if (const auto imm = text::number(in[2])) {
    if (m == "addi" || m == "addis")
      return *imm == int16_t(*imm) && code.word(d_form(m == "addi" ? 14 : 15, *first, *second, *imm));
    if (m == "sldi") {  // rldicr by n, to bit 63 - n: the fields' highest bits stand apart
      if (*imm < 0 || *imm > 63) return false;
      const auto by = uint32_t(*imm), end = 63 - by;
      return code.word(d_form(30, *second, *first, 4) | (by & 31) << 11 | by >> 5 << 1 | (end & 31) << 6 |
                       end >> 5 << 5);
    }
    if (m == "mulli") return *imm == int16_t(*imm) && code.word(d_form(7, *first, *second, *imm));
    for (const auto& x : logical_immediate)
      if (m == x.name) return *imm >= 0 && *imm <= 0xffff && code.word(d_form(x.a, *second, *first, *imm));
    return false;
  }
  const auto third = parse_register(in[2]);
  if (!third) return false;
  for (const auto& x : indexed)
    if (m == x.name) return code.word(x_form(x.a, *first, *second, *third) | x.b);
  for (const auto& x : arithmetic)
    if (m == x.name) return code.word(x_form(x.a, *first, *second, *third));
  // The source of a logical instruction stands where others have the target.
  for (const auto& x : logical)
    if (m == x.name) return code.word(x_form(x.a, *second, *first, *third) | x.b);
  if (m == "subf") return code.word(x_form(40, *first, *second, *third));
  if (m == "sub") return code.word(x_form(40, *first, *third, *second));
  return false;
}

}  // namespace fenceline::arch::ppc64le
