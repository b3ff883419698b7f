// POWER: mappings of C++ atomics. Sources: McKenney and Silvera, "Example POWER Implementation for
// C/C++ Memory Model", WG21 N2745, 2008; Batty, Memarian, Owens, Sarkar, Sewell, "Clarifying and
// Compiling C/C++ Concurrency: from C++11 to POWER", POPL 2012; Sewell et al., "C/C++11 mappings to
// processors" (Cambridge). Neither was sound for C++11's seq_cst as it was written; both are for
// the repaired definition that C++20's builds on: Lahav et al., "Repairing Sequential Consistency
// in C/C++11", PLDI 2017; Manerkar et al., "Counterexamples and Proof Loophole for the C/C++ to
// POWER and ARMv7 Trailing-Sync Compiler Mappings", 2016. Code of the two must not be linked
// together: between a store that leaves the sync to the next load and a load that leaves it to the
// store before, there is none.
#pragma once
#include <arch/mapping.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// The barrier that keeps seq_cst accesses apart stands before each: what GCC and LLVM do.
struct leading_sync {
  static constexpr MappingInfo info{"leading_sync", "N2745; Batty et al., POPL 2012; Cambridge mappings"};
  using loads = Loads<ld<u64>, ld_bc_isync<u64>, sync_ld_bc_isync<u64>>;
  using stores = Stores<st<u64>, lwsync_st<u64>, sync_st<u64>>;
  using exchanges =
      Rmws<Use::exchange, larx_stcx_exchange<u64>, larx_stcx_isync_exchange<u64>, lwsync_larx_stcx_exchange<u64>,
           lwsync_larx_stcx_isync_exchange<u64>, sync_larx_stcx_isync_exchange<u64>>;
  using fetch_adds = Rmws<Use::fetch_add, larx_stcx_add<u64>, larx_stcx_isync_add<u64>, lwsync_larx_stcx_add<u64>,
                          lwsync_larx_stcx_isync_add<u64>, sync_larx_stcx_isync_add<u64>>;
  using cas = Rmws<Use::cas, larx_stcx_cas<u64>, larx_stcx_isync_cas<u64>, lwsync_larx_stcx_cas<u64>,
                   lwsync_larx_stcx_isync_cas<u64>, sync_larx_stcx_isync_cas<u64>>;
  using fences = Fences<lwsync, lwsync, lwsync, hwsync>;
};

/// The same with lwsync where bc; isync makes the acquire.
struct leading_sync_lwsync {
  static constexpr MappingInfo info{"leading_sync_lwsync",
                                    "Cambridge mappings, alternative acquire; LLVM's read-modify-writes"};
  using loads = Loads<ld<u64>, ld_lwsync<u64>, sync_ld_lwsync<u64>>;
  using stores = leading_sync::stores;
  using exchanges =
      Rmws<Use::exchange, larx_stcx_exchange<u64>, larx_stcx_lwsync_exchange<u64>, lwsync_larx_stcx_exchange<u64>,
           lwsync_larx_stcx_lwsync_exchange<u64>, sync_larx_stcx_lwsync_exchange<u64>>;
  using fetch_adds = Rmws<Use::fetch_add, larx_stcx_add<u64>, larx_stcx_lwsync_add<u64>, lwsync_larx_stcx_add<u64>,
                          lwsync_larx_stcx_lwsync_add<u64>, sync_larx_stcx_lwsync_add<u64>>;
  using cas = Rmws<Use::cas, larx_stcx_cas<u64>, larx_stcx_lwsync_cas<u64>, lwsync_larx_stcx_cas<u64>,
                   lwsync_larx_stcx_lwsync_cas<u64>, sync_larx_stcx_lwsync_cas<u64>>;
  using fences = leading_sync::fences;
};

/// The barrier stands behind each seq_cst access.
struct trailing_sync {
  static constexpr MappingInfo info{"trailing_sync", "Batty et al., POPL 2012, section 7; Cambridge mappings"};
  using loads = Loads<ld<u64>, ld_bc_isync<u64>, ld_sync<u64>>;
  using stores = Stores<st<u64>, lwsync_st<u64>, lwsync_st_sync<u64>>;
  using exchanges =
      Rmws<Use::exchange, larx_stcx_exchange<u64>, larx_stcx_isync_exchange<u64>, lwsync_larx_stcx_exchange<u64>,
           lwsync_larx_stcx_isync_exchange<u64>, lwsync_larx_stcx_sync_exchange<u64>>;
  using fetch_adds = Rmws<Use::fetch_add, larx_stcx_add<u64>, larx_stcx_isync_add<u64>, lwsync_larx_stcx_add<u64>,
                          lwsync_larx_stcx_isync_add<u64>, lwsync_larx_stcx_sync_add<u64>>;
  using cas = Rmws<Use::cas, larx_stcx_cas<u64>, larx_stcx_isync_cas<u64>, lwsync_larx_stcx_cas<u64>,
                   lwsync_larx_stcx_isync_cas<u64>, lwsync_larx_stcx_sync_cas<u64>>;
  using fences = leading_sync::fences;
};

struct builtin {
  static constexpr MappingInfo info{"builtin", "std::atomic as this compiler makes it"};
  using loads = Loads<builtin_load<u64, std::memory_order_relaxed, "ld ">,
                      builtin_load<u64, std::memory_order_acquire, "ld ;(cmp[wd] |lwsync)">,
                      builtin_load<u64, std::memory_order_seq_cst, "(hw)?sync;ld ;(cmp[wd] |lwsync)">>;
  using stores = Stores<builtin_store<u64, std::memory_order_relaxed, "std ">,
                        builtin_store<u64, std::memory_order_release, "lwsync;std ">,
                        builtin_store<u64, std::memory_order_seq_cst, "(hw)?sync;std ">>;
  template <std::memory_order O>
  using exchange = builtin_exchange<u64, O, "ldarx ;stdcx\\. ">;
  using exchanges = Builtins<Use::exchange, exchange>;
  template <std::memory_order O>
  using fetch_add = builtin_fetch_add<u64, O, "ldarx ;add ;stdcx\\. ">;
  using fetch_adds = Builtins<Use::fetch_add, fetch_add>;
  template <std::memory_order O>
  using compare_exchange = builtin_cas<u64, O, "ldarx ;cmpdi? ;bne;stdcx\\. ">;
  using cas = Builtins<Use::cas, compare_exchange>;
  using fences =
      Fences<builtin_fence<std::memory_order_acquire, "lwsync">, builtin_fence<std::memory_order_release, "lwsync">,
             builtin_fence<std::memory_order_acq_rel, "lwsync">,
             builtin_fence<std::memory_order_seq_cst, "(hw)?sync$">>;
};

using mappings = List<leading_sync, leading_sync_lwsync, trailing_sync, builtin>;

}  // namespace fenceline::arch
