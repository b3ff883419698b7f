// MIPS: mappings of C++ atomics. Sources: GCC's and LLVM's back ends, which take SYNC for every order; MIPS64 Architecture for
// Programmers, volume II-A, SYNC, for the types that only order.
#pragma once
#include <arch/mapping.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// SYNC behind each acquire, before each release, and behind a seq_cst store.
struct sync_trailing {
  static constexpr MappingInfo info{"sync_trailing", "JSR-133 Cookbook's rule for weak CPUs; half of GCC's"};
  using loads = Loads<ld<u64>, ld_sync<u64>, ld_sync<u64>>;
  using stores = Stores<st<u64>, sync_st<u64>, sync_st_sync<u64>>;
  using exchanges =
      Rmws<Use::exchange, ll_sc<u64>, ll_sc_sync<u64>, sync_ll_sc<u64>, sync_ll_sc_sync<u64>, sync_ll_sc_sync<u64>>;
  using fetch_adds = Rmws<Use::fetch_add, ll_sc_add<u64>, ll_sc_sync_add<u64>, sync_ll_sc_add<u64>,
                          sync_ll_sc_sync_add<u64>, sync_ll_sc_sync_add<u64>>;
  using cas = Rmws<Use::cas, ll_sc_cas<u64>, ll_sc_sync_cas<u64>, sync_ll_sc_cas<u64>, sync_ll_sc_sync_cas<u64>,
                   sync_ll_sc_sync_cas<u64>>;
  using fences = Fences<sync_all, sync_all, sync_all, sync_all>;
};

/// SYNC before and behind each seq_cst access.
struct sync_both : sync_trailing {
  static constexpr MappingInfo info{"sync_both", "GCC"};
  using loads = Loads<ld<u64>, ld_sync<u64>, sync_ld_sync<u64>>;
};

/// The types that only order.
struct sync_types {
  static constexpr MappingInfo info{"sync_types", "MIPS64 volume II-A, SYNC: stype 16, 17, 18"};
  using loads = Loads<ld<u64>, ld_sync_acquire<u64>, ld_sync_acquire<u64>>;
  using stores = Stores<st<u64>, sync_release_st<u64>, sync_release_st_sync_mb<u64>>;
  using exchanges = Rmws<Use::exchange, ll_sc<u64>, ll_sc_sync_acquire<u64>, sync_release_ll_sc<u64>,
                         sync_release_ll_sc_sync_acquire<u64>, sync_release_ll_sc_sync_mb<u64>>;
  using fetch_adds = Rmws<Use::fetch_add, ll_sc_add<u64>, ll_sc_sync_acquire_add<u64>, sync_release_ll_sc_add<u64>,
                          sync_release_ll_sc_sync_acquire_add<u64>, sync_release_ll_sc_sync_mb_add<u64>>;
  using cas = Rmws<Use::cas, ll_sc_cas<u64>, ll_sc_sync_acquire_cas<u64>, sync_release_ll_sc_cas<u64>,
                   sync_release_ll_sc_sync_acquire_cas<u64>, sync_release_ll_sc_sync_mb_cas<u64>>;
  using fences = Fences<sync_acquire, sync_release, sync_acquire_release, sync_mb>;
};

struct builtin {
  static constexpr MappingInfo info{"builtin", "std::atomic as this compiler makes it"};
  template <std::memory_order O>
  using load = builtin_load<u64, O, "ld ">;
  using loads =
      Loads<load<std::memory_order_relaxed>, load<std::memory_order_acquire>, load<std::memory_order_seq_cst>>;
  template <std::memory_order O>
  using store = builtin_store<u64, O, "sd ">;
  using stores =
      Stores<store<std::memory_order_relaxed>, store<std::memory_order_release>, store<std::memory_order_seq_cst>>;
  template <std::memory_order O>
  using exchange = builtin_exchange<u64, O, "lld ;scd ">;
  using exchanges = Builtins<Use::exchange, exchange>;
  template <std::memory_order O>
  using fetch_add = builtin_fetch_add<u64, O, "lld ;scd ">;
  using fetch_adds = Builtins<Use::fetch_add, fetch_add>;
  template <std::memory_order O>
  using compare_exchange = builtin_cas<u64, O, "lld ;scd ">;
  using cas = Builtins<Use::cas, compare_exchange>;
  using fences =
      Fences<builtin_fence<std::memory_order_acquire, "sync$">, builtin_fence<std::memory_order_release, "sync$">,
             builtin_fence<std::memory_order_acq_rel, "sync$">, builtin_fence<std::memory_order_seq_cst, "sync$">>;
};

using mappings = List<sync_trailing, sync_both, sync_types, builtin>;

}  // namespace fenceline::arch
