// Arm, 32 bits: how Linux makes its barriers and atomics. Sources: Linux, arch/arm/include/asm/{barrier,cmpxchg}.h, atomic.h at
// 05909cd9a0c8: loops without order, smp_mb() before and behind them; the acquire and release forms by the one or the other
// (include/linux/atomic/atomic-arch-fallback.h). Bits: arch/arm/lib/bitops.h and include/asm-generic/bitops/lock.h of Linux 6.12.
#pragma once
#include <arch/families.h>
#include <arch/fenced.h>
#include <arch/ops.h>

namespace fenceline::arch {

struct linux_dmb {
  static constexpr MappingInfo info{
      "linux", "Linux 05909cd9a0c8, arch/arm/include/asm/{barrier,atomic,cmpxchg}.h, lib/bitops.h"};
  using loads = linux_kernel::Loads<ldr<u32>, ldr_dmb_ish<u32>>;
  using stores = linux_kernel::Stores<str<u32>, dmb_ish_str<u32>, Ahead<str<u32>, dmb_ish, "seq_cst">>;
  using exchanges = linux_kernel::Rmws<Use::exchange, ldrex_strex<u32>, ldrex_strex_dmb_ish<u32>,
                                       dmb_ish_ldrex_strex<u32>, dmb_ish_ldrex_strex_dmb_ish<u32>>;
  using fetch_adds = linux_kernel::Rmws<Use::fetch_add, ldrex_strex_add<u32>, ldrex_strex_dmb_ish_add<u32>,
                                        dmb_ish_ldrex_strex_add<u32>, dmb_ish_ldrex_strex_dmb_ish_add<u32>>;
  using cas = linux_kernel::Rmws<Use::cas, ldrex_strex_cas<u32>, ldrex_strex_dmb_ish_cas<u32>,
                                 dmb_ish_ldrex_strex_cas<u32>, dmb_ish_ldrex_strex_dmb_ish_cas<u32>>;
  using bit_operations =
      linux_kernel::BitsOfWords<ldr<u32>, ldrex_strex_or<u32>, ldrex_strex_and<u32>, dmb_ish_ldrex_strex_and<u32>,
                                ldrex_strex_dmb_ish_or<u32>, dmb_ish_ldrex_strex_dmb_ish_or<u32>,
                                dmb_ish_ldrex_strex_dmb_ish_and<u32>>;
  using fences = linux_kernel::Fences<dmb_ish, dmb_ishst, dmb_ish, dmb_ish, dmb_ish>;
};

using linux_mappings = List<linux_dmb>;

}  // namespace fenceline::arch
