// z/Architecture: an addition on the CPU that a thread is on, as a restartable sequence.
#pragma once
#include <arch/rseq_area.h>

namespace fenceline::arch {

inline constexpr const char* kRseqAbsent = nullptr;

inline RseqArea* rseq_area() {
  void* thread;
  asm("ear %0, %%a0\n\tsllg %0, %0, 32\n\tear %0, %%a1" : "=&d"(thread));
  return rseq_area_at(thread);
}

/// *cell += n, unless the thread is not on `cpu` or is taken away in between: then false, and nothing was done. area: the
/// calling thread's.
inline bool add_on_cpu(RseqArea& area, uint32_t cpu, uint64_t* cell, uint64_t n) {
  asm goto volatile(FENCELINE_RSEQ_DESCRIPTION
                    "larl %%r1, 3b\n\t"
                    "stg %%r1, %[cs]\n"
                    "1:\n\t"
                    "c %[cpu], %[id]\n\t"
                    "jne %l[moved]\n\t"
                    "lg %%r1, %[cell]\n\t"
                    "agr %%r1, %[n]\n\t"
                    "stg %%r1, %[cell]\n"
                    "2:\n\t" FENCELINE_RSEQ_CUT_OFF(".long 0xb2ff0fff", "jg")  // trap4 4095
                    :
                    : [cs] "Q"(area.rseq_cs), [id] "Q"(area.cpu_id), [cpu] "d"(cpu), [cell] "Q"(*cell), [n] "d"(n)
                    : "r1", "cc", "memory"
                    : moved);
  return true;
moved:
  return false;
}

}  // namespace fenceline::arch
