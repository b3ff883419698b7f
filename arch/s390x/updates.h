// z/Architecture: updates of storage by an immediate operand. Source: Principles of Operation, SA22-7832, AND, EXCLUSIVE OR, OR
// (interlocked-access facility 2: one update of a byte), ADD LOGICAL WITH SIGNED IMMEDIATE (facility 1), TEST AND SET.
#pragma once
#include <arch/ops.h>
#include <arch/update.h>

namespace fenceline::arch {

/// The mask is the instruction's own.
#define FENCELINE_IMMEDIATE(NAME, AFTER)                                                                          \
  struct NAME {                                                                                                   \
    static constexpr Info info{#NAME, #NAME " ", "acq_rel", Feature::interlocked_access_2};                       \
    using value_type = u8;                                                                                        \
    static constexpr u8 after(u8 word, u8, uint64_t times) { return static_cast<u8>(times == 0 ? word : AFTER); } \
    static void op(u8* at, u8) { asm volatile(#NAME " %0,0x5a" : "+Q"(*at) : : "memory", "cc"); }                 \
  };
FENCELINE_IMMEDIATE(ni, word & 0x5a)
FENCELINE_IMMEDIATE(oi, word | 0x5a)
FENCELINE_IMMEDIATE(xi, times % 2 ? word ^ 0x5a : word)
#undef FENCELINE_IMMEDIATE

/// Sets all bits of a byte, and tells the first as it was: the lock of System/360.
struct ts {
  static constexpr Info info{"ts", "ts ", "seq_cst"};
  using value_type = u8;
  static constexpr u8 after(u8 word, u8, uint64_t times) { return times == 0 ? word : u8{0xff}; }
  static void op(u8* at, u8) { asm volatile("ts %0" : "+Q"(*at) : : "memory", "cc"); }
};

struct algsi {
  static constexpr Info info{"algsi", "algsi ", "acq_rel", Feature::interlocked_access_1};
  using value_type = u64;
  static constexpr u64 after(u64 word, u64, uint64_t times) { return word + times; }
  static void op(u64* at, u64) { asm volatile("algsi %0,1" : "+QS"(*at) : : "memory", "cc"); }
};

using updates = List<ni, oi, xi, ts, algsi>;

}  // namespace fenceline::arch
