// MIPS: Linux has restartable sequences here, and none is written yet.
#pragma once
#include <arch/rseq_area.h>

namespace fenceline::arch {

inline constexpr const char* kRseqAbsent = "no restartable sequence is written for MIPS";

inline RseqArea* rseq_area() { return nullptr; }
inline bool add_on_cpu(RseqArea&, uint32_t, uint64_t*, uint64_t) { return false; }
inline Sequence store_on_cpu(RseqArea&, uint32_t, uint64_t*, uint64_t, uint64_t) { return Sequence::moved; }
inline Sequence pop_on_cpu(RseqArea&, uint32_t, ListNode**, ListNode**) { return Sequence::moved; }

}  // namespace fenceline::arch
