// Arm, 32 bits: code that is written while it runs. ARMv7 ARM (DDI 0406), A3.5.4 and B2.2.9: programs may not clean and
// invalidate caches themselves, the kernel does it (cacheflush, which the compiler's library calls); an isb where another
// thread executes it.
#pragma once
#include <arch/code_change.h>

namespace fenceline::arch {

/// movw r0, #value; bx lr (A32: the address that is called is even)
inline constexpr size_t kConstantBytes = 8;
inline void put_constant(std::byte* to, uint16_t value) {
  put_words(to, 0xe3000000u | (uint32_t{value} & 0xf000u) << 4 | (value & 0xfffu), 0xe12fff1eu);
}

struct isb_code {
  static constexpr Info info{"isb", "isb", ""};
  static void op(const std::byte*) { asm volatile("isb" : : : "memory"); }
};

inline constexpr bool kSeesOwnCode = false;
using code_syncs = List<builtin_clear_cache>;
using code_written = builtin_clear_cache;
using code_for_all = code_written;
using code_arrivals = List<isb_code>;

}  // namespace fenceline::arch
