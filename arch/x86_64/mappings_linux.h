// x86-64: how Linux makes its barriers and atomics. Source: Linux, arch/x86/include/asm/barrier.h at a23e19669324, atomic.h,
// cmpxchg.h. An update is locked and orders all, so that no order of it costs less, nor has a barrier beside it anything to do.
#pragma once
#include <arch/families.h>
#include <arch/ops.h>

namespace fenceline::arch {

struct linux_lock {
  static constexpr MappingInfo info{"linux", "Linux a23e19669324, arch/x86/include/asm/{barrier,atomic,cmpxchg}.h"};
  using loads = linux_kernel::Loads<mov_load<u64>, mov_load<u64>>;
  using stores = linux_kernel::Stores<mov_store<u64>, mov_store<u64>, xchg_store<u64>>;
  using exchanges = linux_kernel::AnyOrder<Use::exchange, xchg<u64>>;
  using fetch_adds = linux_kernel::AnyOrder<Use::fetch_add, lock_xadd<u64>>;
  using cas = linux_kernel::AnyOrder<Use::cas, lock_cmpxchg<u64>>;
  using fences = linux_kernel::Fences<tso_fence, tso_fence, lock_add_below_rsp, tso_fence, tso_fence>;
};

using linux_mappings = List<linux_lock>;

}  // namespace fenceline::arch
