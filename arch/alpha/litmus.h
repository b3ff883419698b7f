// Alpha: what the code of a litmus thread is wrapped in. Contract: arch/x86_64/litmus.h. Calling standard, Linux' and
// OSF/1's: $9 to $15, $26 and $30 are the callee's to keep, and $29 is where others find the table of addresses.
#pragma once
#include <arch/alpha/encode.h>
#include <arch/cpu.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace fenceline::arch {

using alpha::encode;

inline constexpr std::string_view kAssembler = "as -mev67";
inline constexpr std::string_view kArguments[4] = {"$16", "$17", "$18", "$19"};
inline constexpr std::string_view kReservable[] = {"$29", "$26", "$15", "$14", "$13", "$12", "$11", "$10",
                                                   "$9",  "$25", "$24", "$23", "$22", "$21", "$20", "$8",
                                                   "$7",  "$6",  "$5",  "$4",  "$3",  "$2",  "$1"};
/// The stack, and what a store of less than a longword may need.
inline constexpr std::pair<std::string_view, std::string_view> kAvoid[] = {
    {"$30", ""}, {"$0", ""}, {"$27", ""}, {"$28", ""}};
inline constexpr bool kOneBase = false;
inline constexpr std::optional<int> kPastRefused = 4;  // the PC of an entIF is updated (Linux, arch/alpha/kernel/traps.c, do_entIF)
inline constexpr uint32_t kReserved = 0x1c000000;

inline constexpr int kSaved[] = {9, 10, 11, 12, 13, 14, 15, 26, 29};
inline std::string prologue() {
  std::string out = "lda $30,-80($30)\n";
  int at = 0;
  for (const int r : kSaved) out += "stq $" + std::to_string(r) + "," + std::to_string(8 * at++) + "($30)\n";
  return out;
}
inline std::string epilogue() {
  std::string out;
  int at = 0;
  for (const int r : kSaved) out += "ldq $" + std::to_string(r) + "," + std::to_string(8 * at++) + "($30)\n";
  return out + "lda $30,80($30)\nret\n";
}
inline std::string move(std::string_view to, std::string_view from) {
  return "bis $31," + std::string(from) + "," + std::string(to) + "\n";
}
/// What is above the low 16 bits first; those are added with their sign.
inline std::string constant(std::string_view to, int64_t value) {
  const std::string r(to);
  const int16_t low = int16_t(value);
  if (value == low) return "lda " + r + "," + std::to_string(low) + "($31)\n";
  const std::string above =
      constant(to, int64_t(uint64_t(value) - uint64_t(int64_t{low})) >> 16) + "sll " + r + ",16," + r + "\n";
  return low == 0 ? above : above + "lda " + r + "," + std::to_string(low) + "(" + r + ")\n";
}
inline std::string add(std::string_view to, std::string_view from, int64_t value) {
  const std::string t(to), f(from);
  if (value == int16_t(value)) return "lda " + t + "," + std::to_string(value) + "(" + f + ")\n";
  return constant(to, value) + "addq " + f + "," + t + "," + t + "\n";
}
/// Bytes and words have stores since BWX. Before, one is put into the quadword around it, which is the thread's own.
inline std::string store(std::string_view reg, std::string_view base, int64_t displacement, int size) {
  const std::string r(reg), at = std::to_string(displacement) + "(" + std::string(base) + ")\n";
  if (size == 8) return "stq " + r + "," + at;
  if (size == 4) return "stl " + r + "," + at;
  if (has(Feature::bwx)) return (size == 1 ? "stb " : "stw ") + r + "," + at;
  const std::string letter = size == 1 ? "b" : "w";
  return "lda $28," + at + "ldq_u $27,0($28)\nmsk" + letter + "l $27,$28,$27\nins" + letter + "l " + r +
         ",$28,$0\nbis $27,$0,$27\nstq_u $27,0($28)\n";
}
inline std::string load(std::string_view reg, std::string_view base, int64_t displacement) {
  return "ldq " + std::string(reg) + "," + std::to_string(displacement) + "(" + std::string(base) + ")\n";
}
inline std::string wait(std::string_view base, int64_t displacement, std::string_view reg, std::string_view other,
                        std::string_view label) {
  const std::string l(label), o(other);
  return l + ":\n" + load(other, base, displacement) + "cmplt " + o + "," + std::string(reg) + "," + o + "\nbne " + o +
         "," + l + "\n";
}
inline std::string gather(std::string_view, std::string_view, int) { return {}; }
inline std::string countdown(std::string_view reg, std::string_view label) {
  const std::string r(reg);
  return "subq " + r + ",1," + r + "\nbne " + r + "," + std::string(label) + "\n";
}
/// Addresses are in registers: nothing to replace.
inline std::string memory(std::string_view instruction,
                          const std::function<std::pair<std::string_view, int64_t>(std::string_view)>&) {
  return std::string(instruction);
}
/// "lda $1,1($2)" -> "addq $2,$15,$1"; "addq $1,1,$1" -> "addq $1,$15,$1".
inline std::string immediate(std::string_view instruction, int64_t value, std::string_view reg, int) {
  const text::Line in = text::split(instruction);
  if (in.mnemonic == "lda" && in.size() == 2) {
    const auto from = text::displaced(in[1], alpha::parse_register);
    if (from && from->offset == value)
      return "addq $" + std::to_string(from->base) + "," + std::string(reg) + "," + in[0];
  }
  if (in.mnemonic == "addq" && in.size() == 3 && text::number(in[1]) == value)
    return "addq " + in[0] + "," + std::string(reg) + "," + in[2];
  return {};
}

}  // namespace fenceline::arch
