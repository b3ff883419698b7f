// RISC-V: how Linux makes its barriers and atomics. Sources: Linux, arch/riscv/include/asm/barrier.h, atomic.h at bd0ab5efe8ec,
// cmpxchg.h at 3ab7ae8e07f8.
#pragma once
#include <arch/families.h>
#include <arch/fenced.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// Fences for acquire and release, annotations for the full order.
struct linux_amo {
  static constexpr MappingInfo info{"linux", "Linux 3ab7ae8e07f8, arch/riscv/include/asm/{barrier,atomic,cmpxchg}.h"};
  using loads = linux_kernel::Loads<ld<u64>, ld_fence_r_rw<u64>>;
  using stores = linux_kernel::Stores<sd<u64>, fence_rw_w_sd<u64>, sd_fence_rw_rw<u64>>;
  using exchanges = linux_kernel::Rmws<Use::exchange, amoswap<u64>, Ahead<amoswap<u64>, fence_r_rw, "acquire">,
                                       Behind<fence_rw_w, amoswap<u64>, "release">, amoswap_aqrl<u64>>;
  using fetch_adds = linux_kernel::Rmws<Use::fetch_add, amoadd<u64>, Ahead<amoadd<u64>, fence_r_rw, "acquire">,
                                        Behind<fence_rw_w, amoadd<u64>, "release">, amoadd_aqrl<u64>>;
  using cas = linux_kernel::Rmws<Use::cas, lr_sc_cas<u64>, lr_sc_fence_r_rw_cas<u64>, fence_rw_w_lr_sc_cas<u64>,
                                 lr_sc_rl_fence_rw_rw_cas<u64>>;
  using fences = linux_kernel::Fences<fence_r_r, fence_w_w, fence_rw_rw, fence_rw_rw, fence_rw_rw>;
};

struct linux_zacas : linux_amo {
  static constexpr MappingInfo info{"linux_zacas", "Linux 3ab7ae8e07f8, arch/riscv/include/asm/cmpxchg.h, Zacas"};
  using cas = linux_kernel::Rmws<Use::cas, amocas<u64>, Ahead<amocas<u64>, fence_r_rw, "acquire">,
                                 Behind<fence_rw_w, amocas<u64>, "release">, amocas_aqrl<u64>>;
};

using linux_mappings = List<linux_amo, linux_zacas>;

}  // namespace fenceline::arch
