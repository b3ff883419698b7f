// MIPS: how Linux makes its barriers and atomics. Source: Linux 6.1, arch/mips/include/asm/{barrier,sync,atomic,cmpxchg,bitops}.h: on
// processors that are weakly ordered, also beyond their LL and SC, and need no care for Loongson's errata. Every type of SYNC is
// the one that completes all; Octeon's, which are weaker and lean on that it reads nothing early, are left out.
#pragma once
#include <arch/families.h>
#include <arch/fenced.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// An exchange has one form, and so has a compare-and-swap.
struct linux_sync {
  static constexpr MappingInfo info{"linux", "Linux 6.1, arch/mips/include/asm/{barrier,sync,atomic,cmpxchg,bitops}.h"};
  using loads = linux_kernel::Loads<ld<u64>, ld_sync<u64>>;
  using stores = linux_kernel::Stores<st<u64>, sync_st<u64>, Ahead<st<u64>, sync_all, "seq_cst">>;
  using exchanges = linux_kernel::AnyOrder<Use::exchange, sync_ll_sc_sync<u64>>;
  using fetch_adds = linux_kernel::Rmws<Use::fetch_add, ll_sc_add<u64>, ll_sc_sync_add<u64>, sync_ll_sc_add<u64>,
                                        sync_ll_sc_sync_add<u64>>;
  using cas = linux_kernel::AnyOrder<Use::cas, sync_ll_sc_sync_cas<u64>>;
  using bit_operations = linux_kernel::Bits<SetBit<ll_sc_or<u64>>, ClearBit<ll_sc_and<u64>>,
                                            ClearBit<sync_ll_sc_and<u64>>, SetBit<ll_sc_sync_or<u64>>,
                                            SetBit<sync_ll_sc_sync_or<u64>>, ClearBit<sync_ll_sc_sync_and<u64>>>;
  using fences = linux_kernel::Fences<sync_all, sync_all, sync_all, sync_all, sync_all>;
};

using linux_mappings = List<linux_sync>;

}  // namespace fenceline::arch
