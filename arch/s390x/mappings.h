// z/Architecture: mappings of C++ atomics. Sources: GCC's and LLVM's back ends (s390, SystemZ),
// which agree; z/Architecture Principles of Operation, "CPU Serialization". The order of storage
// accesses is that of TSO, so that only a seq_cst store pays, by a serializing branch behind it.
#pragma once
#include <arch/mapping.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// Every z/Architecture machine: the branch that also synchronizes checkpoints, and CS loops.
struct bcr_15_cs {
  static constexpr MappingInfo info{"bcr_15_cs", "GCC, LLVM before z196: BCR 15,0 and CS"};
  using loads = Loads<l<u64>, l<u64>, l<u64>>;
  using stores = Stores<st<u64>, st<u64>, st_bcr_15<u64>>;
  using exchanges = AnyOrder<Use::exchange, cs_loop<u64>>;
  using fetch_adds = AnyOrder<Use::fetch_add, cs_loop_add<u64>>;
  using cas = AnyOrder<Use::cas, cs<u64>>;
  using fences = Fences<tso_fence, tso_fence, tso_fence, bcr_15>;
};

/// From z196 on: the fast branch and interlocked updates.
struct bcr_14_laa : bcr_15_cs {
  static constexpr MappingInfo info{"bcr_14_laa", "GCC, LLVM from z196 on: BCR 14,0 and LAA"};
  using stores = Stores<st<u64>, st<u64>, st_bcr_14<u64>>;
  using fetch_adds = AnyOrder<Use::fetch_add, laa<u64>>;
  using fences = Fences<tso_fence, tso_fence, tso_fence, bcr_14>;
};

struct builtin {
  static constexpr MappingInfo info{"builtin", "std::atomic as this compiler makes it"};
  template <std::memory_order O>
  using load = builtin_load<u64, O, "[lx]g ">;
  using loads =
      Loads<load<std::memory_order_relaxed>, load<std::memory_order_acquire>, load<std::memory_order_seq_cst>>;
  using stores = Stores<builtin_store<u64, std::memory_order_relaxed, "stg ">,
                        builtin_store<u64, std::memory_order_release, "stg ">,
                        builtin_store<u64, std::memory_order_seq_cst, "(br|bnor) %r0">>;
  template <std::memory_order O>
  using exchange = builtin_exchange<u64, O, "csg ">;
  using exchanges = Builtins<Use::exchange, exchange>;
  template <std::memory_order O>
  using fetch_add = builtin_fetch_add<u64, O, "(laag|csg) ">;
  using fetch_adds = Builtins<Use::fetch_add, fetch_add>;
  template <std::memory_order O>
  using compare_exchange = builtin_cas<u64, O, "csg ">;
  using cas = Builtins<Use::cas, compare_exchange>;
  using fences =
      Fences<builtin_fence<std::memory_order_acquire, "">, builtin_fence<std::memory_order_release, "">,
             builtin_fence<std::memory_order_acq_rel, "">, builtin_fence<std::memory_order_seq_cst, "(br|bnor) %r0">>;
};

using mappings = List<bcr_15_cs, bcr_14_laa, builtin>;

}  // namespace fenceline::arch
