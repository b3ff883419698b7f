// Alpha: mappings of C++ atomics. Sources: GCC's back end; Lea, "The JSR-133 Cookbook for Compiler Writers" (Alpha: wmb between
// stores, mb for everything else). Dependencies order nothing between reads, so that a consume would need its barrier too.
#pragma once
#include <arch/mapping.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// A barrier behind each acquire, before each release, and behind a seq_cst store.
struct mb_trailing {
  static constexpr MappingInfo info{"mb_trailing", "JSR-133 Cookbook, Alpha"};
  using loads = Loads<ld<u64>, ld_mb<u64>, ld_mb<u64>>;
  using stores = Stores<st<u64>, mb_st<u64>, mb_st_mb<u64>>;
  using exchanges = Rmws<Use::exchange, ll_sc<u64>, ll_sc_mb<u64>, mb_ll_sc<u64>, mb_ll_sc_mb<u64>, mb_ll_sc_mb<u64>>;
  using fetch_adds = Rmws<Use::fetch_add, ll_sc_add<u64>, ll_sc_mb_add<u64>, mb_ll_sc_add<u64>, mb_ll_sc_mb_add<u64>,
                          mb_ll_sc_mb_add<u64>>;
  using cas =
      Rmws<Use::cas, ll_sc_cas<u64>, ll_sc_mb_cas<u64>, mb_ll_sc_cas<u64>, mb_ll_sc_mb_cas<u64>, mb_ll_sc_mb_cas<u64>>;
  using fences = Fences<mb, mb, mb, mb>;
};

/// The same with the barrier before the seq_cst load in place of the one behind the store.
struct mb_leading : mb_trailing {
  static constexpr MappingInfo info{"mb_leading", "JSR-133 Cookbook, Alpha, alternative"};
  using loads = Loads<ld<u64>, ld_mb<u64>, mb_ld_mb<u64>>;
  using stores = Stores<st<u64>, mb_st<u64>, mb_st<u64>>;
};

struct builtin {
  static constexpr MappingInfo info{"builtin", "std::atomic as this compiler makes it"};
  template <std::memory_order O>
  using load = builtin_load<u64, O, "ldq ">;
  using loads =
      Loads<load<std::memory_order_relaxed>, load<std::memory_order_acquire>, load<std::memory_order_seq_cst>>;
  template <std::memory_order O>
  using store = builtin_store<u64, O, "stq ">;
  using stores =
      Stores<store<std::memory_order_relaxed>, store<std::memory_order_release>, store<std::memory_order_seq_cst>>;
  template <std::memory_order O>
  using exchange = builtin_exchange<u64, O, "ldq_l ;stq_c ">;
  using exchanges = Builtins<Use::exchange, exchange>;
  template <std::memory_order O>
  using fetch_add = builtin_fetch_add<u64, O, "ldq_l ;stq_c ">;
  using fetch_adds = Builtins<Use::fetch_add, fetch_add>;
  template <std::memory_order O>
  using compare_exchange = builtin_cas<u64, O, "ldq_l ;stq_c ">;
  using cas = Builtins<Use::cas, compare_exchange>;
  using fences =
      Fences<builtin_fence<std::memory_order_acquire, "mb$">, builtin_fence<std::memory_order_release, "mb$">,
             builtin_fence<std::memory_order_acq_rel, "mb$">, builtin_fence<std::memory_order_seq_cst, "mb$">>;
};

using mappings = List<mb_trailing, mb_leading, builtin>;

}  // namespace fenceline::arch
