// POWER: code that is written while it runs. Power ISA 3.1, book II, 1.8 "Instruction storage": the store goes to memory,
// the copy in the instruction caches goes, and nothing that was fetched before is executed.
#pragma once
#include <arch/code_change.h>

namespace fenceline::arch {

/// li r3, value; blr
inline constexpr size_t kConstantBytes = 8;
inline void put_constant(std::byte* to, uint16_t value) { put_words(to, 0x38600000u | value, 0x4e800020u); }

/// For one block; the second sync is for other processors.
struct dcbst_icbi_isync {
  static constexpr Info info{"dcbst_icbi_isync", "dcbst;(hw)?sync;icbi;(hw)?sync;isync", ""};
  static void op(const std::byte* at) {
    asm volatile("dcbst 0, %0\n\tsync\n\ticbi 0, %0\n\tsync\n\tisync" : : "r"(at) : "memory");
  }
};
struct isync_code {
  static constexpr Info info{"isync", "isync", ""};
  static void op(const std::byte*) { asm volatile("isync" : : : "memory"); }
};

inline constexpr bool kSeesOwnCode = false;
using code_syncs = List<dcbst_icbi_isync>;
using code_written = dcbst_icbi_isync;
using code_for_all = code_written;
using code_arrivals = List<isync_code>;

}  // namespace fenceline::arch
