// AArch64: how Go's runtime makes its atomics. Source: Go, src/internal/runtime/atomic/atomic_arm64.s at 01ece96035a0, which
// asks at run time whether the CPU has FEAT_LSE, unless told of it (GOARM64).
#pragma once
#include <arch/families.h>
#include <arch/ops.h>

namespace fenceline::arch {

struct go_ll_sc {
  static constexpr MappingInfo info{"go", "Go 01ece96035a0, internal/runtime/atomic/atomic_arm64.s"};
  /// LoadAcq is Load, StoreRel is Store, CasRel is Cas.
  using loads = go::Loads<ldr<u64>, ldar<u64>, ldar<u64>>;
  using stores = go::Stores<str<u64>, stlr<u64>, stlr<u64>>;
  using exchanges = go::Only<Use::exchange, ldaxr_stlxr<u64>>;
  using fetch_adds = go::Only<Use::fetch_add, ldaxr_stlxr_add<u64>>;
  using cas = go::CompareAndSwaps<ldaxr_stlxr_cas<u64>, ldaxr_stlxr_cas<u64>>;
  using ands = go::Only<Use::bit_and, ldaxr_stlxr_and<u64>>;
  using ors = go::Only<Use::bit_or, ldaxr_stlxr_or<u64>>;
};

struct go_lse : go_ll_sc {
  static constexpr MappingInfo info{"go_lse", "Go 01ece96035a0, internal/runtime/atomic/atomic_arm64.s, FEAT_LSE"};
  using exchanges = go::Only<Use::exchange, swpal<u64>>;
  using fetch_adds = go::Only<Use::fetch_add, ldaddal<u64>>;
  using cas = go::CompareAndSwaps<casal<u64>, casal<u64>>;
  using ands = go::Only<Use::bit_and, ldclral<u64>>;
  using ors = go::Only<Use::bit_or, ldsetal<u64>>;
};

using go_mappings = List<go_ll_sc, go_lse>;

}  // namespace fenceline::arch
