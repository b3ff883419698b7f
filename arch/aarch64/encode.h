// AArch64 text to instruction words: what litmus tests and the loop around them are made of.
// Source: Arm Architecture Reference Manual (DDI 0487), C4 (encoding) and C6 (instructions).
#pragma once
#include <arch/aarch64/encode_alu.h>
#include <arch/aarch64/encode_memory.h>

namespace fenceline::arch::aarch64 {

inline bool fix14(uint8_t* at, int64_t d) {
  if (d % 4 != 0 || d < -(1 << 15) || d >= 1 << 15) return false;
  return Code::or32(at, (uint32_t(d / 4) & 0x3fff) << 5);
}
inline bool fix19(uint8_t* at, int64_t d) {
  if (d % 4 != 0 || d < -(1 << 20) || d >= 1 << 20) return false;
  return Code::or32(at, (uint32_t(d / 4) & 0x7ffff) << 5);
}
inline bool fix26(uint8_t* at, int64_t d) {
  if (d % 4 != 0 || d < -(1 << 27) || d >= 1 << 27) return false;
  return Code::or32(at, uint32_t(d / 4) & 0x3ffffff);
}

inline bool encode_barrier(const text::Line& in, Code& code) {
  static constexpr std::pair<std::string_view, uint32_t> options[] = {
      {"sy", 15}, {"st", 14},   {"ld", 13},   {"ish", 11}, {"ishst", 10}, {"ishld", 9},
      {"nsh", 7}, {"nshst", 6}, {"nshld", 5}, {"osh", 3},  {"oshst", 2},  {"oshld", 1}};
  if (in.mnemonic == "isb" && in.size() == 0) return code.word(0xd5033fdf);
  if ((in.mnemonic != "dmb" && in.mnemonic != "dsb") || in.size() != 1) return false;
  const std::string option = text::lower(in[0]);
  for (const auto& [name, crm] : options)
    if (option == name) return code.word((in.mnemonic == "dmb" ? 0xd50330bf : 0xd503309f) | crm << 8);
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
  if ((m == "tbz" || m == "tbnz") && in.size() == 3) {
    const auto r = parse_register(in[0]);
    const auto bit = parse_immediate(in[1]);
    if (!r || r->sp || !bit || *bit < 0 || *bit >= (r->wide ? 64 : 32)) return false;
    return code.branch(
        (m == "tbz" ? 0x36000000 : 0x37000000) | uint32_t(*bit >> 5) << 31 | uint32_t(*bit & 31) << 19 | r->number,
        in[2], fix14);
  }
  if ((m == "cbz" || m == "cbnz") && in.size() == 2) {
    const auto r = parse_register(in[0]);
    if (!r || r->sp) return false;
    return code.branch((m == "cbz" ? 0x34000000 : 0x35000000) | (r->wide ? 1u << 31 : 0) | r->number, in[1], fix19);
  }
  return false;
}

/// Appends one instruction; false where it is not in the subset.
inline bool encode(std::string_view line, Code& code) {
  const text::Line in = text::split(line);
  return encode_barrier(in, code) || encode_branch(in, code) || encode_memory(in, code) || encode_pair(in, code) ||
         encode_atomic_pair(in, code) || encode_atomic(in, code) || encode_field(in, code) || encode_alu(in, code);
}

}  // namespace fenceline::arch::aarch64
