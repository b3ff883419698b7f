// POWER: what the code of a litmus thread is wrapped in. Contract: arch/x86_64/litmus.h. Calling
// convention: 64-bit ELF V2 ABI (r14 to r31 are the callee's to keep; r1 is the stack, r2 the table
// of contents, r13 the thread: a test's are renamed).
#pragma once
#include <arch/ppc64le/encode.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace fenceline::arch {

using ppc64le::encode;

inline constexpr std::string_view kAssembler = "as -mregnames -mpower8";
inline constexpr std::string_view kArguments[4] = {"r3", "r4", "r5", "r6"};
inline constexpr std::string_view kReservable[] = {"r14", "r15", "r16", "r17", "r18", "r19", "r20", "r21", "r22",
                                                   "r23", "r24", "r25", "r26", "r27", "r28", "r29", "r30", "r31",
                                                   "r11", "r10", "r9",  "r8",  "r7",  "r6",  "r5"};
inline constexpr std::pair<std::string_view, std::string_view> kAvoid[] = {{"r1", ""}, {"r2", ""}, {"r13", ""}};
inline constexpr bool kOneBase = false;
inline constexpr std::optional<int> kPastRefused = 0;
inline constexpr uint32_t kReserved = 0;

inline std::string prologue() {
  std::string out = "std r1,-184(r1)\naddi r1,r1,-184\n";  // the back chain, as the ABI wants it
  for (int r = 14; r < 32; ++r) out += "std r" + std::to_string(r) + "," + std::to_string(32 + 8 * (r - 14)) + "(r1)\n";
  return out;
}
inline std::string epilogue() {
  std::string out;
  for (int r = 14; r < 32; ++r) out += "ld r" + std::to_string(r) + "," + std::to_string(32 + 8 * (r - 14)) + "(r1)\n";
  return out + "addi r1,r1,184\nblr\n";
}
inline std::string move(std::string_view to, std::string_view from) {
  return "mr " + std::string(to) + "," + std::string(from) + "\n";
}
/// `value` fits 32 bits.
inline std::string constant(std::string_view to, int64_t value) {
  const std::string r(to);
  if (value == int16_t(value)) return "li " + r + "," + std::to_string(value) + "\n";
  const auto with = [&](const char* m, int64_t half) {
    return m + r + "," + r + "," + std::to_string(half & 0xffff) + "\n";
  };
  if (value == int32_t(value))
    return "lis " + r + "," + std::to_string(int16_t(value >> 16)) + "\n" + with("ori ", value);
  return constant(to, value >> 32) + with("sldi ", 32) + with("oris ", value >> 16) + with("ori ", value);
}
inline std::string add(std::string_view to, std::string_view from, int64_t value) {
  const std::string registers = std::string(to) + "," + std::string(from);
  if (value == int16_t(value)) return "addi " + registers + "," + std::to_string(value) + "\n";
  return constant(to, value) + "add " + registers + "," + std::string(to) + "\n";
}
inline std::string store(std::string_view reg, std::string_view base, int64_t displacement, int size) {
  const char* m = size == 1 ? "stb " : size == 2 ? "sth " : size == 4 ? "stw " : "std ";
  return m + std::string(reg) + "," + std::to_string(displacement) + "(" + std::string(base) + ")\n";
}
inline std::string load(std::string_view reg, std::string_view base, int64_t displacement) {
  return "ld " + std::string(reg) + "," + std::to_string(displacement) + "(" + std::string(base) + ")\n";
}
inline std::string wait(std::string_view base, int64_t displacement, std::string_view reg, std::string_view other,
                        std::string_view label) {
  const std::string l(label);
  return l + ":\n" + load(other, base, displacement) + "cmpd " + std::string(other) + "," + std::string(reg) +
         "\nblt " + l + "\n";
}
inline std::string gather(std::string_view, std::string_view, int) { return {}; }
inline std::string countdown(std::string_view reg, std::string_view label) {
  const std::string r(reg);
  return "addi " + r + "," + r + ",-1\ncmpdi " + r + ",0\nbne " + std::string(label) + "\n";
}
/// Addresses are in registers: nothing to replace.
inline std::string memory(std::string_view instruction,
                          const std::function<std::pair<std::string_view, int64_t>(std::string_view)>&) {
  return std::string(instruction);
}
/// "li r1,1" -> "mr r1,r20"; "addi r3,r3,1" -> "add r3,r3,r20".
inline std::string immediate(std::string_view instruction, int64_t value, std::string_view reg, int) {
  return text::by_register(instruction, value, reg, {{"addi", "add"}, {"li", "mr"}});
}

}  // namespace fenceline::arch
