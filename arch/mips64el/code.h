// MIPS: code that is written while it runs. Source: MIPS64 Architecture for Programmers, volume II-A, SYNCI: write back and
// invalidate, SYNC, and a jump that clears hazards (JR.HB) where the new code is executed.
#pragma once
#include <arch/code_change.h>

namespace fenceline::arch {

/// jr ra; addiu v0,zero,value behind it
inline constexpr size_t kConstantBytes = 8;
inline void put_constant(std::byte* to, uint16_t value) { put_words(to, 0x03e00008u, 0x24020000u | value); }

/// A jump to the next instruction.
#define FENCELINE_HAZARD_BARRIER \
  ".set push\n\t.set noreorder\n\tbal 1f\n\tnop\n1:\tdaddiu $31,$31,12\n\tjr.hb $31\n\tnop\n\t.set pop"
struct jr_hb {
  static constexpr Info info{"jr_hb", "bal ;nop;daddiu ;jr\\.hb ;nop", ""};
  static void op(const std::byte*) { asm volatile(FENCELINE_HAZARD_BARRIER : : : "$31", "memory"); }
};
struct synci_sync {
  static constexpr Info info{"synci_sync", "synci ;sync$", ""};
  static void op(const std::byte* at) { asm volatile("synci 0(%0)\n\tsync" : : "r"(at) : "memory"); }
};
struct synci_sync_jr_hb {
  static constexpr Info info{"synci_sync_jr_hb", "synci ;sync$;bal ;nop;daddiu ;jr\\.hb ;nop", ""};
  static void op(const std::byte* at) {
    asm volatile("synci 0(%0)\n\tsync\n\t" FENCELINE_HAZARD_BARRIER : : "r"(at) : "$31", "memory");
  }
};

inline constexpr bool kSeesOwnCode = false;
using code_syncs = List<synci_sync_jr_hb>;
using code_written = synci_sync;
using code_for_all = code_written;
using code_arrivals = List<jr_hb>;

}  // namespace fenceline::arch
