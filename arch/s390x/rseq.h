// z/Architecture: what is done on the CPU that a thread is on, as restartable sequences.
#pragma once
#include <arch/rseq_area.h>

namespace fenceline::arch {

inline constexpr const char* kRseqAbsent = nullptr;

inline RseqArea* rseq_area() {
  void* thread;
  asm("ear %0, %%a0\n\tsllg %0, %0, 32\n\tear %0, %%a1" : "=&d"(thread));
  return rseq_area_at(thread);
}

/// How each begins: the area says which it is, and then it is looked at whether the thread is on that CPU.
#define FENCELINE_RSEQ_ENTER \
  FENCELINE_RSEQ_DESCRIPTION \
  "larl %%r1, 3b\n\t"        \
  "stg %%r1, %[cs]\n"        \
  "1:\n\t"                   \
  "c %[cpu], %[id]\n\t"      \
  "jne %l[moved]\n\t"
/// And ends. What stands before the place where one that was cut off goes on: trap4 4095
#define FENCELINE_RSEQ_LEAVE "2:\n\t" FENCELINE_RSEQ_CUT_OFF(".long 0xb2ff0fff", "jg")

/// *cell += n, unless the thread is not on `cpu` or is taken away in between: then false, and nothing was done. area: the
/// calling thread's.
inline bool add_on_cpu(RseqArea& area, uint32_t cpu, uint64_t* cell, uint64_t n) {
  asm goto volatile(FENCELINE_RSEQ_ENTER
                    "lg %%r1, %[cell]\n\t"
                    "agr %%r1, %[n]\n\t"
                    "stg %%r1, %[cell]\n" FENCELINE_RSEQ_LEAVE
                    :
                    : [cs] "Q"(area.rseq_cs), [id] "Q"(area.cpu_id), [cpu] "d"(cpu), [cell] "Q"(*cell), [n] "d"(n)
                    : "r1", "cc", "memory"
                    : moved);
  return true;
moved:
  return false;
}

/// *cell = desired where it holds `expected`.
inline Sequence store_on_cpu(RseqArea& area, uint32_t cpu, uint64_t* cell, uint64_t expected, uint64_t desired) {
  asm goto volatile(FENCELINE_RSEQ_ENTER
                    "cg %[expected], %[cell]\n\t"
                    "jne %l[other]\n\t"
                    "stg %[desired], %[cell]\n" FENCELINE_RSEQ_LEAVE
                    :
                    : [cs] "Q"(area.rseq_cs), [id] "Q"(area.cpu_id), [cpu] "d"(cpu), [cell] "Q"(*cell),
                      [expected] "d"(expected), [desired] "d"(desired)
                    : "r1", "cc", "memory"
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
  asm goto volatile(
      FENCELINE_RSEQ_ENTER
      "lg %%r1, %[head]\n\t"
      "ltgr %%r1, %%r1\n\t"
      "je %l[other]\n\t"
      "lg %%r0, 0(%%r1)\n\t"
      "stg %%r1, %[popped]\n\t"
      "stg %%r0, %[head]\n" FENCELINE_RSEQ_LEAVE
      :
      : [cs] "Q"(area.rseq_cs), [id] "Q"(area.cpu_id), [cpu] "d"(cpu), [head] "Q"(*head), [popped] "Q"(*popped)
      : "r0", "r1", "cc", "memory"
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
