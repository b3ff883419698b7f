// z/Architecture: how Go's runtime makes its atomics. Source: Go, src/internal/runtime/atomic/atomic_s390x.s at 44a0f15bd58d, and
// atomic_s390x.go, by which a load and StoreRel are plain; src/cmd/internal/obj/s390x: SYNC is bcr 14,0. In place of Xadd's
// loop the compiler has laa (cmd/compile/internal/ssa/_gen/S390X.rules, AtomicAdd).
#pragma once
#include <arch/families.h>
#include <arch/ops.h>

namespace fenceline::arch {

struct go_bcr_14 {
  static constexpr MappingInfo info{"go", "Go 44a0f15bd58d, internal/runtime/atomic/atomic_s390x.{go,s}"};
  using loads = go::Loads<l<u64>, l<u64>, l<u64>>;
  using stores = go::Stores<st<u64>, st<u64>, st_bcr_14<u64>>;
  using exchanges = go::Only<Use::exchange, cs_loop<u64>>;
  using fetch_adds = go::Only<Use::fetch_add, laa<u64>>;
  using cas = go::CompareAndSwaps<cs<u64>, cs<u64>>;
  using ands = go::Only<Use::bit_and, lan<u64>>;
  using ors = go::Only<Use::bit_or, lao<u64>>;
};

using go_mappings = List<go_bcr_14>;

}  // namespace fenceline::arch
