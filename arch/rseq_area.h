// Restartable sequences: a few instructions that the kernel sets back to another place when it takes the CPU away in
// their midst, so that what belongs to a CPU can be changed by plain instructions.
// Linux: include/uapi/linux/rseq.h, kernel/rseq.c. The C library (glibc since 2.35) registers an area for each thread;
// what is written there says which sequence the thread is in.
//
// arch/<isa>/rseq.h has
//   rseq_area()      the calling thread's; null where there is none
//   add_on_cpu(), store_on_cpu(), pop_on_cpu()   the sequences that we need
//   kRseqAbsent      why this ISA has none; null where it has
#pragma once
#include <cstddef>
#include <cstdint>

#if __has_include(<sys/rseq.h>)
#include <sys/rseq.h>
#endif

namespace fenceline::arch {

/// The beginning of the kernel's struct rseq.
struct RseqArea {
  uint32_t cpu_id_start = 0;
  uint32_t cpu_id = 0;   ///< where this thread is now; no CPU's number where the kernel does not say
  uint64_t rseq_cs = 0;  ///< address of the description of the sequence that it may be in
};

/// What became of a sequence. moved: the thread is not on that CPU, or was taken away in between, and nothing was done.
/// other: the cell did not hold what was expected.
enum class Sequence : uint8_t { done, moved, other };

/// What a CPU's list is made of. The list is a cell that holds the address of the first; 0: there is none.
struct ListNode {
  ListNode* next;
};

/// The thread's, by the register that its storage is found by.
inline RseqArea* rseq_area_at([[maybe_unused]] void* thread_pointer) {
#if __has_include(<sys/rseq.h>)
  if (__rseq_size != 0) return reinterpret_cast<RseqArea*>(static_cast<std::byte*>(thread_pointer) + __rseq_offset);
#endif
  return nullptr;
}

/// For asm: the sequence goes from 1: to 2:, and to 4: when it was cut off; 3: is its description (struct rseq_cs:
/// version and flags, beginning, length, where to go). It belongs to the section of the code, and goes where that goes.
#define FENCELINE_RSEQ_DESCRIPTION      \
  ".pushsection __rseq_cs, \"aw?\"\n\t" \
  ".balign 32\n"                        \
  "3:\n\t"                              \
  ".long 0, 0\n\t"                      \
  ".quad 1f, 2f - 1f, 4f\n\t"           \
  ".popsection\n\t"

/// 4: stands behind the function, and before it what the kernel wants to see there: the signature that the C library
/// has registered.
#define FENCELINE_RSEQ_CUT_OFF(signature, jump) \
  ".subsection 1\n\t" signature                 \
  "\n"                                          \
  "4:\n\t" jump                                 \
  " %l[moved]\n\t"                              \
  ".previous"

}  // namespace fenceline::arch
