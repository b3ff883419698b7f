// RISC-V: what is done on the hart that a thread is on, as restartable sequences. Debian 12's C library registers no
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

/// How each begins: the area says which it is, and then it is looked at whether the thread is on that CPU.
#define FENCELINE_RSEQ_ENTER \
  FENCELINE_RSEQ_DESCRIPTION \
  "lla t0, 3b\n\t"           \
  "sd t0, %[cs]\n"           \
  "1:\n\t"                   \
  "lw t0, %[id]\n\t"         \
  "subw t0, t0, %[cpu]\n\t"  \
  "bnez t0, %l[moved]\n\t"
/// And ends. What stands before the place where one that was cut off goes on: csrr zero, mhartid
#define FENCELINE_RSEQ_LEAVE "2:\n\t" FENCELINE_RSEQ_CUT_OFF(".balign 4\n\t.long 0xf1401073", "j")

/// *cell += n, unless the thread is not on `cpu` or is taken away in between: then false, and nothing was done. area: the
/// calling thread's.
inline bool add_on_cpu(RseqArea& area, uint32_t cpu, uint64_t* cell, uint64_t n) {
  asm goto volatile(FENCELINE_RSEQ_ENTER
                    "ld t0, %[cell]\n\t"
                    "add t0, t0, %[n]\n\t"
                    "sd t0, %[cell]\n" FENCELINE_RSEQ_LEAVE
                    :
                    : [cs] "m"(area.rseq_cs), [id] "m"(area.cpu_id), [cpu] "r"(cpu), [cell] "m"(*cell), [n] "r"(n)
                    : "t0", "memory"
                    : moved);
  return true;
moved:
  return false;
}

/// *cell = desired where it holds `expected`.
inline Sequence store_on_cpu(RseqArea& area, uint32_t cpu, uint64_t* cell, uint64_t expected, uint64_t desired) {
  asm goto volatile(FENCELINE_RSEQ_ENTER
                    "ld t0, %[cell]\n\t"
                    "bne t0, %[expected], %l[other]\n\t"
                    "sd %[desired], %[cell]\n" FENCELINE_RSEQ_LEAVE
                    :
                    : [cs] "m"(area.rseq_cs), [id] "m"(area.cpu_id), [cpu] "r"(cpu), [cell] "m"(*cell),
                      [expected] "r"(expected), [desired] "r"(desired)
                    : "t0", "memory"
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
      "ld t0, %[head]\n\t"
      "beqz t0, %l[other]\n\t"
      "ld t1, 0(t0)\n\t"
      "sd t0, %[popped]\n\t"
      "sd t1, %[head]\n" FENCELINE_RSEQ_LEAVE
      :
      : [cs] "m"(area.rseq_cs), [id] "m"(area.cpu_id), [cpu] "r"(cpu), [head] "m"(*head), [popped] "m"(*popped)
      : "t0", "t1", "memory"
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
