// RISC-V (RV64) text to instruction words: what litmus tests and the loop around them are made of.
// Source: The RISC-V Instruction Set Manual, volume I: RV32I, RV64I (chapters 2 and 4), "A" (13),
// Zifencei (6), and the opcode listings (34). No compressed forms.
#pragma once
#include <arch/assembler.h>

#include <bit>

namespace fenceline::arch::riscv64 {

/// x0 … x31 by number or by the calling convention's name.
inline std::optional<unsigned> parse_register(std::string_view name) {
  if (const auto n = text::numbered(name, 'x', 32)) return n;
  static constexpr std::string_view names[] = {"zero", "ra", "sp", "gp", "tp",  "t0",  "t1", "t2", "s0", "s1", "a0",
                                               "a1",   "a2", "a3", "a4", "a5",  "a6",  "a7", "s2", "s3", "s4", "s5",
                                               "s6",   "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};
  for (unsigned i = 0; i < 32; ++i)
    if (name == names[i]) return i;
  if (name == "fp") return 8;
  return std::nullopt;
}

inline bool fix_branch(uint8_t* at, int64_t d) {
  if (d % 2 != 0 || d < -4096 || d >= 4096) return false;
  const auto u = uint32_t(d);
  return Code::or32(at, (u >> 12 & 1) << 31 | (u >> 5 & 0x3f) << 25 | (u >> 1 & 0xf) << 8 | (u >> 11 & 1) << 7);
}
inline bool fix_jump(uint8_t* at, int64_t d) {
  if (d % 2 != 0 || d < -(1 << 20) || d >= 1 << 20) return false;
  const auto u = uint32_t(d);
  return Code::or32(at, (u >> 20 & 1) << 31 | (u >> 1 & 0x3ff) << 21 | (u >> 11 & 1) << 20 | (u >> 12 & 0xff) << 12);
}

/// "8(x5)", "(x5)".
inline std::optional<text::Displaced> parse_address(std::string_view s) {
  const auto at = text::displaced(s, parse_register);
  return at && at->offset >= -2048 && at->offset <= 2047 ? at : std::nullopt;
}

/// "rw", "r", … as the fence's four bits: i 8, o 4, r 2, w 1; none where it is no set.
inline std::optional<uint32_t> parse_set(std::string_view s) {
  uint32_t out = 0;
  for (const char c : s) {
    const uint32_t b = c == 'i' ? 8 : c == 'o' ? 4 : c == 'r' ? 2 : c == 'w' ? 1 : 0;
    if (b == 0 || (out & b)) return std::nullopt;
    out |= b;
  }
  return s.empty() ? std::nullopt : std::optional(out);
}

inline uint32_t i_type(uint32_t opcode, uint32_t funct3, unsigned rd, unsigned rs1, int64_t imm) {
  return opcode | rd << 7 | funct3 << 12 | rs1 << 15 | (uint32_t(imm) & 0xfff) << 20;
}
inline uint32_t r_type(uint32_t opcode, uint32_t funct3, uint32_t funct7, unsigned rd, unsigned rs1, unsigned rs2) {
  return opcode | rd << 7 | funct3 << 12 | rs1 << 15 | rs2 << 20 | funct7 << 25;
}

/// lr, sc and AMOs with .aq, .rl, .aqrl or .aq.rl.
inline bool encode_atomic(const text::Line& in, Code& code) {
  static constexpr std::pair<std::string_view, uint32_t> table[] = {
      {"lr", 2},    {"sc", 3},      {"amoswap", 1}, {"amoadd", 0},   {"amoxor", 4},  {"amoand", 12},
      {"amoor", 8}, {"amomin", 16}, {"amomax", 20}, {"amominu", 24}, {"amomaxu", 28}};
  const std::string_view m = in.mnemonic;
  const auto dot = m.find('.');
  if (dot == m.npos || m.size() < dot + 2 || (m[dot + 1] != 'w' && m[dot + 1] != 'd')) return false;
  const std::string_view order = m.substr(dot + 2);
  const uint32_t bits = order == ""                             ? 0
                        : order == ".rl"                        ? 1
                        : order == ".aq"                        ? 2
                        : order == ".aqrl" || order == ".aq.rl" ? 3
                                                                : 4;
  if (bits == 4) return false;
  for (const auto& [name, funct5] : table) {
    if (m.substr(0, dot) != name) continue;
    const bool lr = name == "lr";
    if (in.size() != (lr ? 2 : 3)) return false;
    const auto rd = parse_register(in[0]), rs2 = lr ? std::optional(0u) : parse_register(in[1]);
    const auto at = parse_address(in.operands.back());
    if (!rd || !rs2 || !at || at->offset != 0) return false;
    return code.word(r_type(0x2f, m[dot + 1] == 'w' ? 2 : 3, funct5 << 2 | bits, *rd, at->base, *rs2));
  }
  return false;
}

/// `li` of what addi does not hold: lui and addiw where 32 bits do, else what lies above the low 12
/// bits, shifted, and those.
inline bool load_immediate(Code& code, unsigned rd, int64_t value) {
  const auto low = int32_t(uint32_t(value) << 20) >> 20;
  if (value == int32_t(value)) {
    const auto high = uint32_t(value) - uint32_t(low);
    if (high != 0) code.word(0x37 | rd << 7 | high);  // lui; its upper half wraps as addiw's does
    return (high != 0 && low == 0) || code.word(i_type(0x1b, 0, rd, high != 0 ? rd : 0, low));
  }
  const auto high = int64_t(uint64_t(value) - uint64_t(int64_t(low)));
  const int shift = std::countr_zero(uint64_t(high));
  load_immediate(code, rd, high >> shift);
  code.word(i_type(0x13, 1, rd, rd, shift));
  return low == 0 || code.word(i_type(0x13, 0, rd, rd, low));
}

/// Appends one instruction; false where it is not in the subset.
inline bool encode(std::string_view line, Code& code) {
  const text::Line in = text::split(line);
  const std::string& m = in.mnemonic;
  const size_t n = in.size();
  if (n == 0) {
    if (m == "fence.tso") return code.word(0x8330000f);
    if (m == "fence.i") return code.word(0x0000100f);
    if (m == "fence") return code.word(0x0ff0000f);
    if (m == "nop") return code.word(0x00000013);
    if (m == "ret") return code.word(0x00008067);
    return false;
  }
  if (m == "fence" && n == 2) {
    const auto before = parse_set(in[0]), after = parse_set(in[1]);
    return before && after && code.word(0x0000000f | *before << 24 | *after << 20);
  }
  if (m == "j" && n == 1) return code.branch(0x0000006f, in[0], fix_jump);
  if (encode_atomic(in, code)) return true;

  struct Named {
    std::string_view name;
    uint32_t a, b;
  };
  static constexpr Named loads[] = {{"lb", 0, 0},  {"lh", 1, 0},  {"lw", 2, 0}, {"ld", 3, 0},
                                    {"lbu", 4, 0}, {"lhu", 5, 0}, {"lwu", 6, 0}};
  static constexpr Named stores[] = {{"sb", 0, 0}, {"sh", 1, 0}, {"sw", 2, 0}, {"sd", 3, 0}};
  static constexpr Named immediates[] = {
      {"addi", 0x13, 0}, {"xori", 0x13, 4}, {"ori", 0x13, 6}, {"andi", 0x13, 7}, {"addiw", 0x1b, 0}};
  static constexpr Named registers[] = {{"add", 0, 0}, {"sub", 0, 0x20}, {"xor", 4, 0}, {"or", 6, 0},
                                        {"and", 7, 0}, {"sll", 1, 0},    {"srl", 5, 0}, {"mul", 0, 1}};
  static constexpr Named branches[] = {{"beq", 0, 0}, {"bne", 1, 0},  {"blt", 4, 0},
                                       {"bge", 5, 0}, {"bltu", 6, 0}, {"bgeu", 7, 0}};
  const auto first = parse_register(in[0]);
  if (!first) return false;
  if (n == 2) {
    const auto at = parse_address(in[1]);
    for (const auto& l : loads)
      if (m == l.name) return at && code.word(i_type(0x03, l.a, *first, at->base, at->offset));
    for (const auto& s : stores)
      if (m == s.name)
        return at && code.word(r_type(0x23, s.a, uint32_t(at->offset) >> 5 & 0x7f, uint32_t(at->offset) & 0x1f,
                                      at->base, *first));
    const auto other = parse_register(in[1]);
    if (m == "mv") return other && code.word(i_type(0x13, 0, *first, *other, 0));
    if (m == "neg") return other && code.word(r_type(0x33, 0, 0x20, *first, 0, *other));
    if (m == "beqz" || m == "bnez") return code.branch(r_type(0x63, m == "bnez", 0, 0, *first, 0), in[1], fix_branch);
    if (m == "li") {
      const auto imm = text::number(in[1]);
      if (imm && *imm >= -2048 && *imm < 2048) return code.word(i_type(0x13, 0, *first, 0, *imm));
      return imm && load_immediate(code, *first, *imm);
    }
    return false;
  }
  if (n != 3) return false;
  const auto second = parse_register(in[1]);
  if (!second) return false;
  for (const auto& b : branches)
    if (m == b.name) return code.branch(r_type(0x63, b.a, 0, 0, *first, *second), in[2], fix_branch);
  if (const auto imm = text::number(in[2])) {
    for (const auto& i : immediates)
      if (m == i.name) return *imm >= -2048 && *imm < 2048 && code.word(i_type(i.a, i.b, *first, *second, *imm));
    return (m == "slli" || m == "srli") && *imm >= 0 && *imm < 64 &&
           code.word(i_type(0x13, m == "slli" ? 1 : 5, *first, *second, *imm));
  }
  const auto third = parse_register(in[2]);
  for (const auto& r : registers)
    if (m == r.name) return third && code.word(r_type(0x33, r.a, r.b, *first, *second, *third));
  return false;
}

}  // namespace fenceline::arch::riscv64
