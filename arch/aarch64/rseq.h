// AArch64: what is done on the CPU that a thread is on, as restartable sequences.
#pragma once
#include <arch/rseq_area.h>

namespace fenceline::arch {

inline constexpr const char* kRseqAbsent = nullptr;

inline RseqArea* rseq_area() {
  void* thread;
  asm("mrs %0, tpidr_el0" : "=r"(thread));
  return rseq_area_at(thread);
}

/// How each begins: the area says which it is, and then it is looked at whether the thread is on that CPU.
#define FENCELINE_RSEQ_ENTER   \
  FENCELINE_RSEQ_DESCRIPTION   \
  "adrp x16, 3b\n\t"           \
  "add x16, x16, :lo12:3b\n\t" \
  "str x16, %[cs]\n"           \
  "1:\n\t"                     \
  "ldr w16, %[id]\n\t"         \
  "cmp w16, %w[cpu]\n\t"       \
  "b.ne %l[moved]\n\t"
/// And ends. What stands before the place where one that was cut off goes on: brk #0x45e0
#define FENCELINE_RSEQ_LEAVE "2:\n\t" FENCELINE_RSEQ_CUT_OFF(".inst 0xd428bc00", "b")

/// *cell += n, unless the thread is not on `cpu` or is taken away in between: then false, and nothing was done. area: the
/// calling thread's.
inline bool add_on_cpu(RseqArea& area, uint32_t cpu, uint64_t* cell, uint64_t n) {
  asm goto volatile(FENCELINE_RSEQ_ENTER
                    "ldr x16, %[cell]\n\t"
                    "add x16, x16, %[n]\n\t"
                    "str x16, %[cell]\n" FENCELINE_RSEQ_LEAVE
                    :
                    : [cs] "m"(area.rseq_cs), [id] "m"(area.cpu_id), [cpu] "r"(cpu), [cell] "m"(*cell), [n] "r"(n)
                    : "x16", "cc", "memory"
                    : moved);
  return true;
moved:
  return false;
}

/// *cell = desired where it holds `expected`.
inline Sequence store_on_cpu(RseqArea& area, uint32_t cpu, uint64_t* cell, uint64_t expected, uint64_t desired) {
  asm goto volatile(FENCELINE_RSEQ_ENTER
                    "ldr x16, %[cell]\n\t"
                    "cmp x16, %[expected]\n\t"
                    "b.ne %l[other]\n\t"
                    "str %[desired], %[cell]\n" FENCELINE_RSEQ_LEAVE
                    :
                    : [cs] "m"(area.rseq_cs), [id] "m"(area.cpu_id), [cpu] "r"(cpu), [cell] "m"(*cell),
                      [expected] "r"(expected), [desired] "r"(desired)
                    : "x16", "cc", "memory"
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
      "ldr x16, %[head]\n\t"
      "cbz x16, %l[other]\n\t"
      "ldr x17, [x16]\n\t"
      "str x16, %[popped]\n\t"
      "str x17, %[head]\n" FENCELINE_RSEQ_LEAVE
      :
      : [cs] "m"(area.rseq_cs), [id] "m"(area.cpu_id), [cpu] "r"(cpu), [head] "m"(*head), [popped] "m"(*popped)
      : "x16", "x17", "cc", "memory"
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
