// SPARC V9: mappings of C++ atomics. Sources: GCC's and LLVM's back ends; Lea, "The JSR-133
// Cookbook for Compiler Writers" (a StoreLoad barrier behind each volatile store, the others being
// no-ops under TSO); The SPARC Architecture Manual, Version 9, appendix J (barriers under RMO).
#pragma once
#include <arch/mapping.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// TSO, the barrier behind the seq_cst store.
struct tso_trailing {
  static constexpr MappingInfo info{"tso_trailing", "JSR-133 Cookbook, sparc-TSO"};
  using loads = Loads<ld<u64>, ld<u64>, ld<u64>>;
  using stores = Stores<st<u64>, st<u64>, st_membar_sl<u64>>;
  using exchanges = AnyOrder<Use::exchange, cas_loop<u64>>;
  using fetch_adds = AnyOrder<Use::fetch_add, cas_loop_add<u64>>;
  using cas = AnyOrder<Use::cas, cas_plain<u64>>;
  /// The one order that TSO does not keep by itself.
  using full = Given<membar_sl, "tso_membar_sl", "rw,rw", Feature::none>;
  using fences = Fences<tso_fence, tso_fence, tso_fence, full>;
};

/// TSO, the barrier before the seq_cst load.
struct tso_leading : tso_trailing {
  static constexpr MappingInfo info{"tso_leading", "JSR-133 Cookbook, alternative; half of GCC's"};
  using loads = Loads<ld<u64>, ld<u64>, membar_sl_ld<u64>>;
  using stores = Stores<st<u64>, st<u64>, st<u64>>;
};

/// For a CPU under RMO: what orders stands there in full.
struct rmo {
  static constexpr MappingInfo info{"rmo", "SPARC V9 manual, appendix J"};
  using loads = Loads<ld<u64>, ld_membar_ll_ls<u64>, ld_membar_ll_ls<u64>>;
  using stores = Stores<st<u64>, membar_ls_ss_st<u64>, membar_ls_ss_st_membar_sl<u64>>;
  using exchanges = Rmws<Use::exchange, cas_loop<u64>, cas_loop_membar_ll_ls<u64>, membar_ls_ss_cas_loop<u64>,
                         membar_ls_ss_cas_loop_membar_ll_ls<u64>, membar_ls_ss_cas_loop_membar_all<u64>>;
  using fetch_adds =
      Rmws<Use::fetch_add, cas_loop_add<u64>, cas_loop_add_membar_ll_ls<u64>, membar_ls_ss_cas_loop_add<u64>,
           membar_ls_ss_cas_loop_add_membar_ll_ls<u64>, membar_ls_ss_cas_loop_add_membar_all<u64>>;
  using cas = Rmws<Use::cas, cas_plain<u64>, cas_membar_ll_ls<u64>, membar_ls_ss_cas<u64>,
                   membar_ls_ss_cas_membar_ll_ls<u64>, membar_ls_ss_cas_membar_all<u64>>;
  using fences = Fences<membar_ll_ls, membar_ls_ss, membar_ll_ls_ss, membar_all>;
};

/// GCC's membars are for TSO, and before the seq_cst load as well as behind the store; Clang sets
/// all four bits before and after.
struct builtin {
  static constexpr MappingInfo info{"builtin", "std::atomic as this compiler makes it"};
  template <std::memory_order O>
  using load = builtin_load<u64, O, "ldx ">;
  using loads =
      Loads<load<std::memory_order_relaxed>, load<std::memory_order_acquire>, load<std::memory_order_seq_cst>>;
  using stores = Stores<builtin_store<u64, std::memory_order_relaxed, "stx ">,
                        builtin_store<u64, std::memory_order_release, "stx ">,
                        builtin_store<u64, std::memory_order_seq_cst, "stx ;membar">>;
  template <std::memory_order O>
  using exchange = builtin_exchange<u64, O, "casx ">;
  using exchanges = Builtins<Use::exchange, exchange>;
  template <std::memory_order O>
  using fetch_add = builtin_fetch_add<u64, O, "casx ">;
  using fetch_adds = Builtins<Use::fetch_add, fetch_add>;
  template <std::memory_order O>
  using compare_exchange = builtin_cas<u64, O, "casx ">;
  using cas = Builtins<Use::cas, compare_exchange>;
  using fences = Fences<builtin_fence<std::memory_order_acquire, "membar .*#StoreLoad">,
                        builtin_fence<std::memory_order_release, "membar .*#StoreLoad">,
                        builtin_fence<std::memory_order_acq_rel, "membar .*#StoreLoad">,
                        builtin_fence<std::memory_order_seq_cst, "membar .*#StoreLoad">>;
};

using mappings = List<tso_trailing, tso_leading, rmo, builtin>;

}  // namespace fenceline::arch
