// POWER: how Linux makes its barriers and atomics. Sources: Linux, arch/powerpc/include/asm/barrier.h at 3e7318584dfe, cmpxchg.h at
// 56c08e6d226c, atomic.h at 0898782247ae, bitops.h at 0cfa80d3c398, synch.h at f26e8817b235: release is lwsync before the loop, full sync on both sides. Acquire is
// written isync behind the loop, which the kernel replaces by lwsync when it starts on a CPU that has it, as all of 64 bits
// do (PPC_ACQUIRE_BARRIER; do_lwsync_fixups() in arch/powerpc/lib/feature-fixups.c).
#pragma once
#include <arch/families.h>
#include <arch/fenced.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// The barrier behind the loop is passed by where the comparison fails: a failing cmpxchg orders nothing.
#define FENCELINE_LINUX_CAS(NAME, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)                                   \
  struct NAME##_on_success_cas {                                                                                     \
    static constexpr Info info{#NAME "_on_success", EMITS_BEFORE "ldarx .*;cmpd ;bne;stdcx\\. ;bne;" EMITS_AFTER,    \
                               ORDER};                                                                               \
    using value_type = u64;                                                                                          \
    static u64 op(u64* at, u64 expected, u64 desired) {                                                              \
      u64 old;                                                                                                       \
      asm volatile(BEFORE "1:\tldarx %0,0,%2\n\tcmpd %0,%3\n\tbne- 2f\n\tstdcx. %4,0,%2\n\tbne- 1b\n\t" AFTER "\n2:" \
                   : "=&r"(old), "+m"(*at)                                                                           \
                   : "r"(at), "r"(expected), "r"(desired)                                                            \
                   : "memory", "cr0");                                                                               \
      return old;                                                                                                    \
    }                                                                                                                \
  };
FENCELINE_LINUX_CAS(larx_stcx_lwsync, "", "lwsync", "", "lwsync", "acquire")
FENCELINE_LINUX_CAS(sync_larx_stcx_sync, "sync\n", "sync", "^(hw)?sync;", "^(hw)?sync", "seq_cst")
#undef FENCELINE_LINUX_CAS

struct linux_sync {
  static constexpr MappingInfo info{"linux",
                                    "Linux 3e7318584dfe, arch/powerpc/include/asm/{barrier,atomic,cmpxchg,bitops}.h"};
  using loads = linux_kernel::Loads<ld<u64>, ld_lwsync<u64>>;
  using stores = linux_kernel::Stores<st<u64>, lwsync_st<u64>, Ahead<st<u64>, hwsync, "seq_cst">>;
  using exchanges = linux_kernel::Rmws<Use::exchange, larx_stcx_exchange<u64>, larx_stcx_lwsync_exchange<u64>,
                                       lwsync_larx_stcx_exchange<u64>, sync_larx_stcx_sync_exchange<u64>>;
  using fetch_adds = linux_kernel::Rmws<Use::fetch_add, larx_stcx_add<u64>, larx_stcx_lwsync_add<u64>,
                                        lwsync_larx_stcx_add<u64>, sync_larx_stcx_sync_add<u64>>;
  using cas = linux_kernel::Rmws<Use::cas, larx_stcx_cas<u64>, larx_stcx_lwsync_on_success_cas,
                                 lwsync_larx_stcx_cas<u64>, sync_larx_stcx_sync_on_success_cas>;
  using bit_operations =
      linux_kernel::Bits<SetBit<larx_stcx_or<u64>>, ClearBit<larx_stcx_and<u64>>, ClearBit<lwsync_larx_stcx_and<u64>>,
                         SetBit<larx_eh_stcx_lwsync_or<u64>>, SetBit<sync_larx_stcx_sync_or<u64>>,
                         ClearBit<sync_larx_stcx_sync_and<u64>>>;
  using fences = linux_kernel::Fences<lwsync, lwsync, hwsync, hwsync, hwsync>;
};

using linux_mappings = List<linux_sync>;

}  // namespace fenceline::arch
