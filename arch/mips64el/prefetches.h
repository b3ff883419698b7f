// MIPS: a line fetched to be written to. Source: MIPS64 Architecture for Programmers, volume II-A, PREF: hint 1.
#pragma once
#include <arch/op.h>

namespace fenceline::arch {

struct pref_store {
  static constexpr Info info{"pref_store", "pref (0x)?1,", "none"};
  static void op(const void* line) { asm volatile("pref 1,0(%0)" : : "r"(line) : "memory"); }
};

using write_prefetches = List<pref_store>;

}  // namespace fenceline::arch
