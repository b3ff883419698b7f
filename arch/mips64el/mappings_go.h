// MIPS: how Go's runtime makes its atomics. Source: Go, src/internal/runtime/atomic/atomic_mips64x.s at 04164e5f5a82: SYNC before and
// behind each of them.
#pragma once
#include <arch/families.h>
#include <arch/ops.h>

namespace fenceline::arch {

struct go_sync {
  static constexpr MappingInfo info{"go", "Go 04164e5f5a82, internal/runtime/atomic/atomic_mips64x.s"};
  /// LoadAcq is Load, StoreRel is Store, CasRel is Cas.
  using loads = go::Loads<ld<u64>, sync_ld_sync<u64>, sync_ld_sync<u64>>;
  using stores = go::Stores<st<u64>, sync_st_sync<u64>, sync_st_sync<u64>>;
  using exchanges = go::Only<Use::exchange, sync_ll_sc_sync<u64>>;
  using fetch_adds = go::Only<Use::fetch_add, sync_ll_sc_sync_add<u64>>;
  using cas = go::CompareAndSwaps<sync_ll_sc_sync_cas<u64>, sync_ll_sc_sync_cas<u64>>;
  using ands = go::Only<Use::bit_and, sync_ll_sc_sync_and<u64>>;
  using ors = go::Only<Use::bit_or, sync_ll_sc_sync_or<u64>>;
};

using go_mappings = List<go_sync>;

}  // namespace fenceline::arch
