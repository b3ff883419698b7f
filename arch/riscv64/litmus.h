// RISC-V: what the code of a litmus thread is wrapped in. Contract: arch/x86_64/litmus.h. Calling
// convention: RISC-V ELF psABI (s0 to s11 and ra are the callee's to keep; sp, gp and tp are never
// a test's).
#pragma once
#include <arch/riscv64/encode.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace fenceline::arch {

using riscv64::encode;

inline constexpr std::string_view kAssembler = "as -march=rv64gc";
inline constexpr std::string_view kArguments[4] = {"x10", "x11", "x12", "x13"};
inline constexpr std::string_view kReservable[] = {"x18", "x19", "x20", "x21", "x22", "x23", "x24", "x25",
                                                   "x26", "x27", "x31", "x30", "x29", "x28", "x17", "x16",
                                                   "x15", "x14", "x9",  "x8",  "x7",  "x6",  "x5"};
inline constexpr std::pair<std::string_view, std::string_view> kAvoid[] = {{"x2", "sp"}, {"x3", "gp"}, {"x4", "tp"}};
inline constexpr bool kOneBase = false;
inline constexpr std::optional<int> kPastRefused = 0;
inline constexpr uint32_t kReserved = 0xffffffff;

inline constexpr int kSaved[] = {1, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27};
inline std::string prologue() {
  std::string out = "addi x2,x2,-112\n";
  int at = 0;
  for (const int r : kSaved) out += "sd x" + std::to_string(r) + "," + std::to_string(8 * at++) + "(x2)\n";
  return out;
}
inline std::string epilogue() {
  std::string out;
  int at = 0;
  for (const int r : kSaved) out += "ld x" + std::to_string(r) + "," + std::to_string(8 * at++) + "(x2)\n";
  return out + "addi x2,x2,112\nret\n";
}
inline std::string move(std::string_view to, std::string_view from) {
  return "mv " + std::string(to) + "," + std::string(from) + "\n";
}
inline std::string constant(std::string_view to, int64_t value) {
  return "li " + std::string(to) + "," + std::to_string(value) + "\n";
}
inline std::string add(std::string_view to, std::string_view from, int64_t value) {
  const std::string registers = std::string(to) + "," + std::string(from);
  if (value >= -2048 && value < 2048) return "addi " + registers + "," + std::to_string(value) + "\n";
  return constant(to, value) + "add " + registers + "," + std::string(to) + "\n";
}
inline std::string store(std::string_view reg, std::string_view base, int64_t displacement, int size) {
  const char* m = size == 1 ? "sb " : size == 2 ? "sh " : size == 4 ? "sw " : "sd ";
  return m + std::string(reg) + "," + std::to_string(displacement) + "(" + std::string(base) + ")\n";
}
inline std::string load(std::string_view reg, std::string_view base, int64_t displacement) {
  return "ld " + std::string(reg) + "," + std::to_string(displacement) + "(" + std::string(base) + ")\n";
}
inline std::string wait(std::string_view base, int64_t displacement, std::string_view reg, std::string_view other,
                        std::string_view label) {
  const std::string l(label);
  return l + ":\n" + load(other, base, displacement) + "bltu " + std::string(other) + "," + std::string(reg) + "," + l +
         "\n";
}
inline std::string gather(std::string_view, std::string_view, int) { return {}; }
/// A conditional branch reaches 4 KiB, a jump more.
inline std::string countdown(std::string_view reg, std::string_view label) {
  const std::string r(reg), l(label);
  return "addi " + r + "," + r + ",-1\nbeq " + r + ",x0," + l + "_end\nj " + l + "\n" + l + "_end:\n";
}
/// Addresses are in registers: nothing to replace.
inline std::string memory(std::string_view instruction,
                          const std::function<std::pair<std::string_view, int64_t>(std::string_view)>&) {
  return std::string(instruction);
}
/// "ori x5,x0,1" -> "or x5,x0,x20"; "addi" -> "add"; "li x5,1" -> "mv x5,x20".
inline std::string immediate(std::string_view instruction, int64_t value, std::string_view reg, int) {
  return text::by_register(instruction, value, reg, {{"ori", "or"}, {"addi", "add"}, {"li", "mv"}});
}

}  // namespace fenceline::arch
