// AArch64: an addition on the CPU that a thread is on, as a restartable sequence.
#pragma once
#include <arch/rseq_area.h>

namespace fenceline::arch {

inline constexpr const char* kRseqAbsent = nullptr;

inline RseqArea* rseq_area() {
  void* thread;
  asm("mrs %0, tpidr_el0" : "=r"(thread));
  return rseq_area_at(thread);
}

/// *cell += n, unless the thread is not on `cpu` or is taken away in between: then false, and nothing was done. area: the
/// calling thread's.
inline bool add_on_cpu(RseqArea& area, uint32_t cpu, uint64_t* cell, uint64_t n) {
  asm goto volatile(FENCELINE_RSEQ_DESCRIPTION
                    "adrp x16, 3b\n\t"
                    "add x16, x16, :lo12:3b\n\t"
                    "str x16, %[cs]\n"
                    "1:\n\t"
                    "ldr w16, %[id]\n\t"
                    "cmp w16, %w[cpu]\n\t"
                    "b.ne %l[moved]\n\t"
                    "ldr x16, %[cell]\n\t"
                    "add x16, x16, %[n]\n\t"
                    "str x16, %[cell]\n"
                    "2:\n\t" FENCELINE_RSEQ_CUT_OFF(".inst 0xd428bc00", "b")  // brk #0x45e0
                    :
                    : [cs] "m"(area.rseq_cs), [id] "m"(area.cpu_id), [cpu] "r"(cpu), [cell] "m"(*cell), [n] "r"(n)
                    : "x16", "cc", "memory"
                    : moved);
  return true;
moved:
  return false;
}

}  // namespace fenceline::arch
