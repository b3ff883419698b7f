// MIPS64 text to instruction words: what litmus tests and the loop around them are made of. Source: MIPS64 Architecture for
// Programmers, volume II-A, revision 5. As assemblers do while they reorder, each branch and jump gets a nop for its delay slot.
#pragma once
#include <arch/assembler.h>

namespace fenceline::arch::mips64el {

/// $0 … $31, and what the n64 ABI calls them.
inline std::optional<unsigned> parse_register(std::string_view name) {
  if (const auto n = text::numbered(name, '$', 32)) return n;
  static constexpr std::string_view names[] = {
      "$zero", "$at", "$v0", "$v1", "$a0", "$a1", "$a2", "$a3", "$a4", "$a5", "$a6", "$a7", "$t0", "$t1", "$t2", "$t3",
      "$s0",   "$s1", "$s2", "$s3", "$s4", "$s5", "$s6", "$s7", "$t8", "$t9", "$k0", "$k1", "$gp", "$sp", "$fp", "$ra"};
  for (unsigned i = 0; i < 32; ++i)
    if (name == names[i]) return i;
  if (name == "$s8") return 30;
  return std::nullopt;
}

/// Words from the delay slot.
inline bool fix_branch(uint8_t* at, int64_t d) {
  const int64_t words = (d - 4) / 4;
  return d % 4 == 0 && words == int16_t(words) && Code::or32(at, uint16_t(words));
}

/// "8($5)".
inline std::optional<text::Displaced> parse_address(std::string_view s) {
  const auto at = text::displaced(s, parse_register);
  return at && at->offset == int16_t(at->offset) ? at : std::nullopt;
}

/// Opcode, two registers and 16 bits.
inline uint32_t i_type(uint32_t opcode, unsigned rs, unsigned rt, int64_t immediate) {
  return opcode << 26 | rs << 21 | rt << 16 | (uint32_t(immediate) & 0xffff);
}
inline uint32_t r_type(uint32_t function, unsigned rs, unsigned rt, unsigned rd, unsigned shift = 0) {
  return rs << 21 | rt << 16 | rd << 11 | shift << 6 | function;
}
/// A branch, and the nop in its delay slot.
inline bool branch(Code& code, uint32_t opcode, unsigned rs, unsigned rt, std::string_view label) {
  return code.branch(i_type(opcode, rs, rt, 0), label, fix_branch) && code.word(0);
}

/// Of a number that 32 bits hold.
inline bool load_immediate(Code& code, unsigned to, int64_t value) {
  constexpr uint32_t kAddiu = 0x09, kOri = 0x0d, kLui = 0x0f;
  if (value == int16_t(value)) return code.word(i_type(kAddiu, 0, to, value));
  if (value == uint16_t(value)) return code.word(i_type(kOri, 0, to, value));
  if (value != int32_t(value)) return false;
  code.word(i_type(kLui, 0, to, value >> 16));
  return (value & 0xffff) == 0 || code.word(i_type(kOri, to, to, value));
}

struct Named {
  std::string_view name;
  uint32_t code;
};
inline constexpr Named kSyncs[] = {{"sync", 0},          {"sync_wmb", 4},      {"sync_mb", 16},
                                   {"sync_acquire", 17}, {"sync_release", 18}, {"sync_rmb", 19}};
inline constexpr Named kMemory[] = {{"lb", 0x20},  {"lbu", 0x24}, {"lh", 0x21},  {"lhu", 0x25}, {"lw", 0x23},
                                    {"lwu", 0x27}, {"ld", 0x37},  {"sb", 0x28},  {"sh", 0x29},  {"sw", 0x2b},
                                    {"sd", 0x3f},  {"ll", 0x30},  {"lld", 0x34}, {"sc", 0x38},  {"scd", 0x3c}};
inline constexpr Named kAdditions[] = {{"addiu", 0x09}, {"daddiu", 0x19}};
inline constexpr Named kLogical[] = {{"andi", 0x0c}, {"ori", 0x0d}, {"xori", 0x0e}};
inline constexpr Named kShifts[] = {{"sll", 0x00}, {"dsll", 0x38}, {"dsrl", 0x3a}};
inline constexpr Named kRegisters[] = {{"addu", 0x21}, {"daddu", 0x2d}, {"subu", 0x23}, {"dsubu", 0x2f},
                                       {"and", 0x24},  {"or", 0x25},    {"xor", 0x26},  {"nor", 0x27},
                                       {"slt", 0x2a},  {"sltu", 0x2b}};
inline constexpr Named kBranches[] = {{"beq", 0x04}, {"bne", 0x05}, {"beqz", 0x04}, {"bnez", 0x05}};

/// Appends one instruction; false where it is not in the subset.
inline bool encode(std::string_view line, Code& code) {
  const text::Line in = text::split(line);
  const std::string& m = in.mnemonic;
  const size_t n = in.size();
  if (n == 0) {
    if (const Named* const sync = text::find(kSyncs, m)) return code.word(0x0000000f | sync->code << 6);
    return m == "nop" && code.word(0);
  }
  if (m == "b" && n == 1) return branch(code, 0x04, 0, 0, in[0]);
  if (m == "sync" && n == 1) {
    const auto type = text::number(in[0]);
    return type && *type >= 0 && *type < 32 && code.word(0x0000000f | uint32_t(*type) << 6);
  }
  const auto first = parse_register(in[0]);
  if (!first) return false;
  if (m == "jr" && n == 1) return code.word(r_type(0x08, *first, 0, 0)) && code.word(0);
  if (const Named* const b = text::find(kBranches, m)) {
    const bool zero = m.back() == 'z';
    const auto other = zero ? std::optional(0u) : n == 3 ? parse_register(in[1]) : std::nullopt;
    return other && n == (zero ? 2 : 3) && branch(code, b->code, *first, *other, in.operands.back());
  }
  if (n == 2) {
    if (const Named* const memory = text::find(kMemory, m)) {
      const auto at = parse_address(in[1]);
      return at && code.word(i_type(memory->code, at->base, *first, at->offset));
    }
    if (m == "move") {
      const auto from = parse_register(in[1]);
      return from && code.word(r_type(0x25, *from, 0, *first));  // or, with zero
    }
    const auto value = text::number(in[1]);
    if (m == "lui") return value && *value == uint16_t(*value) && code.word(i_type(0x0f, 0, *first, *value));
    return m == "li" && value && load_immediate(code, *first, *value);
  }
  const auto second = n == 3 ? parse_register(in[1]) : std::nullopt;
  if (!second) return false;
  if (const auto value = text::number(in[2])) {
    if (const Named* const sum = text::find(kAdditions, m))
      return *value == int16_t(*value) && code.word(i_type(sum->code, *second, *first, *value));
    if (const Named* const logical = text::find(kLogical, m))
      return *value == uint16_t(*value) && code.word(i_type(logical->code, *second, *first, *value));
    const Named* const shift = text::find(kShifts, m);
    return shift && *value >= 0 && *value < 32 && code.word(r_type(shift->code, 0, *second, *first, unsigned(*value)));
  }
  const Named* const operation = text::find(kRegisters, m);
  const auto third = parse_register(in[2]);
  return operation && third && code.word(r_type(operation->code, *second, *third, *first));
}

}  // namespace fenceline::arch::mips64el
