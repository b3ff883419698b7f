// x86-64: how Linux makes its barriers and atomics. Source: Linux, arch/x86/include/asm/barrier.h at a23e19669324, atomic.h,
// cmpxchg.h and bitops.h as in Linux 6.12. An update is locked and orders all, so that no order of it costs less, nor has a barrier beside it anything to do.
#pragma once
#include <arch/families.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// The bit that was found is in the carry flag.
#define FENCELINE_LINUX_BIT(NAME)                                                                           \
  struct linux_##NAME {                                                                                     \
    static constexpr Info info{"lock_" #NAME, "lock " #NAME "q +\\$0x0,;(setb|sbb|adc|jn?[bc]|cmovn?[bc])", \
                               "seq_cst"};                                                                  \
    using value_type = u64;                                                                                 \
    static u64 op(u64* at) {                                                                                \
      bool was;                                                                                             \
      asm volatile("lock " #NAME "q $0, %0" : "+m"(*at), "=@ccc"(was) : : "memory");                        \
      return was;                                                                                           \
    }                                                                                                       \
  };
FENCELINE_LINUX_BIT(bts)
FENCELINE_LINUX_BIT(btr)
#undef FENCELINE_LINUX_BIT

struct linux_lock {
  static constexpr MappingInfo info{"linux",
                                    "Linux a23e19669324, arch/x86/include/asm/{barrier,atomic,cmpxchg,bitops}.h"};
  using loads = linux_kernel::Loads<mov_load<u64>, mov_load<u64>>;
  using stores = linux_kernel::Stores<mov_store<u64>, mov_store<u64>, xchg_store<u64>>;
  using exchanges = linux_kernel::AnyOrder<Use::exchange, xchg<u64>>;
  using fetch_adds = linux_kernel::AnyOrder<Use::fetch_add, lock_xadd<u64>>;
  using cas = linux_kernel::AnyOrder<Use::cas, lock_cmpxchg<u64>>;
  using bit_operations = linux_kernel::Bits<SetBit<lock_or<u8>>, ClearBit<lock_and<u8>>, ClearBit<lock_and<u8>>,
                                            linux_bts, linux_bts, linux_btr>;
  using fences = linux_kernel::Fences<tso_fence, tso_fence, lock_add_below_rsp, tso_fence, tso_fence>;
};

using linux_mappings = List<linux_lock>;

}  // namespace fenceline::arch
