// Micro-operations, shortly written: for the dialects.
#pragma once

#include <models/dialect/dialect.h>
#include <base/nearest.h>
#include <base/text.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

constexpr std::string_view kFlags = "#flags";  // names with # are no register of any test's text
constexpr std::string_view kTemp = "#temp";
constexpr std::string_view kThreadEnd = "thread_end";  // as a label: where its caller goes on

inline Operand reg(Reg r, Value offset = 0) { return {r, offset}; }
inline Operand imm(Value v) { return {kNoReg, v}; }

inline MicroOp alu(Alu op, Reg dst, Operand a, Operand b, int size = 8, bool sign = false) {
  MicroOp m;
  m.op = Op::kAlu, m.alu = op, m.dst = dst, m.a = a, m.b = b;
  m.size = static_cast<std::uint8_t>(size), m.sign = sign;
  return m;
}

struct Address {
  Operand base, index;
  int shift = 0;
};

inline MicroOp access(Op op, const Address& at, int size, std::uint16_t order) {
  MicroOp m;
  m.op = op, m.base = at.base, m.index = at.index;
  m.shift = static_cast<std::uint8_t>(at.shift);
  m.size = static_cast<std::uint8_t>(size), m.order = order;
  return m;
}
inline MicroOp load(Reg dst, const Address& at, int size, std::uint16_t order = kPlain, bool sign = false) {
  MicroOp m = access((order & kExclusive) != 0 ? Op::kLoadLinked : Op::kLoad, at, size, order);
  m.dst = dst, m.sign = sign;
  return m;
}
inline MicroOp store(Operand source, const Address& at, int size, std::uint16_t order = kPlain) {
  MicroOp m = access(Op::kStore, at, size, order);
  m.a = source;
  return m;
}
inline MicroOp store_conditional(Reg status, Operand source, const Address& at, int size, std::uint16_t order) {
  MicroOp m = access(Op::kStoreConditional, at, size, order | kExclusive);
  m.dst = status, m.a = source;
  return m;
}
inline MicroOp rmw(Alu op, Reg dst, Operand operand, const Address& at, int size, std::uint16_t order,
                   bool sign = false) {
  MicroOp m = access(Op::kRmw, at, size, order | kAtomic);
  m.alu = op, m.dst = dst, m.a = operand, m.sign = sign;
  return m;
}
inline MicroOp cas(Reg dst, Operand expected, Operand desired, const Address& at, int size, std::uint16_t order) {
  MicroOp m = access(Op::kCas, at, size, order | kAtomic);
  m.dst = dst, m.b = expected, m.a = desired, m.failure = m.order;
  return m;
}
inline MicroOp fence(FenceKind kind, std::uint8_t before = kRW, std::uint8_t after = kRW, std::uint8_t pairs = 0) {
  MicroOp m;
  m.op = Op::kFence, m.fence = {kind, before, after, pairs};
  return m;
}
inline MicroOp branch(Cond cond, Operand flags, int label) {
  MicroOp m;
  m.op = Op::kBranch, m.cond = cond, m.c = flags, m.target = label;
  return m;
}

inline MicroOp code_address(Reg dst, int label) {
  MicroOp m;
  m.op = Op::kCodeAddress, m.dst = dst, m.target = label;
  return m;
}
// Where the register has had no value yet, to the label if there is one.
inline MicroOp jump_to(Operand address, int otherwise = -1) {
  MicroOp m;
  m.op = Op::kJump, m.a = address, m.target = otherwise;
  return m;
}

inline MicroOp join_ways() {
  MicroOp m;
  m.op = Op::kJoin;
  return m;
}

// "mnemonic operands": in lower case, and split.
struct Words {
  std::string mnemonic;
  std::vector<std::string_view> operands;
};
inline Words split_words(std::string_view text) {
  const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
  return {lower(text.substr(0, end)), split_operands(text.substr(end))};
}

[[noreturn]] inline void unreadable(std::string message) { throw InstructionError{std::move(message)}; }

[[noreturn]] inline void unknown_mnemonic(std::string_view mnemonic, const std::vector<std::string>& known) {
  unreadable("unknown instruction '" + std::string(mnemonic) + "'" + nearest_note(mnemonic, known));
}

inline void expect_operands(const Words& words, std::size_t count) {
  if (words.operands.size() != count)
    unreadable("'" + words.mnemonic + "' takes " + std::to_string(count) + " operands, found " +
               std::to_string(words.operands.size()));
}

// Constants that no encoding has are no constants of the instruction.
inline Value in_range(Value value, Value least, Value most, std::string_view mnemonic) {
  if (value < least || value > most)
    unreadable("'" + std::string(mnemonic) + "' takes constants from " + std::to_string(least) + " to " +
               std::to_string(most) + ", found " + std::to_string(value));
  return value;
}
// A signed number of so many bits.
inline Value in_bits(Value value, int bits, std::string_view mnemonic) {
  return in_range(value, -(Value{1} << (bits - 1)), (Value{1} << (bits - 1)) - 1, mnemonic);
}

template <class Table>
std::vector<std::string> keys(const Table& table) {
  std::vector<std::string> out;
  for (const auto& entry : table) out.emplace_back(entry.first);
  return out;
}

}  // namespace fenceline::models
