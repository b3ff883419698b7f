// x86-64: what is done on the CPU that a thread is on, as restartable sequences.
#pragma once
#include <arch/rseq_area.h>

namespace fenceline::arch {

inline constexpr const char* kRseqAbsent = nullptr;

inline RseqArea* rseq_area() {
  void* thread;
  asm("mov %%fs:0, %0" : "=r"(thread));
  return rseq_area_at(thread);
}

/// How each begins: the area says which it is, and then it is looked at whether the thread is on that CPU.
#define FENCELINE_RSEQ_ENTER \
  FENCELINE_RSEQ_DESCRIPTION \
  "lea 3b(%%rip), %%rax\n\t" \
  "mov %%rax, %[cs]\n"       \
  "1:\n\t"                   \
  "cmp %[cpu], %[id]\n\t"    \
  "jne %l[moved]\n\t"
/// And ends. What stands before the place where one that was cut off goes on: ud1 0x53053053(%rip), %edi, which is no
/// instruction.
#define FENCELINE_RSEQ_LEAVE "2:\n\t" FENCELINE_RSEQ_CUT_OFF(".byte 0x0f, 0xb9, 0x3d\n\t.long 0x53053053", "jmp")

/// *cell += n, unless the thread is not on `cpu` or is taken away in between: then false, and nothing was done. area: the
/// calling thread's.
inline bool add_on_cpu(RseqArea& area, uint32_t cpu, uint64_t* cell, uint64_t n) {
  asm goto volatile(FENCELINE_RSEQ_ENTER "add %[n], %[cell]\n" FENCELINE_RSEQ_LEAVE
                    :
                    : [cs] "m"(area.rseq_cs), [id] "m"(area.cpu_id), [cpu] "r"(cpu), [cell] "m"(*cell), [n] "r"(n)
                    : "rax", "cc", "memory"
                    : moved);
  return true;
moved:
  return false;
}

/// *cell = desired where it holds `expected`.
inline Sequence store_on_cpu(RseqArea& area, uint32_t cpu, uint64_t* cell, uint64_t expected, uint64_t desired) {
  asm goto volatile(FENCELINE_RSEQ_ENTER
                    "cmp %[expected], %[cell]\n\t"
                    "jne %l[other]\n\t"
                    "mov %[desired], %[cell]\n" FENCELINE_RSEQ_LEAVE
                    :
                    : [cs] "m"(area.rseq_cs), [id] "m"(area.cpu_id), [cpu] "r"(cpu), [cell] "m"(*cell),
                      [expected] "r"(expected), [desired] "r"(desired)
                    : "rax", "cc", "memory"
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
      "mov %[head], %%rax\n\t"
      "test %%rax, %%rax\n\t"
      "je %l[other]\n\t"
      "mov (%%rax), %%rcx\n\t"
      "mov %%rax, %[popped]\n\t"
      "mov %%rcx, %[head]\n" FENCELINE_RSEQ_LEAVE
      :
      : [cs] "m"(area.rseq_cs), [id] "m"(area.cpu_id), [cpu] "r"(cpu), [head] "m"(*head), [popped] "m"(*popped)
      : "rax", "rcx", "cc", "memory"
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
