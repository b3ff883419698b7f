// SPARC: code that is written while it runs. The SPARC Architecture Manual, Version 9, A.20 "Flush instruction memory": of
// a doubleword, for the processor that stored it and, in time, for all.
#pragma once
#include <arch/code_change.h>

namespace fenceline::arch {

/// retl; mov value, %o0 behind it
inline constexpr size_t kConstantBytes = 8;
inline void put_constant(std::byte* to, uint16_t value) { put_words(to, 0x81c3e008u, 0x90102000u | value); }

struct flush_code {
  static constexpr Info info{"flush", "flush ", ""};
  static void op(const std::byte* at) { asm volatile("flush %0" : : "r"(at) : "memory"); }
};

inline constexpr bool kSeesOwnCode = false;
using code_syncs = List<flush_code>;
using code_written = flush_code;
using code_for_all = code_written;
using code_arrivals = List<flush_code>;

}  // namespace fenceline::arch
