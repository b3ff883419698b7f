// x86-64: how Go's runtime makes its atomics. Source: Go, src/internal/runtime/atomic/atomic_amd64.{go,s} at 01ece96035a0.
#pragma once
#include <arch/families.h>
#include <arch/ops.h>

namespace fenceline::arch {

struct go_xchg {
  static constexpr MappingInfo info{"go", "Go 01ece96035a0, internal/runtime/atomic/atomic_amd64.{go,s}"};
  using loads = go::Loads<mov_load<u64>, mov_load<u64>, mov_load<u64>>;
  /// StoreRel is Store.
  using stores = go::Stores<mov_store<u64>, xchg_store<u64>, xchg_store<u64>>;
  using exchanges = go::Only<Use::exchange, xchg<u64>>;
  using fetch_adds = go::Only<Use::fetch_add, lock_xadd<u64>>;
  using cas = go::CompareAndSwaps<lock_cmpxchg<u64>, lock_cmpxchg<u64>>;
  using ands = go::Only<Use::bit_and, lock_and<u64>>;
  using ors = go::Only<Use::bit_or, lock_or<u64>>;
};

using go_mappings = List<go_xchg>;

}  // namespace fenceline::arch
