// AArch64: what HotSpot's C2 makes of Java's access modes. Sources: OpenJDK, src/hotspot/share/gc/shared/c2/barrierSetC2.cpp at
// 01997186ecad (which barriers stand around an access), src/hotspot/cpu/aarch64/aarch64.ad (which of them an ldar or stlr
// stands for), aarch64_atomic.ad at dcc31c26bb47 (a compare-and-set always releases), macroAssembler_aarch64.cpp (a release
// barrier is dmb ishst and dmb ishld, merged into one dmb ish but on Ampere's CPUs: AlwaysMergeDMB).
//
// A barrier is left out where both stand around the access: of a volatile one. An acquire or release compare-and-set keeps its
// own.
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
  using cas_acquire = Ahead<ldxr_stlxr_cas<u64>, dmb_ishld, "acq_rel">;
  using cas_release = Behind<dmb_ish, ldxr_stlxr_cas<u64>, "release">;
  using exchanges = openjdk::Rmws<Use::exchange, ldr<u64>, ldar<u64>, cas_acquire, cas_release, ldaxr_stlxr<u64>>;
  using fetch_adds = openjdk::Rmws<Use::fetch_add, ldr<u64>, ldar<u64>, cas_acquire, cas_release, ldaxr_stlxr_add<u64>>;
  using cas = openjdk::CompareAndSets<ldxr_stlxr_cas<u64>, cas_acquire, cas_release, ldaxr_stlxr_cas<u64>>;
  using fences = openjdk::Fences<dmb_ishld, dmb_ishst, dmb_ishld, dmb_ish, dmb_ish>;
};

struct openjdk_lse : openjdk_ll_sc {
  static constexpr MappingInfo info{"openjdk_lse",
                                    "OpenJDK dcc31c26bb47, hotspot/share/gc/shared/c2/barrierSetC2.cpp, "
                                    "hotspot/cpu/aarch64/{aarch64.ad,aarch64_atomic.ad}, UseLSE"};
  using cas_acquire = Ahead<casl<u64>, dmb_ishld, "acq_rel">;
  using cas_release = Behind<dmb_ish, casl<u64>, "release">;
  using exchanges = openjdk::Rmws<Use::exchange, ldr<u64>, ldar<u64>, cas_acquire, cas_release, swpal<u64>>;
  using fetch_adds = openjdk::Rmws<Use::fetch_add, ldr<u64>, ldar<u64>, cas_acquire, cas_release, ldaddal<u64>>;
  using cas = openjdk::CompareAndSets<casl<u64>, cas_acquire, cas_release, casal<u64>>;
};

using openjdk_mappings = List<openjdk_ll_sc, openjdk_lse>;

}  // namespace fenceline::arch
