// MIPS: what the code of a litmus thread is wrapped in. Contract: arch/x86_64/litmus.h. Calling convention: n64 ($s0 to $s7, $gp
// and $fp are the callee's to keep; $k0 and $k1 are the kernel's).
#pragma once
#include <arch/mips64el/encode.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace fenceline::arch {

using mips64el::encode;

/// As it comes: with its optimisations it would fill delay slots, and a test's order would be its own.
inline constexpr std::string_view kAssembler = "as -O0 -mips64r2 -mabi=64 -mno-fix-loongson3-llsc";
inline constexpr std::string_view kArguments[4] = {"$a0", "$a1", "$a2", "$a3"};
inline constexpr std::string_view kReservable[] = {"$ra", "$fp", "$gp", "$s7", "$s6", "$s5", "$s4", "$s3",
                                                   "$s2", "$s1", "$s0", "$t9", "$t8", "$t3", "$t2", "$t1",
                                                   "$t0", "$a7", "$a6", "$a5", "$a4", "$v1", "$v0"};
inline constexpr std::pair<std::string_view, std::string_view> kAvoid[] = {{"$sp", ""}, {"$k0", ""}, {"$k1", ""}};
inline constexpr bool kOneBase = false;
inline constexpr std::optional<int> kPastRefused = std::nullopt;  // Linux tells no address (arch/mips/kernel/traps.c, do_ri)
inline constexpr uint32_t kReserved = 0x35;

inline constexpr std::string_view kSaved[] = {"$s0", "$s1", "$s2", "$s3", "$s4", "$s5",
                                              "$s6", "$s7", "$gp", "$fp", "$ra"};
inline std::string prologue() {
  std::string out = "daddiu $sp,$sp,-96\n";
  int at = 0;
  for (const std::string_view r : kSaved) out += "sd " + std::string(r) + "," + std::to_string(8 * at++) + "($sp)\n";
  return out;
}
inline std::string epilogue() {
  std::string out;
  int at = 0;
  for (const std::string_view r : kSaved) out += "ld " + std::string(r) + "," + std::to_string(8 * at++) + "($sp)\n";
  return out + "daddiu $sp,$sp,96\njr $ra\n";
}
inline std::string move(std::string_view to, std::string_view from) {
  return "move " + std::string(to) + "," + std::string(from) + "\n";
}
/// Of more than 32 bits: what is above the low 16 first.
inline std::string constant(std::string_view to, int64_t value) {
  const std::string r(to);
  if (value == int32_t(value)) return "li " + r + "," + std::to_string(value) + "\n";
  return constant(to, value >> 16) + "dsll " + r + "," + r + ",16\nori " + r + "," + r + "," +
         std::to_string(value & 0xffff) + "\n";
}
inline std::string add(std::string_view to, std::string_view from, int64_t value) {
  const std::string registers = std::string(to) + "," + std::string(from);
  if (value == int16_t(value)) return "daddiu " + registers + "," + std::to_string(value) + "\n";
  return constant(to, value) + "daddu " + registers + "," + std::string(to) + "\n";
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
  const std::string l(label), o(other);
  return l + ":\n" + load(other, base, displacement) + "sltu " + o + "," + o + "," + std::string(reg) + "\nbnez " + o +
         "," + l + "\n";
}
inline std::string gather(std::string_view, std::string_view, int) { return {}; }
inline std::string countdown(std::string_view reg, std::string_view label) {
  const std::string r(reg);
  return "daddiu " + r + "," + r + ",-1\nbnez " + r + "," + std::string(label) + "\n";
}
/// Addresses are in registers: nothing to replace.
inline std::string memory(std::string_view instruction,
                          const std::function<std::pair<std::string_view, int64_t>(std::string_view)>&) {
  return std::string(instruction);
}
/// "li $v0,1" -> "move $v0,$s7"; "daddiu $v0,$v0,1" -> "daddu $v0,$v0,$s7".
inline std::string immediate(std::string_view instruction, int64_t value, std::string_view reg, int) {
  return text::by_register(instruction, value, reg, {{"daddiu", "daddu"}, {"addiu", "addu"}, {"li", "move"}});
}

}  // namespace fenceline::arch
