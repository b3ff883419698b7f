// Arm, 32 bits: mappings of C++ atomics. Source: Sewell et al., "C/C++11 mappings to processors"
// (Cambridge), ARMv7 table. ARMv7 has only barriers to order with.
#pragma once
#include <arch/mapping.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// What compilers take: a barrier behind each acquire, before each release, and behind a seq_cst
/// store.
struct dmb_trailing {
  static constexpr MappingInfo info{"dmb_trailing", "Cambridge mappings, ARMv7"};
  using loads = Loads<ldr<u64>, ldr_dmb_ish<u64>, ldr_dmb_ish<u64>>;
  using stores = Stores<str<u64>, dmb_ish_str<u64>, dmb_ish_str_dmb_ish<u64>>;
  using exchanges = Rmws<Use::exchange, ldrex_strex<u64>, ldrex_strex_dmb_ish<u64>, dmb_ish_ldrex_strex<u64>,
                         dmb_ish_ldrex_strex_dmb_ish<u64>, dmb_ish_ldrex_strex_dmb_ish<u64>>;
  using fetch_adds =
      Rmws<Use::fetch_add, ldrex_strex_add<u64>, ldrex_strex_dmb_ish_add<u64>, dmb_ish_ldrex_strex_add<u64>,
           dmb_ish_ldrex_strex_dmb_ish_add<u64>, dmb_ish_ldrex_strex_dmb_ish_add<u64>>;
  using cas = Rmws<Use::cas, ldrex_strex_cas<u64>, ldrex_strex_dmb_ish_cas<u64>, dmb_ish_ldrex_strex_cas<u64>,
                   dmb_ish_ldrex_strex_dmb_ish_cas<u64>, dmb_ish_ldrex_strex_dmb_ish_cas<u64>>;
  using fences = Fences<dmb_ish, dmb_ish, dmb_ish, dmb_ish>;
};

/// The same with the barrier before the seq_cst load in place of the one behind the store.
struct dmb_leading : dmb_trailing {
  static constexpr MappingInfo info{"dmb_leading", "Cambridge mappings, ARMv7, alternative"};
  using loads = Loads<ldr<u64>, ldr_dmb_ish<u64>, dmb_ish_ldr_dmb_ish<u64>>;
  using stores = Stores<str<u64>, dmb_ish_str<u64>, dmb_ish_str<u64>>;
};

/// The same with a branch and isb for an acquire load.
struct ctrl_isb : dmb_trailing {
  static constexpr MappingInfo info{"ctrl_isb", "Cambridge mappings, ARMv7, acquire by teq; beq; isb"};
  using loads = Loads<ldr<u64>, ldr_ctrl_isb<u64>, ldr_dmb_ish<u64>>;
};

struct builtin {
  static constexpr MappingInfo info{"builtin", "std::atomic as this compiler makes it"};
  template <std::memory_order O>
  using load = builtin_load<u64, O, "ldrexd">;
  using loads =
      Loads<load<std::memory_order_relaxed>, load<std::memory_order_acquire>, load<std::memory_order_seq_cst>>;
  template <std::memory_order O>
  using store = builtin_store<u64, O, "strexd">;
  using stores =
      Stores<store<std::memory_order_relaxed>, store<std::memory_order_release>, store<std::memory_order_seq_cst>>;
  template <std::memory_order O>
  using exchange = builtin_exchange<u64, O, "ldrexd">;
  using exchanges = Builtins<Use::exchange, exchange>;
  template <std::memory_order O>
  using fetch_add = builtin_fetch_add<u64, O, "ldrexd">;
  using fetch_adds = Builtins<Use::fetch_add, fetch_add>;
  template <std::memory_order O>
  using compare_exchange = builtin_cas<u64, O, "ldrexd">;
  using cas = Builtins<Use::cas, compare_exchange>;
  using fences =
      Fences<builtin_fence<std::memory_order_acquire, "dmb ish$">, builtin_fence<std::memory_order_release, "dmb ish$">,
             builtin_fence<std::memory_order_acq_rel, "dmb ish$">,
             builtin_fence<std::memory_order_seq_cst, "dmb ish$">>;
};

using mappings = List<dmb_trailing, dmb_leading, ctrl_isb, builtin>;

}  // namespace fenceline::arch
