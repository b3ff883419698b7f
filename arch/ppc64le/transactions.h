// POWER8 and POWER9, where the operating system allows it; gone with ISA 3.1. Source: Power ISA 2.07B, Book II, chapter 5
// (transactional memory facility), Book III 5.4.3 (TEXASR); Linux Documentation/powerpc/transactional_memory.rst.
#pragma once
#include <arch/transaction.h>

namespace fenceline::arch {

struct tbegin {
  static constexpr Info info{"tbegin", "(tbegin\\.|\\.long 0x7c00051d);(tend\\.|\\.long 0x7c00055d)", "seq_cst",
                             Feature::htm};

  static __attribute__((always_inline)) inline Began begin() {
    uint64_t inside;
    asm volatile("li %0,0\n\t.long 0x7c00051d\n\tbeq 1f\n\tli %0,1\n1:" : "=&r"(inside) : : "cr0", "memory");
    if (inside) return {Attempt::started, true};
    uint64_t texasr;
    asm volatile("mfspr %0,130" : "=r"(texasr));
    const auto bit = [&](unsigned n) { return (texasr >> (63 - n) & 1) != 0; };  // IBM's numbers
    const bool conflict = bit(11) || bit(12) || bit(13) || bit(14);
    const Attempt why = bit(31)    ? Attempt::cancelled
                        : bit(10)  ? Attempt::capacity
                        : conflict ? Attempt::conflict
                                   : Attempt::other;
    return {why, !bit(7)};
  }
  static __attribute__((always_inline)) inline void commit() { asm volatile(".long 0x7c00055d" : : : "cr0", "memory"); }
  /// tabort. of 0: a failure code that is not persistent.
  static __attribute__((always_inline)) inline void cancel() { asm volatile(".long 0x7c00071d" : : : "cr0", "memory"); }
  /// dcbf: among the instructions that make it fail (Book II 5.3.1).
  static __attribute__((always_inline)) inline void not_allowed() {
    uint64_t line = 0;
    asm volatile("dcbf 0,%0" : : "r"(&line) : "memory");
  }
};

using transactions = List<tbegin>;

}  // namespace fenceline::arch
