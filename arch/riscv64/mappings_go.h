// RISC-V: how Go's runtime makes its atomics. Sources: Go, src/internal/runtime/atomic/atomic_riscv64.s at 2468923e4b5d;
// src/cmd/internal/obj/riscv/obj.go, by which LR acquires, SC releases and an AMO does both.
#pragma once
#include <arch/families.h>
#include <arch/ops.h>

namespace fenceline::arch {

struct go_amo {
  static constexpr MappingInfo info{"go", "Go 2468923e4b5d, internal/runtime/atomic/atomic_riscv64.s"};
  /// LoadAcq is Load, StoreRel is Store, CasRel is Cas.
  using loads = go::Loads<ld<u64>, lr_aq<u64>, lr_aq<u64>>;
  using stores = go::Stores<sd<u64>, amoswap_aqrl_zero<u64>, amoswap_aqrl_zero<u64>>;
  using exchanges = go::Only<Use::exchange, amoswap_aqrl<u64>>;
  using fetch_adds = go::Only<Use::fetch_add, amoadd_aqrl<u64>>;
  using cas = go::CompareAndSwaps<lr_aq_sc_rl_cas<u64>, lr_aq_sc_rl_cas<u64>>;
  using ands = go::Only<Use::bit_and, amoand_aqrl_zero<u64>>;
  using ors = go::Only<Use::bit_or, amoor_aqrl_zero<u64>>;
};

using go_mappings = List<go_amo>;

}  // namespace fenceline::arch
