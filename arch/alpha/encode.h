// Alpha text to instruction words: what litmus tests and the loop around them are made of. Source: Alpha Architecture
// Handbook, version 4, 3.3 (formats), appendix C (opcodes and function codes). Registers are $0 … $31; the last is zero.
#pragma once
#include <arch/assembler.h>

namespace fenceline::arch::alpha {

inline std::optional<unsigned> parse_register(std::string_view name) { return text::numbered(name, '$', 32); }

/// Longwords from the next instruction.
inline bool fix_branch(uint8_t* at, int64_t d) {
  const int64_t longwords = (d - 4) / 4;
  if (d % 4 != 0 || longwords < -(1 << 20) || longwords >= 1 << 20) return false;
  return Code::or32(at, uint32_t(longwords) & 0x1fffff);
}

/// "8($5)".
inline std::optional<text::Displaced> parse_address(std::string_view s) {
  const auto at = text::displaced(s, parse_register);
  return at && at->offset == int16_t(at->offset) ? at : std::nullopt;
}

/// The second operand of an operation in its place: a register, or a literal of eight bits.
inline std::optional<uint32_t> parse_second(std::string_view s) {
  if (const auto reg = parse_register(s)) return *reg << 16;
  const auto literal = text::number(s);
  if (!literal || *literal < 0 || *literal > 255) return std::nullopt;
  return uint32_t(*literal) << 13 | 1u << 12;
}

struct Named {
  std::string_view name;
  uint32_t opcode, function;
};
inline constexpr Named kBare[] = {
    {"mb", 0x60004000, 0}, {"wmb", 0x60004400, 0}, {"nop", 0x47ff041f, 0}, {"ret", 0x6bfa8001, 0}};
inline constexpr Named kBranches[] = {{"beq", 0x39, 0}, {"bne", 0x3d, 0}, {"blt", 0x3a, 0},
                                      {"ble", 0x3b, 0}, {"bge", 0x3e, 0}, {"bgt", 0x3f, 0}};
inline constexpr Named kMemory[] = {{"lda", 0x08, 0},   {"ldah", 0x09, 0},  {"ldbu", 0x0a, 0},  {"ldwu", 0x0c, 0},
                                    {"ldl", 0x28, 0},   {"ldq", 0x29, 0},   {"ldq_u", 0x0b, 0}, {"ldl_l", 0x2a, 0},
                                    {"ldq_l", 0x2b, 0}, {"stb", 0x0e, 0},   {"stw", 0x0d, 0},   {"stl", 0x2c, 0},
                                    {"stq", 0x2d, 0},   {"stq_u", 0x0f, 0}, {"stl_c", 0x2e, 0}, {"stq_c", 0x2f, 0}};
inline constexpr Named kOperations[] = {
    {"addl", 0x10, 0x00},  {"addq", 0x10, 0x20},  {"subl", 0x10, 0x09},   {"subq", 0x10, 0x29},  {"cmpeq", 0x10, 0x2d},
    {"cmplt", 0x10, 0x4d}, {"cmple", 0x10, 0x6d}, {"cmpult", 0x10, 0x1d}, {"and", 0x11, 0x00},   {"bic", 0x11, 0x08},
    {"bis", 0x11, 0x20},   {"xor", 0x11, 0x40},   {"sll", 0x12, 0x39},    {"srl", 0x12, 0x34},   {"sra", 0x12, 0x3c},
    {"insbl", 0x12, 0x0b}, {"inswl", 0x12, 0x1b}, {"mskbl", 0x12, 0x02},  {"mskwl", 0x12, 0x12}, {"mull", 0x13, 0x00},
    {"mulq", 0x13, 0x20}};

/// Appends one instruction; false where it is not in the subset.
inline bool encode(std::string_view line, Code& code) {
  const text::Line in = text::split(line);
  const std::string& m = in.mnemonic;
  if (in.size() == 0) {
    const Named* const bare = text::find(kBare, m);
    return bare && code.word(bare->opcode);
  }
  if (m == "br" && in.size() == 1) return code.branch(0xc3e00000, in[0], fix_branch);
  if (m == "mov" && in.size() == 2) return encode("bis $31," + in[0] + "," + in[1], code);
  const auto first = parse_register(in[0]);
  if (!first) return false;
  if (in.size() == 2) {
    if (const Named* const branch = text::find(kBranches, m))
      return code.branch(branch->opcode << 26 | *first << 21, in[1], fix_branch);
    const Named* const memory = text::find(kMemory, m);
    const auto at = parse_address(in[1]);
    return memory && at &&
           code.word(memory->opcode << 26 | *first << 21 | at->base << 16 | (uint32_t(at->offset) & 0xffff));
  }
  const Named* const operation = text::find(kOperations, m);
  if (!operation || in.size() != 3) return false;
  const auto second = parse_second(in[1]), result = parse_register(in[2]);
  return second && result &&
         code.word(operation->opcode << 26 | *first << 21 | *second | operation->function << 5 | *result);
}

}  // namespace fenceline::arch::alpha
