// RISC-V: an addition on the hart that a thread is on, as a restartable sequence. Debian 12's C library registers no
// area here; a later one does.
#pragma once
#include <arch/rseq_area.h>

namespace fenceline::arch {

inline constexpr const char* kRseqAbsent = nullptr;

inline RseqArea* rseq_area() {
  void* thread;
  asm("mv %0, tp" : "=r"(thread));
  return rseq_area_at(thread);
}

/// *cell += n, unless the thread is not on `cpu` or is taken away in between: then false, and nothing was done. area: the
/// calling thread's.
inline bool add_on_cpu(RseqArea& area, uint32_t cpu, uint64_t* cell, uint64_t n) {
  asm goto volatile(FENCELINE_RSEQ_DESCRIPTION
                    "lla t0, 3b\n\t"
                    "sd t0, %[cs]\n"
                    "1:\n\t"
                    "lw t0, %[id]\n\t"
                    "subw t0, t0, %[cpu]\n\t"
                    "bnez t0, %l[moved]\n\t"
                    "ld t0, %[cell]\n\t"
                    "add t0, t0, %[n]\n\t"
                    "sd t0, %[cell]\n"
                    "2:\n\t" FENCELINE_RSEQ_CUT_OFF(".balign 4\n\t.long 0xf1401073", "j")  // csrr zero, mhartid
                    :
                    : [cs] "m"(area.rseq_cs), [id] "m"(area.cpu_id), [cpu] "r"(cpu), [cell] "m"(*cell), [n] "r"(n)
                    : "t0", "memory"
                    : moved);
  return true;
moved:
  return false;
}

}  // namespace fenceline::arch
