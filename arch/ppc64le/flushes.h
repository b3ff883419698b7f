// POWER: data cache block store, flush and set to zero. Source: Power ISA 3.1B, Book II 4.3.2 (dcbst, dcbf and its L field,
// dcbz), 4.6.3 (phwsync, behind which what dcbstps and dcbfps wrote is persistent); before ISA 3.1 hwsync does for all.
#pragma once
#include <arch/flush.h>
#include <arch/ops.h>

namespace fenceline::arch {

inline constexpr std::string_view kNoFlushes = "";

#define FENCELINE_DCB(NAME, ASM, EMITS, DONE, DURABLE, NEEDS) \
  struct NAME {                                               \
    static constexpr Info info{#NAME, EMITS, "none", NEEDS};  \
    using done = DONE;                                        \
    static constexpr bool durable = DURABLE;                  \
    static void op(void* line) {                              \
      register void* where asm("r9") = line;                  \
      asm volatile(ASM : : "r"(where) : "memory");            \
    }                                                         \
  };
/// Written back; may be kept.
FENCELINE_DCB(dcbst, "dcbst 0,%0", "dcbst ", hwsync, true, Feature::none)
FENCELINE_DCB(dcbf, "dcbf 0,%0", "dcbf ", hwsync, true, Feature::none)
/// L = 1: out of the caches of this processor alone.
FENCELINE_DCB(dcbfl, ".long 0x7c2048ac", "(dcbfl |dcbf .*,1)", hwsync, false, Feature::none)  // dcbf 0,r9,1
/// L = 6 and 4: to persistent storage.
FENCELINE_DCB(dcbstps, ".long 0x7cc048ac", "(dcbstps |\\.long 0x7cc048ac)", phwsync, true, Feature::phwsync)
FENCELINE_DCB(dcbfps, ".long 0x7c8048ac", "(dcbfps |\\.long 0x7c8048ac)", phwsync, true, Feature::phwsync)
#undef FENCELINE_DCB

using flushes = List<dcbst, dcbf, dcbfl, dcbstps, dcbfps>;

/// A line of zeros, without its being read first.
struct dcbz {
  static constexpr Info info{"dcbz", "dcbz ", "none"};
  using done = hwsync;
  static constexpr bool durable = false;
  static constexpr bool zeroes = true;
  static void op(void* line, u64, const Line&) { asm volatile("dcbz 0,%0" : : "r"(line) : "memory"); }
};

using line_writes = List<dcbz>;

}  // namespace fenceline::arch
