// RISC-V: what HotSpot's C2 makes of Java's access modes. Sources: OpenJDK, src/hotspot/share/gc/shared/c2/barrierSetC2.cpp at
// 01997186ecad (which barriers stand around an access), src/hotspot/cpu/riscv/riscv.ad at ec872c8234c4 (MemBarAcquire, MemBarRelease and
// MemBarVolatile, which is StoreLoad alone), macroAssembler_riscv.hpp (which fence that is).
//
// fullFence was MemBarVolatile, as on every CPU, until it became a barrier of its own (MemBarFull): here fence w,r.
#pragma once
#include <arch/families.h>
#include <arch/fenced.h>
#include <arch/ops.h>

namespace fenceline::arch {

struct openjdk_amo {
  static constexpr MappingInfo info{"openjdk",
                                    "OpenJDK ec872c8234c4, hotspot/share/gc/shared/c2/barrierSetC2.cpp, "
                                    "hotspot/cpu/riscv/riscv.ad"};
  template <class Op>
  using acquire = Ahead<Op, fence_r_rw, "acquire">;
  template <class Op>
  using release = Behind<fence_rw_w, Op, "release">;
  template <class Op>
  using both = Fenced<fence_rw_w, Op, fence_r_rw, "seq_cst">;
  using loads = openjdk::Loads<ld<u64>, ld<u64>, ld_fence_r_rw<u64>, ld_fence_r_rw<u64>>;
  using stores =
      openjdk::Stores<sd<u64>, sd<u64>, fence_rw_w_sd<u64>, Fenced<fence_rw_w, sd<u64>, fence_w_r, "seq_cst">>;
  using cas_acquire = acquire<lr_sc_rl_cas<u64>>;
  using cas_release = release<lr_sc_rl_cas<u64>>;
  using exchanges =
      openjdk::Rmws<Use::exchange, ld<u64>, ld_fence_r_rw<u64>, cas_acquire, cas_release, both<amoswap_aqrl<u64>>>;
  using fetch_adds =
      openjdk::Rmws<Use::fetch_add, ld<u64>, ld_fence_r_rw<u64>, cas_acquire, cas_release, both<amoadd_aqrl<u64>>>;
  using cas = openjdk::CompareAndSets<lr_sc_rl_cas<u64>, cas_acquire, cas_release, both<lr_aq_sc_rl_cas<u64>>>;
  using fences = openjdk::Fences<fence_r_rw, fence_w_w, fence_r_rw, fence_rw_w, fence_w_r>;
};

using openjdk_mappings = List<openjdk_amo>;

}  // namespace fenceline::arch
