// SPARC V9: the byte that is a lock. Source: The SPARC Architecture Manual, Version 9, A.27 (LDSTUB).
#pragma once
#include <arch/ops.h>
#include <arch/update.h>

namespace fenceline::arch {

/// Sets all bits of a byte and returns what it was.
struct ldstub {
  static constexpr Info info{"ldstub", "ldstub ", "seq_cst"};
  using value_type = uint8_t;
  static constexpr uint8_t after(uint8_t word, uint8_t, uint64_t times) { return times == 0 ? word : uint8_t{0xff}; }
  static void op(uint8_t* at, uint8_t) {
    uint32_t old;
    asm volatile("ldstub [%1], %0" : "=r"(old) : "r"(at) : "memory");
  }
};

using updates = List<ldstub>;

}  // namespace fenceline::arch
