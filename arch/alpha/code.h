// Alpha: code that is written while it runs. Source: Alpha Architecture Handbook, version 4, 5.6.4.3 and 6.6: IMB makes this
// processor fetch what it stored; whom it told has to execute one of its own.
#pragma once
#include <arch/code_change.h>

namespace fenceline::arch {

/// lda v0,value(zero); ret
inline constexpr size_t kConstantBytes = 8;
inline void put_constant(std::byte* to, uint16_t value) { put_words(to, 0x201f0000u | value, 0x6bfa8001u); }

struct imb {
  static constexpr Info info{"imb", "(imb|call_pal (imb|0x86))", ""};
  static void op(const std::byte*) { asm volatile("call_pal 0x86" : : : "memory"); }
};
struct mb_code {
  static constexpr Info info{"mb", "mb$", ""};
  static void op(const std::byte*) { asm volatile("mb" : : : "memory"); }
};

inline constexpr bool kSeesOwnCode = false;
using code_syncs = List<imb>;
using code_written = mb_code;
using code_for_all = imb;
using code_arrivals = List<imb>;

}  // namespace fenceline::arch
