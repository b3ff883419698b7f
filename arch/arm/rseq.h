// Arm, 32 bits: none. A word of 64 bits is written by two stores, or by one that can itself be cut off.
#pragma once
#include <arch/rseq_area.h>

namespace fenceline::arch {

inline constexpr const char* kRseqAbsent = "32-bit Arm has no store of 64 bits that cannot be cut off";

inline RseqArea* rseq_area() { return nullptr; }
inline bool add_on_cpu(RseqArea&, uint32_t, uint64_t*, uint64_t) { return false; }
inline Sequence store_on_cpu(RseqArea&, uint32_t, uint64_t*, uint64_t, uint64_t) { return Sequence::moved; }
inline Sequence pop_on_cpu(RseqArea&, uint32_t, ListNode**, ListNode**) { return Sequence::moved; }

}  // namespace fenceline::arch
