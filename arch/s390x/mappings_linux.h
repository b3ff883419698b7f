// z/Architecture: how Linux makes its barriers and atomics. Sources: Linux, arch/s390/include/asm/{barrier,cmpxchg}.h, atomic.h at
// 0ea8a56de21b, atomic_ops.h at 254a14200711: with z196's facilities, as all kernels of today are built; all of them and bitops.h as in Linux 6.12.
#pragma once
#include <arch/families.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// Only the full order exists, the others are it. An addition without result is a laa without the bcr, and has no barrier
/// beside it either: smp_mb__before_atomic() and smp_mb__after_atomic() are empty.
struct linux_bcr_14 {
  static constexpr MappingInfo info{
      "linux", "Linux 254a14200711, arch/s390/include/asm/{barrier,atomic,atomic_ops,cmpxchg,bitops}.h"};
  using loads = linux_kernel::Loads<l<u64>, l<u64>>;
  using stores = linux_kernel::Stores<st<u64>, st<u64>, st_bcr_14<u64>>;
  using exchanges = linux_kernel::AnyOrder<Use::exchange, cs_loop<u64>>;
  using fetch_adds = linux_kernel::AnyOrder<Use::fetch_add, laa_bcr_14<u64>>;
  using cas = linux_kernel::AnyOrder<Use::cas, cs<u64>>;
  using bit_operations = linux_kernel::BitsOfWords<l<u64>, lao<u64>, lan<u64>, lan<u64>, lao_bcr_14<u64>,
                                                   lao_bcr_14<u64>, lan_bcr_14<u64>>;
  using fences = linux_kernel::Fences<tso_fence, tso_fence, bcr_14, tso_fence, tso_fence>;
};

using linux_mappings = List<linux_bcr_14>;

}  // namespace fenceline::arch
