// AArch64: what HotSpot's C2 makes of Java's access modes. Sources: OpenJDK, src/hotspot/share/gc/shared/c2/barrierSetC2.cpp
// (which barriers stand around an access), src/hotspot/cpu/aarch64/aarch64.ad (which of them an ldar or stlr stands for),
// aarch64_atomic.ad at dcc31c26bb47 (a compare-and-set always releases), macroAssembler_aarch64.cpp.
//
// A barrier is left out where both stand around the access: of a volatile one. An acquire or release update keeps its own.
#pragma once
#include <arch/families.h>
#include <arch/fenced.h>
#include <arch/ops.h>

namespace fenceline::arch {

struct openjdk_ll_sc {
  static constexpr MappingInfo info{"openjdk",
                                    "OpenJDK dcc31c26bb47, hotspot/share/gc/shared/c2/barrierSetC2.cpp, "
                                    "hotspot/cpu/aarch64/{aarch64.ad,aarch64_atomic.ad}"};
  using loads = openjdk::Loads<ldr<u64>, ldr<u64>, ldar<u64>, ldar<u64>>;
  using stores = openjdk::Stores<str<u64>, str<u64>, dmb_ish_str<u64>, stlr<u64>>;
  using exchanges = openjdk::Rmws<Use::exchange, Ahead<ldxr_stxr<u64>, dmb_ishld, "acquire">,
                                  Behind<dmb_ish, ldxr_stxr<u64>, "release">, ldaxr_stlxr<u64>>;
  using fetch_adds = openjdk::Rmws<Use::fetch_add, Ahead<ldxr_stxr_add<u64>, dmb_ishld, "acquire">,
                                   Behind<dmb_ish, ldxr_stxr_add<u64>, "release">, ldaxr_stlxr_add<u64>>;
  using cas = openjdk::CompareAndSets<ldxr_stlxr_cas<u64>, Ahead<ldxr_stlxr_cas<u64>, dmb_ishld, "acq_rel">,
                                      Behind<dmb_ish, ldxr_stlxr_cas<u64>, "release">, ldaxr_stlxr_cas<u64>>;
  using fences = openjdk::Fences<dmb_ishld, dmb_ishst, dmb_ishld, dmb_ish, dmb_ish>;
};

struct openjdk_lse : openjdk_ll_sc {
  static constexpr MappingInfo info{"openjdk_lse",
                                    "OpenJDK dcc31c26bb47, hotspot/share/gc/shared/c2/barrierSetC2.cpp, "
                                    "hotspot/cpu/aarch64/{aarch64.ad,aarch64_atomic.ad}, UseLSE"};
  using exchanges = openjdk::Rmws<Use::exchange, Ahead<swp<u64>, dmb_ishld, "acquire">,
                                  Behind<dmb_ish, swp<u64>, "release">, swpal<u64>>;
  using fetch_adds = openjdk::Rmws<Use::fetch_add, Ahead<ldadd<u64>, dmb_ishld, "acquire">,
                                   Behind<dmb_ish, ldadd<u64>, "release">, ldaddal<u64>>;
  using cas = openjdk::CompareAndSets<casl<u64>, Ahead<casl<u64>, dmb_ishld, "acq_rel">,
                                      Behind<dmb_ish, casl<u64>, "release">, casal<u64>>;
};

using openjdk_mappings = List<openjdk_ll_sc, openjdk_lse>;

}  // namespace fenceline::arch
