// Alpha: how Linux makes its barriers and atomics. Source: Linux 6.1, arch/alpha/include/asm/{barrier,rwonce,atomic,cmpxchg}.h;
// what these leave to include/asm-generic/barrier.h and include/linux/atomic/ is made of their barriers. Dependencies order
// nothing between reads here, and the kernel's model has it that they do: each READ_ONCE and each update has the barrier behind
// it that pays for that.
#pragma once
#include <arch/families.h>
#include <arch/fenced.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// An exchange has one form, and so has a compare-and-swap.
struct linux_mb {
  static constexpr MappingInfo info{"linux",
                                    "Linux 6.1, arch/alpha/include/asm/{barrier,rwonce,atomic,cmpxchg}.h"};
  using loads = linux_kernel::Loads<ld_mb<u64>, ld_mb<u64>>;
  using stores = linux_kernel::Stores<st<u64>, mb_st<u64>, Ahead<st<u64>, mb, "seq_cst">>;
  using exchanges = linux_kernel::AnyOrder<Use::exchange, mb_ll_sc_mb<u64>>;
  using fetch_adds = linux_kernel::Rmws<Use::fetch_add, ll_sc_mb_add<u64>, ll_sc_mb_add<u64>, mb_ll_sc_mb_add<u64>,
                                        mb_ll_sc_mb_add<u64>>;
  using cas = linux_kernel::AnyOrder<Use::cas, mb_ll_sc_mb_cas<u64>>;
  using fences = linux_kernel::Fences<mb, wmb, mb, mb, mb>;
};

using linux_mappings = List<linux_mb>;

}  // namespace fenceline::arch
