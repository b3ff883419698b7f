// POWER: how Go's runtime makes its atomics. Source: Go, src/internal/runtime/atomic/atomic_ppc64x.s at 04164e5f5a82, which
// cites McKenney and Silvera, N2745, and leaves out what that has behind an addition, an and and an or.
#pragma once
#include <arch/families.h>
#include <arch/ops.h>

namespace fenceline::arch {

struct go_sync {
  static constexpr MappingInfo info{"go", "Go 04164e5f5a82, internal/runtime/atomic/atomic_ppc64x.s"};
  using loads = go::Loads<ld<u64>, ld_bc_isync<u64>, sync_ld_bc_isync<u64>>;
  using stores = go::Stores<st<u64>, lwsync_st<u64>, sync_st<u64>>;
  using exchanges = go::Only<Use::exchange, lwsync_larx_stcx_isync_exchange<u64>>;
  using fetch_adds = go::Only<Use::fetch_add, lwsync_larx_stcx_add<u64>>;
  using cas = go::CompareAndSwaps<lwsync_larx_stcx_cas<u64>, lwsync_larx_stcx_lwsync_cas<u64>>;
  using ands = go::Only<Use::bit_and, lwsync_larx_stcx_and<u64>>;
  using ors = go::Only<Use::bit_or, lwsync_larx_stcx_or<u64>>;
};

using go_mappings = List<go_sync>;

}  // namespace fenceline::arch
