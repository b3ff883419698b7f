// z/Architecture: what the code of a litmus thread is wrapped in. Contract: arch/x86_64/litmus.h.
// Calling convention: s390x ELF ABI (%r6 to %r13 and %r15 are the callee's to keep, and the caller
// has room for them above %r15; %r0 is no base).
#pragma once
#include <arch/s390x/encode.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace fenceline::arch {

using s390x::encode;

inline constexpr std::string_view kAssembler = "as -m64 -march=z13";
inline constexpr std::string_view kArguments[4] = {"%r2", "%r3", "%r4", "%r5"};
inline constexpr std::string_view kReservable[] = {"%r14", "%r13", "%r12", "%r11", "%r10", "%r9", "%r8",
                                                   "%r7",  "%r6",  "%r5",  "%r4",  "%r3",  "%r2", "%r1"};
inline constexpr std::pair<std::string_view, std::string_view> kAvoid[] = {{"%r15", ""}};
inline constexpr bool kOneBase = false;
inline constexpr std::optional<int> kPastRefused = 0;
inline constexpr uint32_t kReserved = 0xffffffff;

inline std::string prologue() { return "stmg %r6,%r15,48(%r15)\n"; }
inline std::string epilogue() { return "lmg %r6,%r15,48(%r15)\nbr %r14\n"; }
inline std::string move(std::string_view to, std::string_view from) {
  return "lgr " + std::string(to) + "," + std::string(from) + "\n";
}
/// `value` fits 32 bits.
inline std::string constant(std::string_view to, int64_t value) {
  const std::string r(to);
  if (value == int16_t(value)) return "lghi " + r + "," + std::to_string(value) + "\n";
  const std::string low = "lgfi " + r + "," + std::to_string(int32_t(value)) + "\n";
  if (value == int32_t(value)) return low;
  return low + "iihf " + r + "," + std::to_string(uint32_t(value >> 32)) + "\n";
}
inline std::string add(std::string_view to, std::string_view from, int64_t value) {
  const std::string t(to), f(from);
  if (to == from) return "aghi " + t + "," + std::to_string(value) + "\n";
  if (value >= -(1 << 19) && value < 1 << 19) return "lay " + t + "," + std::to_string(value) + "(" + f + ")\n";
  return constant(to, value) + "agr " + t + "," + f + "\n";
}
inline std::string store(std::string_view reg, std::string_view base, int64_t displacement, int size) {
  const char* m = size == 1 ? "stc " : size == 2 ? "sth " : size == 4 ? "st " : "stg ";
  return m + std::string(reg) + "," + std::to_string(displacement) + "(" + std::string(base) + ")\n";
}
inline std::string load(std::string_view reg, std::string_view base, int64_t displacement) {
  return "lg " + std::string(reg) + "," + std::to_string(displacement) + "(" + std::string(base) + ")\n";
}
inline std::string wait(std::string_view base, int64_t displacement, std::string_view reg, std::string_view other,
                        std::string_view label) {
  const std::string l(label);
  return l + ":\n" + load(other, base, displacement) + "clgr " + std::string(other) + "," + std::string(reg) + "\njl " +
         l + "\n";
}
inline std::string gather(std::string_view, std::string_view, int) { return {}; }
inline std::string countdown(std::string_view reg, std::string_view label) {
  return "aghi " + std::string(reg) + ",-1\njne " + std::string(label) + "\n";
}
/// Addresses are in registers: nothing to replace.
inline std::string memory(std::string_view instruction,
                          const std::function<std::pair<std::string_view, int64_t>(std::string_view)>&) {
  return std::string(instruction);
}
/// "lhi %r1,1" -> "lr %r1,%r9"; "ahi %r1,1" -> "ar %r1,%r9".
inline std::string immediate(std::string_view instruction, int64_t value, std::string_view reg, int) {
  return text::by_register(instruction, value, reg, {{"lhi", "lr"}, {"ahi", "ar"}});
}

}  // namespace fenceline::arch
