// POWER: what is done on the CPU that a thread is on, as restartable sequences.
#pragma once
#include <arch/rseq_area.h>

namespace fenceline::arch {

inline constexpr const char* kRseqAbsent = nullptr;

inline RseqArea* rseq_area() {
  void* thread;
  asm("mr %0, 13" : "=r"(thread));
  return rseq_area_at(thread);
}

/// How each begins: the area says which it is, and then it is looked at whether the thread is on that CPU.
#define FENCELINE_RSEQ_ENTER       \
  FENCELINE_RSEQ_DESCRIPTION       \
  "bcl 20, 31, 5f\n"               \
  "5:\n\t"                         \
  "mflr 11\n\t"                    \
  "addis 11, 11, (3b - 5b)@ha\n\t" \
  "addi 11, 11, (3b - 5b)@l\n\t"   \
  "std 11, 8(%[area])\n"           \
  "1:\n\t"                         \
  "lwz 11, 4(%[area])\n\t"         \
  "cmpw 11, %[cpu]\n\t"            \
  "bne- %l[moved]\n\t"
/// And ends. What stands before the place where one that was cut off goes on: twui r5, 11
#define FENCELINE_RSEQ_LEAVE "2:\n\t" FENCELINE_RSEQ_CUT_OFF(".long 0x0fe5000b", "b")

/// *cell += n, unless the thread is not on `cpu` or is taken away in between: then false, and nothing was done. area: the
/// calling thread's. Where the description is, is told from where the code is: the compiler does not know of a use of the
/// TOC here.
inline bool add_on_cpu(RseqArea& area, uint32_t cpu, uint64_t* cell, uint64_t n) {
  static_assert(offsetof(RseqArea, cpu_id) == 4 && offsetof(RseqArea, rseq_cs) == 8);
  asm goto volatile(FENCELINE_RSEQ_ENTER
                    "ld 11, 0(%[cell])\n\t"
                    "add 11, 11, %[n]\n\t"
                    "std 11, 0(%[cell])\n" FENCELINE_RSEQ_LEAVE
                    :
                    : [area] "b"(&area), [cpu] "r"(cpu), [cell] "b"(cell), [n] "r"(n)
                    : "r11", "lr", "cr0", "memory"
                    : moved);
  return true;
moved:
  return false;
}

/// *cell = desired where it holds `expected`.
inline Sequence store_on_cpu(RseqArea& area, uint32_t cpu, uint64_t* cell, uint64_t expected, uint64_t desired) {
  asm goto volatile(
      FENCELINE_RSEQ_ENTER
      "ld 11, 0(%[cell])\n\t"
      "cmpd 11, %[expected]\n\t"
      "bne- %l[other]\n\t"
      "std %[desired], 0(%[cell])\n" FENCELINE_RSEQ_LEAVE
      :
      : [area] "b"(&area), [cpu] "r"(cpu), [cell] "b"(cell), [expected] "r"(expected), [desired] "r"(desired)
      : "r11", "lr", "cr0", "memory"
      : moved, other);
  return Sequence::done;
moved:
  return Sequence::moved;
other:
  return Sequence::other;
}

/// Takes the first node of the list at `head` into *popped. That nobody else comes between the first's look at the next
/// and the store is the sequence's doing: no tag is needed.
inline Sequence pop_on_cpu(RseqArea& area, uint32_t cpu, ListNode** head, ListNode** popped) {
  asm goto volatile(FENCELINE_RSEQ_ENTER
                    "ld 11, 0(%[head])\n\t"
                    "cmpdi 11, 0\n\t"
                    "beq- %l[other]\n\t"
                    "ld 12, 0(11)\n\t"
                    "std 11, 0(%[popped])\n\t"
                    "std 12, 0(%[head])\n" FENCELINE_RSEQ_LEAVE
                    :
                    : [area] "b"(&area), [cpu] "r"(cpu), [head] "b"(head), [popped] "b"(popped)
                    : "r11", "r12", "lr", "cr0", "memory"
                    : moved, other);
  return Sequence::done;
moved:
  return Sequence::moved;
other:
  return Sequence::other;
}

#undef FENCELINE_RSEQ_ENTER
#undef FENCELINE_RSEQ_LEAVE

}  // namespace fenceline::arch
