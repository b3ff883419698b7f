// POWER: how Linux makes its barriers and atomics. Sources: Linux, arch/powerpc/include/asm/barrier.h at 3e7318584dfe;
// atomic.h, cmpxchg.h and synch.h: acquire is isync behind the loop, release lwsync before it, full sync on both sides.
#pragma once
#include <arch/families.h>
#include <arch/fenced.h>
#include <arch/ops.h>

namespace fenceline::arch {

struct linux_sync {
  static constexpr MappingInfo info{"linux", "Linux 3e7318584dfe, arch/powerpc/include/asm/{barrier,atomic,cmpxchg}.h"};
  using loads = linux_kernel::Loads<ld<u64>, ld_lwsync<u64>>;
  using stores = linux_kernel::Stores<st<u64>, lwsync_st<u64>, Ahead<st<u64>, hwsync, "seq_cst">>;
  using exchanges = linux_kernel::Rmws<Use::exchange, larx_stcx_exchange<u64>, larx_stcx_isync_exchange<u64>,
                                       lwsync_larx_stcx_exchange<u64>, sync_larx_stcx_sync_exchange<u64>>;
  using fetch_adds = linux_kernel::Rmws<Use::fetch_add, larx_stcx_add<u64>, larx_stcx_isync_add<u64>,
                                        lwsync_larx_stcx_add<u64>, sync_larx_stcx_sync_add<u64>>;
  using cas = linux_kernel::Rmws<Use::cas, larx_stcx_cas<u64>, larx_stcx_isync_cas<u64>, lwsync_larx_stcx_cas<u64>,
                                 sync_larx_stcx_sync_cas<u64>>;
  using fences = linux_kernel::Fences<lwsync, lwsync, hwsync, hwsync, hwsync>;
};

using linux_mappings = List<linux_sync>;

}  // namespace fenceline::arch
