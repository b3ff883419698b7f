// x86-64: Restricted Transactional Memory. Source: Intel SDM vol. 1, chapter 16; vol. 2, XBEGIN, XEND, XABORT.
#pragma once
#include <arch/transaction.h>

namespace fenceline::arch {

struct rtm {
  static constexpr Info info{"rtm", "xbegin;xend", "seq_cst", Feature::rtm};

  static __attribute__((always_inline)) inline Began begin() {
    // EAX is left alone where it starts, and says why where it was undone: bit 0 XABORT, 1 may succeed again, 2 conflict,
    // 3 capacity.
    uint32_t status = ~uint32_t{0};
    asm volatile("xbegin 1f\n1:" : "+a"(status) : : "memory");
    if (status == ~uint32_t{0}) return {Attempt::started, true};
    const Attempt why = status & 1   ? Attempt::cancelled
                        : status & 4 ? Attempt::conflict
                        : status & 8 ? Attempt::capacity
                                     : Attempt::other;
    return {why, (status & 2) != 0};
  }
  static __attribute__((always_inline)) inline void commit() { asm volatile("xend" : : : "memory"); }
  static __attribute__((always_inline)) inline void cancel() { asm volatile("xabort $0" : : : "memory"); }
  /// SDM vol. 1, 16.3.8.1: PAUSE (and CPUID, but that is the hypervisor's).
  static __attribute__((always_inline)) inline void not_allowed() { asm volatile("pause" : : : "memory"); }
};

using transactions = List<rtm>;

}  // namespace fenceline::arch
