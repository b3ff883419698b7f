// AArch64: mappings of C++ atomics. Sources: Sewell et al., "C/C++11 mappings to processors"
// (Cambridge), AArch64 and ARMv7 tables; Arm, "C/C++ Atomics Application Binary Interface for the
// Arm 64-bit Architecture" (ABI-AA, 2024); Arm ARM B2.3 on acquire (RCsc), acquirePC and release.
#pragma once
#include <arch/fenced.h>
#include <arch/mapping.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// Every Armv8: load-acquire and store-release, which order among each other, and exclusives.
struct ldar_stlr {
  static constexpr MappingInfo info{"ldar_stlr", "Cambridge mappings, AArch64; Arm atomics ABI"};
  using loads = Loads<ldr<u64>, ldar<u64>, ldar<u64>>;
  using stores = Stores<str<u64>, stlr<u64>, stlr<u64>>;
  using exchanges =
      Rmws<Use::exchange, ldxr_stxr<u64>, ldaxr_stxr<u64>, ldxr_stlxr<u64>, ldaxr_stlxr<u64>, ldaxr_stlxr<u64>>;
  using fetch_adds = Rmws<Use::fetch_add, ldxr_stxr_add<u64>, ldaxr_stxr_add<u64>, ldxr_stlxr_add<u64>,
                          ldaxr_stlxr_add<u64>, ldaxr_stlxr_add<u64>>;
  using cas = Rmws<Use::cas, ldxr_stxr_cas<u64>, ldaxr_stxr_cas<u64>, ldxr_stlxr_cas<u64>, ldaxr_stlxr_cas<u64>,
                   ldaxr_stlxr_cas<u64>>;
  using fences = Fences<dmb_ishld, dmb_ish, dmb_ish, dmb_ish>;
};

/// The same with Armv8.1's single instructions.
struct ldar_stlr_lse : ldar_stlr {
  static constexpr MappingInfo info{"ldar_stlr_lse", "Arm atomics ABI, FEAT_LSE"};
  using exchanges = Rmws<Use::exchange, swp<u64>, swpa<u64>, swpl<u64>, swpal<u64>, swpal<u64>>;
  using fetch_adds = Rmws<Use::fetch_add, ldadd<u64>, ldadda<u64>, ldaddl<u64>, ldaddal<u64>, ldaddal<u64>>;
  using cas = Rmws<Use::cas, lse_cas<u64>, casa<u64>, casl<u64>, casal<u64>, casal<u64>>;
};

/// Acquire that may pass an earlier release: cheaper, and still all that C++'s acquire promises.
struct ldapr_stlr_lse : ldar_stlr_lse {
  static constexpr MappingInfo info{"ldapr_stlr_lse", "Arm atomics ABI, FEAT_LRCPC and FEAT_LSE"};
  using loads = Loads<ldr<u64>, ldapr<u64>, ldar<u64>>;
};

/// Barriers in the way of Armv7, the trailing one at the seq_cst store: HotSpot's volatiles under
/// UseBarriersForVolatile, until 2020. A seq_cst read-modify-write ends with a barrier as Linux'
/// does: the plain loads behind it would pass a stlxr.
struct dmb_trailing {
  static constexpr MappingInfo info{"dmb_trailing", "Cambridge mappings, ARMv7, with A64's dmb"};
  using loads = Loads<ldr<u64>, ldr_dmb_ishld<u64>, ldr_dmb_ishld<u64>>;
  using stores = Stores<str<u64>, dmb_ish_str<u64>, dmb_ish_str_dmb_ish<u64>>;
  using exchanges =
      Rmws<Use::exchange, ldxr_stxr<u64>, ldaxr_stxr<u64>, ldxr_stlxr<u64>, ldaxr_stlxr<u64>, ldxr_stlxr_dmb_ish<u64>>;
  using fetch_adds = Rmws<Use::fetch_add, ldxr_stxr_add<u64>, ldaxr_stxr_add<u64>, ldxr_stlxr_add<u64>,
                          ldaxr_stlxr_add<u64>, ldxr_stlxr_dmb_ish_add<u64>>;
  using cas = Rmws<Use::cas, ldxr_stxr_cas<u64>, ldaxr_stxr_cas<u64>, ldxr_stlxr_cas<u64>, ldaxr_stlxr_cas<u64>,
                   ldxr_stlxr_dmb_ish_cas<u64>>;
  using fences = Fences<dmb_ishld, dmb_ish, dmb_ish, dmb_ish>;
};

/// The same with the barrier before the seq_cst load in place of the one behind the store. So a compare-and-swap has one before it,
/// too: one that fails is a load, and has no stlxr that would wait for an earlier store.
struct dmb_leading : dmb_trailing {
  static constexpr MappingInfo info{"dmb_leading", "Cambridge mappings, ARMv7 alternative, with A64's dmb"};
  using loads = Loads<ldr<u64>, ldr_dmb_ishld<u64>, dmb_ish_ldr_dmb_ishld<u64>>;
  using stores = Stores<str<u64>, dmb_ish_str<u64>, dmb_ish_str<u64>>;
  using cas = Rmws<Use::cas, ldxr_stxr_cas<u64>, ldaxr_stxr_cas<u64>, ldxr_stlxr_cas<u64>, ldaxr_stlxr_cas<u64>,
                   Fenced<dmb_ish, ldxr_stxr_cas<u64>, dmb_ish, "seq_cst">>;
};

/// GCC calls libgcc's outlined functions, which choose at run time, unless told of LSE.
struct builtin {
  static constexpr MappingInfo info{"builtin", "std::atomic as this compiler makes it"};
  using loads = Loads<builtin_load<u64, std::memory_order_relaxed, "ldr ">,
                      builtin_load<u64, std::memory_order_acquire, "ldap?r ">,
                      builtin_load<u64, std::memory_order_seq_cst, "ldar ">>;
  using stores = Stores<builtin_store<u64, std::memory_order_relaxed, "str ">,
                        builtin_store<u64, std::memory_order_release, "stlr ">,
                        builtin_store<u64, std::memory_order_seq_cst, "stlr ">>;
  template <std::memory_order O>
  using exchange = builtin_exchange<u64, O, "(bl .*swp8_|swpa?l? |lda?xr )">;
  using exchanges = Builtins<Use::exchange, exchange>;
  template <std::memory_order O>
  using fetch_add = builtin_fetch_add<u64, O, "(bl .*ldadd8_|ldadda?l? |lda?xr )">;
  using fetch_adds = Builtins<Use::fetch_add, fetch_add>;
  template <std::memory_order O>
  using compare_exchange = builtin_cas<u64, O, "(bl .*cas8_|casa?l? |lda?xr )">;
  using cas = Builtins<Use::cas, compare_exchange>;
  using fences =
      Fences<builtin_fence<std::memory_order_acquire, "dmb ishld">,
             builtin_fence<std::memory_order_release, "dmb ish$">, builtin_fence<std::memory_order_acq_rel, "dmb ish$">,
             builtin_fence<std::memory_order_seq_cst, "dmb ish$">>;
};

using mappings = List<ldar_stlr, ldar_stlr_lse, ldapr_stlr_lse, dmb_trailing, dmb_leading, builtin>;

}  // namespace fenceline::arch
