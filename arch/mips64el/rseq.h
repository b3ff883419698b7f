// MIPS: what is done on the CPU that a thread is on, as restartable sequences.
#pragma once
#include <arch/rseq_area.h>

namespace fenceline::arch {

inline constexpr const char* kRseqAbsent = nullptr;

/// Where hardware has no such register the kernel stands in for it, fastest where the result is to be in $3.
inline RseqArea* rseq_area() {
  register void* thread asm("$3");
  asm("rdhwr %0,$29" : "=r"(thread));
  return rseq_area_at(thread);
}

/// How each begins: the area says which it is, and then it is looked at whether the thread is on that CPU. The description
/// is found from here, by a call that goes on: no register is known to hold where the table of addresses is.
#define FENCELINE_RSEQ_ENTER \
  FENCELINE_RSEQ_DESCRIPTION \
  "bal 5f\n\t"               \
  ".word 3b - .\n"           \
  "5:\n\t"                   \
  "lw $12,0($31)\n\t"        \
  "daddu $12,$12,$31\n\t"    \
  "sd $12,%[cs]\n"           \
  "1:\n\t"                   \
  "lw $12,%[id]\n\t"         \
  "bne $12,%[cpu],%l[moved]\n\t"
/// And ends. What stands before the place where one that was cut off goes on: break 0x350
#define FENCELINE_RSEQ_LEAVE "2:\n\t" FENCELINE_RSEQ_CUT_OFF(".word 0x0350000d", "b")

/// *cell += n, unless the thread is not on `cpu` or is taken away in between: then false, and nothing was done. area: the
/// calling thread's.
inline bool add_on_cpu(RseqArea& area, uint32_t cpu, uint64_t* cell, uint64_t n) {
  asm goto volatile(FENCELINE_RSEQ_ENTER
                    "ld $12,%[cell]\n\t"
                    "daddu $12,$12,%[n]\n\t"
                    "sd $12,%[cell]\n" FENCELINE_RSEQ_LEAVE
                    :
                    : [cs] "m"(area.rseq_cs), [id] "m"(area.cpu_id), [cpu] "r"(cpu), [cell] "m"(*cell), [n] "r"(n)
                    : "$12", "$31", "memory"
                    : moved);
  return true;
moved:
  return false;
}

/// *cell = desired where it holds `expected`.
inline Sequence store_on_cpu(RseqArea& area, uint32_t cpu, uint64_t* cell, uint64_t expected, uint64_t desired) {
  asm goto volatile(FENCELINE_RSEQ_ENTER
                    "ld $12,%[cell]\n\t"
                    "bne $12,%[expected],%l[other]\n\t"
                    "sd %[desired],%[cell]\n" FENCELINE_RSEQ_LEAVE
                    :
                    : [cs] "m"(area.rseq_cs), [id] "m"(area.cpu_id), [cpu] "r"(cpu), [cell] "m"(*cell),
                      [expected] "r"(expected), [desired] "r"(desired)
                    : "$12", "$31", "memory"
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
      "ld $12,%[head]\n\t"
      "beqz $12,%l[other]\n\t"
      "ld $13,0($12)\n\t"
      "sd $12,%[popped]\n\t"
      "sd $13,%[head]\n" FENCELINE_RSEQ_LEAVE
      :
      : [cs] "m"(area.rseq_cs), [id] "m"(area.cpu_id), [cpu] "r"(cpu), [head] "m"(*head), [popped] "m"(*popped)
      : "$12", "$13", "$31", "memory"
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
