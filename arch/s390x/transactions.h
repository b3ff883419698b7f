// z/Architecture: the transactional-execution facility of zEC12 to z16; z17 has it no more. Source: Principles of Operation,
// SA22-7832-13, chapter 5, "Transactional Execution Facility", and TRANSACTION BEGIN, END, ABORT.
#pragma once
#include <arch/transaction.h>

namespace fenceline::arch {

struct tbegin {
  static constexpr Info info{"tbegin", "tbegin ;tend", "seq_cst", Feature::transactions};

  static __attribute__((always_inline)) inline Began begin() {
    // 0xff00: all pairs of general registers are kept for the way back, which the floating-point registers are not: what would
    // change those is not allowed inside.
    struct alignas(8) Block {
      uint64_t format, code, rest[30];
    } why;
    register Block* where asm("1") = &why;
    uint64_t condition;
    asm volatile(".short 0xe560,0x1000,0xff00\n\tipm %1\n\tsrl %1,28\n\tllgfr %1,%1"  // tbegin 0(%r1),0xff00
                 : "=Q"(why), "=d"(condition)
                 : "a"(where)
                 : "cc", "memory");
    if (condition == 0) return {Attempt::started, true};
    // Codes of the transaction-abort code, figure "Transaction abort codes".
    const uint64_t code = why.code;
    const Attempt outcome = code >= 256               ? Attempt::cancelled
                            : code == 7 || code == 8  ? Attempt::capacity
                            : code == 9 || code == 10 ? Attempt::conflict
                                                      : Attempt::other;
    return {outcome, condition == 2};
  }
  static __attribute__((always_inline)) inline void commit() {
    asm volatile(".insn s,0xb2f80000,0" : : : "cc", "memory");
  }
  /// An even code: it may succeed another time.
  static __attribute__((always_inline)) inline void cancel() {
    asm volatile(".insn s,0xb2fc0000,256" : : : "cc", "memory");
  }
  /// PREFETCH DATA that releases a line: among the restricted instructions.
  static __attribute__((always_inline)) inline void not_allowed() {
    uint64_t word = 0;
    asm volatile("pfd 7,0(%0)" : : "a"(&word) : "memory");
  }
};

using transactions = List<tbegin>;

}  // namespace fenceline::arch
