// x86-64: what the code of a litmus thread is wrapped in, as text for the assembler. The contract
// of every ISA folder's litmus.h:
//
//   encode              of this ISA's encode.h
//   kArguments          registers of a function's first four arguments
//   kReservable         registers that the loop may take where the test does not use them
//   kAvoid              registers, with other names, that the ABI has and a test may not: renamed
//   kOneBase            memory operands reach all locations from one register
//   kPastRefused        bytes by which the address that SIGILL comes with is behind the instruction; none: there is no address
//   kReserved           begins with what is no instruction in any version of the ISA
//   prologue, epilogue  save, restore what the ABI wants kept; return
//   move, constant, countdown
//   add(to, from, n)    |n| < 2048, or to != from and |n| < 2^31
//   store               displacement < 2048 unless kOneBase
//   load                of 8 bytes; as store
//   wait                label: until the 8 bytes at base + displacement are at least `reg`; `other`
//                       is free. As store; 0 <= values < 2^63
//   gather              8 bytes of results in one register: each call puts `size` more bytes in, so
//                       that one store takes the place of many in the store buffer; "" where the
//                       ISA has no short way
//   memory(text, at)    the instruction with its symbolic memory operands replaced, where the ISA's
//                       tests have these: at(name) is {base register, displacement}
//   immediate(text, value, reg, size)   the instruction with the constant replaced by a register,
//   or
//                       "" where that cannot be done
//   kAssembler          GNU as for this ISA, with its options
//
// Registers are canonical names: rax, X0, x5, r3.
#pragma once
#include <arch/x86_64/encode.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace fenceline::arch {

using x86_64::encode;

inline constexpr std::string_view kAssembler = "as --64";
inline constexpr std::string_view kArguments[4] = {"rdi", "rsi", "rdx", "rcx"};
inline constexpr std::string_view kReservable[] = {"r15", "r14", "r13", "r12", "r11", "r10", "r9",
                                                   "r8",  "rbp", "rbx", "rdi", "rsi", "rdx", "rcx"};
inline constexpr std::pair<std::string_view, std::string_view> kAvoid[] = {{"rsp", ""}};
inline constexpr bool kOneBase = true;
inline constexpr std::optional<int> kPastRefused = 0;
inline constexpr uint32_t kReserved = 0xffffffff;

/// The name of a register's low `size` bytes, with %.
inline std::string sized(std::string_view reg, int size) {
  std::string r(reg);
  if (r[1] >= '0' && r[1] <= '9') return "%" + r + (size == 8 ? "" : size == 4 ? "d" : size == 2 ? "w" : "b");
  const std::string stem = r.substr(1);
  if (size == 8) return "%" + r;
  if (size == 4) return "%e" + stem;
  if (size == 2) return "%" + stem;
  return stem[1] == 'x' ? "%" + stem.substr(0, 1) + "l" : "%" + stem + "l";
}

inline std::string prologue() { return "push %rbx\npush %rbp\npush %r12\npush %r13\npush %r14\npush %r15\n"; }
inline std::string epilogue() { return "pop %r15\npop %r14\npop %r13\npop %r12\npop %rbp\npop %rbx\nret\n"; }
inline std::string move(std::string_view to, std::string_view from) {
  return "mov " + sized(from, 8) + "," + sized(to, 8) + "\n";
}
inline std::string constant(std::string_view to, int64_t value) {
  if (value >= 0 && value <= UINT32_MAX) return "mov $" + std::to_string(value) + "," + sized(to, 4) + "\n";
  return "mov $" + std::to_string(value) + "," + sized(to, 8) + "\n";
}
inline std::string add(std::string_view to, std::string_view from, int64_t value) {
  if (to == from) return "add $" + std::to_string(value) + "," + sized(to, 8) + "\n";
  return "lea " + std::to_string(value) + "(" + sized(from, 8) + ")," + sized(to, 8) + "\n";
}
/// The low `size` bytes of `reg` to base + displacement.
inline std::string store(std::string_view reg, std::string_view base, int64_t displacement, int size) {
  return "mov " + sized(reg, size) + "," + std::to_string(displacement) + "(" + sized(base, 8) + ")\n";
}
inline std::string load(std::string_view reg, std::string_view base, int64_t displacement) {
  return "mov " + std::to_string(displacement) + "(" + sized(base, 8) + ")," + sized(reg, 8) + "\n";
}
inline std::string wait(std::string_view base, int64_t displacement, std::string_view reg, std::string_view,
                        std::string_view label) {
  const std::string l(label);
  return l + ":\ncmp " + sized(reg, 8) + "," + std::to_string(displacement) + "(" + sized(base, 8) + ")\njb " + l +
         "\n";
}
/// After 8 / size calls `into` holds the low bytes of what it was given, the first lowest.
inline std::string gather(std::string_view into, std::string_view reg, int size) {
  return "mov " + sized(reg, size) + "," + sized(into, size) + "\nror $" + std::to_string(8 * size) + "," +
         sized(into, 8) + "\n";
}
/// Decrements `reg`, and goes to `label` unless it became zero.
inline std::string countdown(std::string_view reg, std::string_view label) {
  return "dec " + sized(reg, 8) + "\njne " + std::string(label) + "\n";
}

/// "movl $1,(x)", "4(x,%rbx)" name a location: it becomes a displacement from a register.
inline std::string memory(std::string_view instruction,
                          const std::function<std::pair<std::string_view, int64_t>(std::string_view)>& at) {
  const auto open = instruction.find('(');
  if (open == instruction.npos || instruction[open + 1] == '%') return std::string(instruction);
  const auto end = instruction.find_first_of(",)", open);
  const auto start = instruction.find_last_of(" ,\t", open) + 1;  // where its own offset begins
  const auto [base, displacement] = at(text::trim(instruction.substr(open + 1, end - open - 1)));
  const int64_t offset = text::number(instruction.substr(start, open - start)).value_or(0);
  return std::string(instruction.substr(0, start)) + std::to_string(displacement + offset) + "(" + sized(base, 8) +
         std::string(instruction.substr(end));
}

inline std::string immediate(std::string_view instruction, int64_t value, std::string_view reg, int size) {
  const std::string wanted = "$" + std::to_string(value);
  const auto at = instruction.find(wanted);
  if (at == instruction.npos) return {};
  const auto after = at + wanted.size();
  if (after < instruction.size() && instruction[after] != ',' && instruction[after] != ' ') return {};
  return std::string(instruction.substr(0, at)) + sized(reg, size) + std::string(instruction.substr(after));
}

}  // namespace fenceline::arch
