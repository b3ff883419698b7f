// x86-64: mappings of C++ atomics. Sources: Batty, Owens, Sarkar, Sewell, Weber, "Mathematizing C++
// Concurrency", POPL 2011; Sewell et al., "C/C++11 mappings to processors" (Cambridge), which has
// the alternatives; Intel SDM vol. 3A 9.2. TSO orders all but an earlier store with a later load:
// a mapping only has to say where seq_cst pays for that, at the store or at the load.
#pragma once
#include <arch/mapping.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// What GCC and Clang do.
struct store_xchg {
  static constexpr MappingInfo info{"store_xchg", "Cambridge mappings: seq_cst store by LOCK XCHG"};
  using loads = Loads<mov_load<u64>, mov_load<u64>, mov_load<u64>>;
  using stores = Stores<mov_store<u64>, mov_store<u64>, xchg_store<u64>>;
  using exchanges = AnyOrder<Use::exchange, xchg<u64>>;
  using fetch_adds = AnyOrder<Use::fetch_add, lock_xadd<u64>>;
  using cas = AnyOrder<Use::cas, lock_cmpxchg<u64>>;
  using fences = Fences<tso_fence, tso_fence, tso_fence, mfence>;
};

struct store_mfence : store_xchg {
  static constexpr MappingInfo info{"store_mfence", "Cambridge mappings: seq_cst store by MOV, MFENCE"};
  using stores = Stores<mov_store<u64>, mov_store<u64>, mov_mfence<u64>>;
};

struct store_lock_add : store_xchg {
  static constexpr MappingInfo info{"store_lock_add",
                                    "OpenJDK HotSpot, volatile stores: MOV, LOCK ADD of 0 on the stack"};
  using stores = Stores<mov_store<u64>, mov_store<u64>, mov_lock_add_rsp<u64>>;
  using fences = Fences<tso_fence, tso_fence, tso_fence, lock_add_rsp>;
};

/// The loads pay: of use where there are few, and never to be mixed with the others.
struct load_mfence : store_xchg {
  static constexpr MappingInfo info{"load_mfence", "Cambridge mappings: seq_cst load by MFENCE, MOV; store by MOV"};
  using loads = Loads<mov_load<u64>, mov_load<u64>, mfence_mov<u64>>;
  using stores = Stores<mov_store<u64>, mov_store<u64>, mov_store<u64>>;
};

struct load_lock_xadd : load_mfence {
  static constexpr MappingInfo info{"load_lock_xadd",
                                    "Cambridge mappings: seq_cst load by LOCK XADD of 0; store by MOV"};
  using loads = Loads<mov_load<u64>, mov_load<u64>, lock_xadd_zero<u64>>;
};

struct builtin {
  static constexpr MappingInfo info{"builtin", "std::atomic as this compiler makes it"};
  template <std::memory_order O>
  using load = builtin_load<u64, O, "mov[lq]? +">;
  using loads =
      Loads<load<std::memory_order_relaxed>, load<std::memory_order_acquire>, load<std::memory_order_seq_cst>>;
  using stores = Stores<builtin_store<u64, std::memory_order_relaxed, "mov[lq]? +">,
                        builtin_store<u64, std::memory_order_release, "mov[lq]? +">,
                        builtin_store<u64, std::memory_order_seq_cst, "xchg|mfence|lock or">>;
  template <std::memory_order O>
  using exchange = builtin_exchange<u64, O, "xchg">;
  using exchanges = Builtins<Use::exchange, exchange>;
  template <std::memory_order O>
  using fetch_add = builtin_fetch_add<u64, O, "lock xadd">;
  using fetch_adds = Builtins<Use::fetch_add, fetch_add>;
  template <std::memory_order O>
  using compare_exchange = builtin_cas<u64, O, "lock cmpxchg">;
  using cas = Builtins<Use::cas, compare_exchange>;
  using fences =
      Fences<builtin_fence<std::memory_order_acquire, "">, builtin_fence<std::memory_order_release, "">,
             builtin_fence<std::memory_order_acq_rel, "">, builtin_fence<std::memory_order_seq_cst, "mfence|lock or">>;
};

using mappings = List<store_xchg, store_mfence, store_lock_add, load_mfence, load_lock_xadd, builtin>;

}  // namespace fenceline::arch
