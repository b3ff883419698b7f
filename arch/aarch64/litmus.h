// AArch64: what the code of a litmus thread is wrapped in. Contract: arch/x86_64/litmus.h. Calling
// convention: AAPCS64 (X19 to X28, X29 and X30 are the callee's to keep; X18 is the platform's).
#pragma once
#include <arch/aarch64/encode.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace fenceline::arch {

using aarch64::encode;

inline constexpr std::string_view kAssembler = "as -march=armv8.4-a";
inline constexpr std::string_view kArguments[4] = {"X0", "X1", "X2", "X3"};
inline constexpr std::string_view kReservable[] = {"X19", "X20", "X21", "X22", "X23", "X24", "X25", "X26", "X27", "X28",
                                                   "X17", "X16", "X15", "X14", "X13", "X12", "X11", "X10", "X9"};
inline constexpr std::pair<std::string_view, std::string_view> kAvoid[] = {{"SP", ""}};
inline constexpr bool kOneBase = false;
inline constexpr std::optional<int> kPastRefused = 0;
inline constexpr uint32_t kReserved = 0xffffffff;

/// The name of a register for an access of `size` bytes.
inline std::string sized(std::string_view reg, int size) {
  return (size == 8 ? "X" : "W") + std::string(reg.substr(1));
}
inline std::string prologue() {
  std::string out = "SUB SP,SP,#96\n";
  for (int i = 0; i < 12; ++i) out += "STR X" + std::to_string(19 + i) + ",[SP,#" + std::to_string(8 * i) + "]\n";
  return out;
}
inline std::string epilogue() {
  std::string out;
  for (int i = 0; i < 12; ++i) out += "LDR X" + std::to_string(19 + i) + ",[SP,#" + std::to_string(8 * i) + "]\n";
  return out + "ADD SP,SP,#96\nRET\n";
}
inline std::string move(std::string_view to, std::string_view from) {
  return "MOV " + std::string(to) + "," + std::string(from) + "\n";
}
inline std::string constant(std::string_view to, int64_t value) {
  const std::string reg(to);
  if (value >= -65536 && value < 65536) return "MOV " + reg + ",#" + std::to_string(value) + "\n";
  std::string out = "MOV " + reg + ",#" + std::to_string(value & 0xffff) + "\n";
  for (int half = 1; half < 4; ++half)
    out += "MOVK " + reg + ",#" + std::to_string(value >> (16 * half) & 0xffff) + ",LSL #" + std::to_string(16 * half) +
           "\n";
  return out;
}
inline std::string add(std::string_view to, std::string_view from, int64_t value) {
  const std::string registers = std::string(to) + "," + std::string(from);
  if (value >= 0 && value < 4096) return "ADD " + registers + ",#" + std::to_string(value) + "\n";
  if (value < 0 && value > -4096) return "SUB " + registers + ",#" + std::to_string(-value) + "\n";
  return constant(to, value) + "ADD " + registers + "," + std::string(to) + "\n";
}
inline std::string store(std::string_view reg, std::string_view base, int64_t displacement, int size) {
  return std::string(size == 1   ? "STRB "
                     : size == 2 ? "STRH "
                                 : "STR ") +
         sized(reg, size) + ",[" + std::string(base) + ",#" + std::to_string(displacement) + "]\n";
}
inline std::string load(std::string_view reg, std::string_view base, int64_t displacement) {
  return "LDR " + std::string(reg) + ",[" + std::string(base) + ",#" + std::to_string(displacement) + "]\n";
}
inline std::string wait(std::string_view base, int64_t displacement, std::string_view reg, std::string_view other,
                        std::string_view label) {
  const std::string l(label);
  return l + ":\n" + load(other, base, displacement) + "CMP " + std::string(other) + "," + std::string(reg) +
         "\nB.LO " + l + "\n";
}
inline std::string gather(std::string_view, std::string_view, int) { return {}; }
inline std::string countdown(std::string_view reg, std::string_view label) {
  return "SUBS " + std::string(reg) + "," + std::string(reg) + ",#1\nB.NE " + std::string(label) + "\n";
}
/// Addresses are in registers: nothing to replace.
inline std::string memory(std::string_view instruction,
                          const std::function<std::pair<std::string_view, int64_t>(std::string_view)>&) {
  return std::string(instruction);
}
/// "MOV W0,#1" -> "MOV W0,W20"; "ADD W2,W2,#1" -> "ADD W2,W2,W20".
inline std::string immediate(std::string_view instruction, int64_t value, std::string_view reg, int) {
  const std::string wanted = "#" + std::to_string(value);
  if (!instruction.ends_with(wanted)) return {};
  const auto space = instruction.find(' ');
  const bool wide = space != instruction.npos && (instruction[space + 1] | 32) == 'x';
  return std::string(instruction.substr(0, instruction.size() - wanted.size())) + sized(reg, wide ? 8 : 4);
}

}  // namespace fenceline::arch
