// RISC-V: mappings of C++ atomics. Sources: The RISC-V Instruction Set Manual, volume I, appendix
// on RVWMO, "Code porting and mapping guidelines": tables A.6 (fences) and A.7 (load-acquire and
// store-release, then hypothetical, now Zalasr) of the 2019 edition; RISC-V ELF psABI, "RISC-V
// atomics mappings", which says what may be linked with what.
#pragma once
#include <arch/mapping.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// Fences for loads and stores, with the one for seq_cst before the load; annotated AMOs.
struct table_a6 {
  static constexpr MappingInfo info{"table_a6", "RISC-V unprivileged ISA, table A.6"};
  using loads = Loads<ld<u64>, ld_fence_r_rw<u64>, fence_rw_rw_ld_fence_r_rw<u64>>;
  using stores = Stores<sd<u64>, fence_rw_w_sd<u64>, fence_rw_w_sd<u64>>;
  using exchanges =
      Rmws<Use::exchange, amoswap<u64>, amoswap_aq<u64>, amoswap_rl<u64>, amoswap_aqrl<u64>, amoswap_aqrl<u64>>;
  using fetch_adds =
      Rmws<Use::fetch_add, amoadd<u64>, amoadd_aq<u64>, amoadd_rl<u64>, amoadd_aqrl<u64>, amoadd_aqrl<u64>>;
  using cas = Rmws<Use::cas, lr_sc_cas<u64>, lr_aq_sc_cas<u64>, lr_sc_rl_cas<u64>, lr_aq_sc_rl_cas<u64>,
                   lr_aqrl_sc_rl_cas<u64>>;
  using fences = Fences<fence_r_rw, fence_rw_w, fence_tso, fence_rw_rw>;
};

/// Table A.6 where a core has no AMOs, or they are slow: loops in their place.
struct table_a6_lr_sc : table_a6 {
  static constexpr MappingInfo info{"table_a6_lr_sc", "RISC-V unprivileged ISA, table A.6, LR/SC column"};
  using exchanges = Rmws<Use::exchange, lr_sc_exchange<u64>, lr_aq_sc_exchange<u64>, lr_sc_rl_exchange<u64>,
                         lr_aq_sc_rl_exchange<u64>, lr_aqrl_sc_rl_exchange<u64>>;
  using fetch_adds = Rmws<Use::fetch_add, lr_sc_add<u64>, lr_aq_sc_add<u64>, lr_sc_rl_add<u64>, lr_aq_sc_rl_add<u64>,
                          lr_aqrl_sc_rl_add<u64>>;
};

/// A fence behind the seq_cst store too, for which code by table A.7 may be linked with it.
struct psabi : table_a6 {
  static constexpr MappingInfo info{"psabi", "RISC-V ELF psABI, atomics mappings"};
  using stores = Stores<sd<u64>, fence_rw_w_sd<u64>, fence_rw_w_sd_fence_rw_rw<u64>>;
};

struct psabi_amoswap : table_a6 {
  static constexpr MappingInfo info{"psabi_amoswap", "RISC-V ELF psABI, seq_cst store by amoswap.rl"};
  using stores = Stores<sd<u64>, fence_rw_w_sd<u64>, amoswap_rl_zero<u64>>;
};

struct psabi_zacas : psabi {
  static constexpr MappingInfo info{"psabi_zacas", "RISC-V ELF psABI, CAS by Zacas' amocas"};
  using cas = Rmws<Use::cas, amocas<u64>, amocas_aq<u64>, amocas_rl<u64>, amocas_aqrl<u64>, amocas_aqrl<u64>>;
};

/// The same where code by table A.6 proper may be linked with it.
struct psabi_zacas_a6 : psabi_zacas {
  static constexpr MappingInfo info{"psabi_zacas_a6", "RISC-V ELF psABI, note 5: amocas behind a fence"};
  using cas =
      Rmws<Use::cas, amocas<u64>, amocas_aq<u64>, amocas_rl<u64>, amocas_aqrl<u64>, fence_rw_rw_amocas_aqrl<u64>>;
};

/// Annotations everywhere; its seq_cst is not that of table A.6.
struct table_a7 : table_a6 {
  static constexpr MappingInfo info{"table_a7", "RISC-V unprivileged ISA, table A.7, with Zalasr"};
  using loads = Loads<ld<u64>, l_aq<u64>, l_aq<u64>>;
  using stores = Stores<sd<u64>, s_rl<u64>, s_rl<u64>>;
  using cas =
      Rmws<Use::cas, lr_sc_cas<u64>, lr_aq_sc_cas<u64>, lr_sc_rl_cas<u64>, lr_aq_sc_rl_cas<u64>, lr_aq_sc_rl_cas<u64>>;
};

/// Where the core keeps TSO, plain accesses acquire and release.
struct ztso {
  static constexpr MappingInfo info{"ztso", "RISC-V ELF psABI, Ztso atomics mappings"};
  template <class Op, Text Name, Text Order>
  using given = Given<Op, Name, Order, Feature::ztso>;
  using loads = Loads<ld<u64>, given<ld<u64>, "ztso_ld", "acquire">,
                      given<fence_rw_rw_ld<u64>, "ztso_fence_rw_rw_ld", "seq_cst">>;
  using stores = Stores<sd<u64>, given<sd<u64>, "ztso_sd", "release">,
                        given<sd_fence_rw_rw<u64>, "ztso_sd_fence_rw_rw", "seq_cst">>;
  template <Use U, class Op, Text Name>
  using rmws = Rmws<U, Op, given<Op, Name, "seq_cst">, given<Op, Name, "seq_cst">, given<Op, Name, "seq_cst">,
                    given<Op, Name, "seq_cst">>;
  using exchanges = rmws<Use::exchange, amoswap<u64>, "ztso_amoswap">;
  using fetch_adds = rmws<Use::fetch_add, amoadd<u64>, "ztso_amoadd">;
  // Only the loop's seq_cst needs an annotation (the psABI leaves it as it is under RVWMO).
  using lr_sc = given<lr_sc_cas<u64>, "ztso_lr_sc", "acq_rel">;
  using cas = Rmws<Use::cas, lr_sc_cas<u64>, lr_sc, lr_sc, lr_sc, lr_aqrl_sc_rl_cas<u64>>;
  using tso = given<tso_fence, "ztso_none", "r,rw+w,w">;
  using fences = Fences<tso, tso, tso, fence_rw_rw>;
};

/// GCC until 13.2 makes stores of amoswap and full fences of all.
struct builtin {
  static constexpr MappingInfo info{"builtin", "std::atomic as this compiler makes it"};
  using loads = Loads<builtin_load<u64, std::memory_order_relaxed, "ld ">,
                      builtin_load<u64, std::memory_order_acquire, "ld ;fence">,
                      builtin_load<u64, std::memory_order_seq_cst, "fence;ld ;fence">>;
  using stores = Stores<builtin_store<u64, std::memory_order_relaxed, "(sd|amoswap\\.d) ">,
                        builtin_store<u64, std::memory_order_release, "fence;(sd|amoswap\\.d) ">,
                        builtin_store<u64, std::memory_order_seq_cst, "fence;(sd|amoswap\\.d(\\.aq)?) ">>;
  template <std::memory_order O>
  using exchange = builtin_exchange<u64, O, "amoswap\\.d">;
  using exchanges = Builtins<Use::exchange, exchange>;
  template <std::memory_order O>
  using fetch_add = builtin_fetch_add<u64, O, "amoadd\\.d">;
  using fetch_adds = Builtins<Use::fetch_add, fetch_add>;
  template <std::memory_order O>
  using compare_exchange = builtin_cas<u64, O, "lr\\.d;bnez? ;sc\\.d;bnez ">;
  using cas = Builtins<Use::cas, compare_exchange>;
  // Clang's acq_rel is fence.tso.
  using fences = Fences<
      builtin_fence<std::memory_order_acquire, "fence">, builtin_fence<std::memory_order_release, "fence">,
      Given<builtin_fence<std::memory_order_acq_rel, "fence">, "builtin_fence_acq_rel", "acq_rel", Feature::fence_tso>,
      builtin_fence<std::memory_order_seq_cst, "fence( (io)?rw,(io)?rw)?$">>;
};

using mappings =
    List<table_a6, table_a6_lr_sc, psabi, psabi_amoswap, psabi_zacas, psabi_zacas_a6, table_a7, ztso, builtin>;

}  // namespace fenceline::arch
