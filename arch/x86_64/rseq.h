// x86-64: an addition on the CPU that a thread is on, as a restartable sequence.
#pragma once
#include <arch/rseq_area.h>

namespace fenceline::arch {

inline constexpr const char* kRseqAbsent = nullptr;

inline RseqArea* rseq_area() {
  void* thread;
  asm("mov %%fs:0, %0" : "=r"(thread));
  return rseq_area_at(thread);
}

/// *cell += n, unless the thread is not on `cpu` or is taken away in between: then false, and nothing was done. area: the
/// calling thread's.
inline bool add_on_cpu(RseqArea& area, uint32_t cpu, uint64_t* cell, uint64_t n) {
  asm goto volatile(FENCELINE_RSEQ_DESCRIPTION
                    "lea 3b(%%rip), %%rax\n\t"
                    "mov %%rax, %[cs]\n"
                    "1:\n\t"
                    "cmp %[cpu], %[id]\n\t"
                    "jne %l[moved]\n\t"
                    "add %[n], %[cell]\n"
                    "2:\n\t"
                    // ud1 0x53053053(%rip), %edi: an instruction that is none
                    FENCELINE_RSEQ_CUT_OFF(".byte 0x0f, 0xb9, 0x3d\n\t.long 0x53053053", "jmp")
                    :
                    : [cs] "m"(area.rseq_cs), [id] "m"(area.cpu_id), [cpu] "r"(cpu), [cell] "m"(*cell), [n] "r"(n)
                    : "rax", "cc", "memory"
                    : moved);
  return true;
moved:
  return false;
}

}  // namespace fenceline::arch
