// What rows mean that several dialects have: of instruction sets that compute in registers alone. The result is {0}, the operands
// are {1}, and {2} or {#}; memory is at {#} bytes from {1}. Results of 32 bits are extended with their sign.
#pragma once

#include <models/dialect/pattern.h>

#include <vector>

namespace fenceline::models::rows {

using Ops = std::vector<MicroOp>;
using M = const Match&;

inline Ops nothing(M) { return {}; }

inline Ops set(M m) { return {alu(Alu::kSecond, m.reg[0], {}, imm(m.constant))}; }
inline Ops copy(M m) { return {alu(Alu::kSecond, m.reg[0], {}, reg(m.reg[1]))}; }
template <Alu kOp, int kSize = 8>
Ops by_constant(M m) {
  return {alu(kOp, m.reg[0], reg(m.reg[1]), imm(m.constant), kSize, kSize < 8)};
}
template <Alu kOp, int kSize = 8>
Ops by_register(M m) {
  return {alu(kOp, m.reg[0], reg(m.reg[1]), reg(m.reg[2]), kSize, kSize < 8)};
}

inline Ops jump(M m) { return {branch(Cond::kAlways, {}, m.label)}; }
/// Where {0} compares so with zero, or with {1}.
template <Cond kCond>
Ops branch_on_zero(M m) {
  return {alu(Alu::kCompare, m.flags, reg(m.reg[0]), imm(0)), branch(kCond, reg(m.flags), m.label)};
}
template <Cond kCond>
Ops branch_on_two(M m) {
  return {alu(Alu::kCompare, m.flags, reg(m.reg[0]), reg(m.reg[1])), branch(kCond, reg(m.flags), m.label)};
}

inline Address displaced(M m) { return {reg(m.reg[1], m.constant), {}}; }
template <int kSize, bool kSigned = false>
Ops load_of(M m) {
  return {load(m.reg[0], displaced(m), kSize, kPlain, kSigned)};
}
template <int kSize>
Ops store_of(M m) {
  return {store(reg(m.reg[0]), displaced(m), kSize)};
}
template <int kSize>
Ops load_linked(M m) {
  return {load(m.reg[0], displaced(m), kSize, kExclusive, kSize < 8)};
}
/// Stores {0} where the reservation holds, and says in it whether it did.
template <int kSize>
Ops store_linked(M m) {
  return {store_conditional(m.temp, reg(m.reg[0]), displaced(m), kSize, kExclusive),
          alu(Alu::kXor, m.reg[0], reg(m.temp), imm(1))};
}

}  // namespace fenceline::models::rows
