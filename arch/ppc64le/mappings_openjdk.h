// POWER: what HotSpot's C2 makes of Java's access modes. Sources: OpenJDK, src/hotspot/share/gc/shared/c2/barrierSetC2.cpp at
// 01997186ecad (which barriers stand around an access; here a volatile load has the sync before it, support_IRIW_for_not_multiple_copy_atomic_cpu),
// src/hotspot/cpu/ppc/ppc.ad at 008a2a16191c: an acquire load ends with twi and isync, a volatile compare-and-set and every
// update with isync; macroAssembler_ppc.cpp, cmpxchgd(): a weak acquire one passes it by where it fails, as it may for no reason.
#pragma once
#include <arch/families.h>
#include <arch/fenced.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// A trap that is never taken hangs on the value, and isync on it.
template <class T>
struct ld_twi_isync {
  static_assert(sizeof(T) == 8);
  static constexpr Info info{"ld_twi_isync", "ld ;twi ;isync", "acquire"};
  using value_type = T;
  static T op(const T* from) {
    T value;
    asm volatile("ld%U1%X1 %0,%1\n\ttwi 0,%0,0\n\tisync" : "=r"(value) : "m"(*from) : "memory");
    return value;
  }
};

struct larx_stcx_isync_on_success_cas {
  static constexpr Info info{"larx_stcx_isync_on_success", "ldarx .*;cmpd ;bne;stdcx\\. ;bne;isync", "acquire"};
  using value_type = u64;
  static u64 op(u64* at, u64 expected, u64 desired) {
    u64 old;
    asm volatile("1:\tldarx %0,0,%2\n\tcmpd %0,%3\n\tbne- 2f\n\tstdcx. %4,0,%2\n\tbne- 1b\n\tisync\n2:"
                 : "=&r"(old), "+m"(*at)
                 : "r"(at), "r"(expected), "r"(desired)
                 : "memory", "cr0");
    return old;
  }
};

struct openjdk_sync {
  static constexpr MappingInfo info{"openjdk",
                                    "OpenJDK 008a2a16191c, hotspot/share/gc/shared/c2/barrierSetC2.cpp, "
                                    "hotspot/cpu/ppc/ppc.ad"};
  using loads = openjdk::Loads<ld<u64>, ld<u64>, ld_twi_isync<u64>, Behind<hwsync, ld_twi_isync<u64>, "seq_cst">>;
  using stores = openjdk::Stores<st<u64>, st<u64>, lwsync_st<u64>, lwsync_st<u64>>;
  using exchanges = openjdk::Rmws<Use::exchange, ld<u64>, ld_twi_isync<u64>, larx_stcx_isync_on_success_cas,
                                  lwsync_larx_stcx_cas<u64>, sync_larx_stcx_isync_exchange<u64>>;
  using fetch_adds = openjdk::Rmws<Use::fetch_add, ld<u64>, ld_twi_isync<u64>, larx_stcx_isync_on_success_cas,
                                   lwsync_larx_stcx_cas<u64>, sync_larx_stcx_isync_add<u64>>;
  using cas = openjdk::CompareAndSets<larx_stcx_cas<u64>, larx_stcx_isync_on_success_cas, lwsync_larx_stcx_cas<u64>,
                                      sync_larx_stcx_isync_cas<u64>>;
  using fences = openjdk::Fences<lwsync, lwsync, lwsync, lwsync, hwsync>;
};

using openjdk_mappings = List<openjdk_sync>;

}  // namespace fenceline::arch
