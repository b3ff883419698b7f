// z/Architecture: code that is written while it runs. Principles of Operation (SA22-7832), "Interlocks within a single
// instruction" and "Instruction fetching": a CPU executes what it stored at the same logical address; what it stored by
// another one, or another CPU has, after a serializing operation.
#pragma once
#include <arch/code_change.h>

namespace fenceline::arch {

/// lghi %r2, value; br %r14
inline constexpr size_t kConstantBytes = 6;
inline void put_constant(std::byte* to, uint16_t value) {
  const unsigned char code[kConstantBytes] = {
      0xa7, 0x29, static_cast<unsigned char>(value >> 8), static_cast<unsigned char>(value), 0x07, 0xfe};
  std::memcpy(to, code, sizeof code);
}

struct bcr_15_code {
  static constexpr Info info{"bcr_15", "br %r0", ""};
  static void op(const std::byte*) { asm volatile("bcr 15,0" : : : "memory"); }
};
struct bcr_14_code {
  static constexpr Info info{"bcr_14", "bnor %r0", "", Feature::fast_bcr};
  static void op(const std::byte*) { asm volatile("bcr 14,0" : : : "memory"); }
};

inline constexpr bool kSeesOwnCode = true;
using code_syncs = List<bcr_15_code, bcr_14_code>;
using code_written = no_code_sync;
using code_for_all = code_written;
using code_arrivals = code_syncs;

}  // namespace fenceline::arch
