// RISC-V: how Linux makes its barriers and atomics. Sources: Linux, arch/riscv/include/asm/barrier.h at 1959ba4e40ce, atomic.h at
// 175502747b6c, cmpxchg.h at 3ab7ae8e07f8, bitops.h at 0b119045b79a.
#pragma once
#include <arch/families.h>
#include <arch/fenced.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// The fence behind the loop is passed by where the comparison fails: a failing cmpxchg orders nothing.
#define FENCELINE_LINUX_CAS(NAME, SC, FENCE, EMITS, ORDER)                                                      \
  struct NAME##_on_success_cas {                                                                                \
    static constexpr Info info{#NAME "_on_success", "lr\\.d ;bne ;sc\\.d" SC " ;bnez;" EMITS, ORDER};           \
    using value_type = u64;                                                                                     \
    static u64 op(u64* at, u64 expected, u64 desired) {                                                         \
      u64 old, failed;                                                                                          \
      asm volatile("1:\tlr.d %0, %2\n\tbne %0, %3, 2f\n\tsc.d" SC " %1, %4, %2\n\tbnez %1, 1b\n\t" FENCE "\n2:" \
                   : "=&r"(old), "=&r"(failed), "+A"(*at)                                                       \
                   : "r"(expected), "r"(desired)                                                                \
                   : "memory");                                                                                 \
      return old;                                                                                               \
    }                                                                                                           \
  };
FENCELINE_LINUX_CAS(lr_sc_fence_r_rw, "", "fence r,rw", "fence +r,rw", "acquire")
FENCELINE_LINUX_CAS(lr_sc_rl_fence_rw_rw, ".rl", "fence rw,rw", "fence +rw,rw", "seq_cst")
#undef FENCELINE_LINUX_CAS

/// Fences for acquire and release, annotations for the full order.
struct linux_amo {
  static constexpr MappingInfo info{"linux",
                                    "Linux 3ab7ae8e07f8, arch/riscv/include/asm/{barrier,atomic,cmpxchg,bitops}.h"};
  using loads = linux_kernel::Loads<ld<u64>, ld_fence_r_rw<u64>>;
  using stores = linux_kernel::Stores<sd<u64>, fence_rw_w_sd<u64>, sd_fence_rw_rw<u64>>;
  using exchanges = linux_kernel::Rmws<Use::exchange, amoswap<u64>, Ahead<amoswap<u64>, fence_r_rw, "acquire">,
                                       Behind<fence_rw_w, amoswap<u64>, "release">, amoswap_aqrl<u64>>;
  using fetch_adds = linux_kernel::Rmws<Use::fetch_add, amoadd<u64>, Ahead<amoadd<u64>, fence_r_rw, "acquire">,
                                        Behind<fence_rw_w, amoadd<u64>, "release">, amoadd_aqrl<u64>>;
  using cas = linux_kernel::Rmws<Use::cas, lr_sc_cas<u64>, lr_sc_fence_r_rw_on_success_cas, fence_rw_w_lr_sc_cas<u64>,
                                 lr_sc_rl_fence_rw_rw_on_success_cas>;
  using bit_operations =
      linux_kernel::Bits<SetBit<amoor_zero<u64>>, ClearBit<amoand_zero<u64>>, ClearBit<amoand_rl_zero<u64>>,
                         SetBit<amoor_aq<u64>>, SetBit<amoor_aqrl<u64>>, ClearBit<amoand_aqrl<u64>>>;
  using fences = linux_kernel::Fences<fence_r_r, fence_w_w, fence_rw_rw, fence_rw_rw, fence_rw_rw>;
};

struct linux_zacas : linux_amo {
  static constexpr MappingInfo info{"linux_zacas", "Linux 3ab7ae8e07f8, arch/riscv/include/asm/cmpxchg.h, Zacas"};
  using cas = linux_kernel::Rmws<Use::cas, amocas<u64>, Ahead<amocas<u64>, fence_r_rw, "acquire">,
                                 Behind<fence_rw_w, amocas<u64>, "release">, amocas_aqrl<u64>>;
};

using linux_mappings = List<linux_amo, linux_zacas>;

}  // namespace fenceline::arch
