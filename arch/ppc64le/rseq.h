// POWER: an addition on the CPU that a thread is on, as a restartable sequence.
#pragma once
#include <arch/rseq_area.h>

namespace fenceline::arch {

inline constexpr const char* kRseqAbsent = nullptr;

inline RseqArea* rseq_area() {
  void* thread;
  asm("mr %0, 13" : "=r"(thread));
  return rseq_area_at(thread);
}

/// *cell += n, unless the thread is not on `cpu` or is taken away in between: then false, and nothing was done. area: the
/// calling thread's. Where the description is, is told from where the code is: the compiler does not know of a use of the
/// TOC here.
inline bool add_on_cpu(RseqArea& area, uint32_t cpu, uint64_t* cell, uint64_t n) {
  static_assert(offsetof(RseqArea, cpu_id) == 4 && offsetof(RseqArea, rseq_cs) == 8);
  asm goto volatile(FENCELINE_RSEQ_DESCRIPTION
                    "bcl 20, 31, 5f\n"
                    "5:\n\t"
                    "mflr 11\n\t"
                    "addis 11, 11, (3b - 5b)@ha\n\t"
                    "addi 11, 11, (3b - 5b)@l\n\t"
                    "std 11, 8(%[area])\n"
                    "1:\n\t"
                    "lwz 11, 4(%[area])\n\t"
                    "cmpw 11, %[cpu]\n\t"
                    "bne- %l[moved]\n\t"
                    "ld 11, 0(%[cell])\n\t"
                    "add 11, 11, %[n]\n\t"
                    "std 11, 0(%[cell])\n"
                    "2:\n\t" FENCELINE_RSEQ_CUT_OFF(".long 0x0fe5000b", "b")  // twui r5, 11
                    :
                    : [area] "b"(&area), [cpu] "r"(cpu), [cell] "b"(cell), [n] "r"(n)
                    : "r11", "lr", "cr0", "memory"
                    : moved);
  return true;
moved:
  return false;
}

}  // namespace fenceline::arch
