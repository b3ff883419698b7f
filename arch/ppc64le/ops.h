// POWER: the instruction variants. Sources: Power ISA 3.1B, Book II 1.7.1 (storage ordering), 3.2
// (priority hints), 4.6 (reservations, sync, eieio, wait), B.2 (importing and releasing locks);
// Sarkar et al., "Understanding POWER Multiprocessors", PLDI 2011; Batty et al., "Clarifying and
// Compiling C/C++ Concurrency: from C++11 to POWER", POPL 2012.
#pragma once
#include <arch/builtin.h>
#include <arch/llsc.h>
#include <arch/op.h>

namespace fenceline::arch {

// ---- loads -------------------------------------------------------------------------------------

/// `bc; isync`: a branch that depends on the value, and no later instruction begins before the
/// branch is decided: acquire without a barrier on the storage system.
#define FENCELINE_LOAD(NAME, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)                  \
  template <class T>                                                                           \
  struct NAME {                                                                                \
    static constexpr Info info{#NAME, EMITS_BEFORE "l([bhw]z|d) " EMITS_AFTER, ORDER};         \
    using value_type = T;                                                                      \
    static Whole<T> op(const T* from) {                                                        \
      Whole<T> v;                                                                              \
      if constexpr (sizeof(T) == 1)                                                            \
        asm volatile(BEFORE "lbz%U1%X1 %0,%1" AFTER : "=r"(v) : "m"(*from) : "memory", "cr0"); \
      else if constexpr (sizeof(T) == 2)                                                       \
        asm volatile(BEFORE "lhz%U1%X1 %0,%1" AFTER : "=r"(v) : "m"(*from) : "memory", "cr0"); \
      else if constexpr (sizeof(T) == 4)                                                       \
        asm volatile(BEFORE "lwz%U1%X1 %0,%1" AFTER : "=r"(v) : "m"(*from) : "memory", "cr0"); \
      else                                                                                     \
        asm volatile(BEFORE "ld%U1%X1 %0,%1" AFTER : "=r"(v) : "m"(*from) : "memory", "cr0");  \
      return v;                                                                                \
    }                                                                                          \
  };
#define FENCELINE_BC_ISYNC "\n\tcmpd %0,%0\n\tbne- 1f\n1:\tisync"
FENCELINE_LOAD(ld, "", "", "", "", "relaxed")
FENCELINE_LOAD(ld_bc_isync, "", FENCELINE_BC_ISYNC, "", ";cmpd ;bne;isync", "acquire")
FENCELINE_LOAD(ld_lwsync, "", "\n\tlwsync", "", ";lwsync", "acquire")
/// Leading sync, the way of GCC and LLVM.
FENCELINE_LOAD(sync_ld_bc_isync, "sync\n\t", FENCELINE_BC_ISYNC, "^(hw)?sync;", ";cmpd ;bne;isync", "seq_cst")
FENCELINE_LOAD(sync_ld_lwsync, "sync\n\t", "\n\tlwsync", "^(hw)?sync;", ";lwsync", "seq_cst")
/// Trailing sync.
FENCELINE_LOAD(ld_sync, "", "\n\tsync", "", ";^(hw)?sync", "seq_cst")
#undef FENCELINE_BC_ISYNC
#undef FENCELINE_LOAD

/// 16 bytes in one access when aligned (Book II 1.4); the even register has the high half.
struct lq {
  static constexpr Info info{"lq", "lq ", "relaxed"};
  using value_type = u128;
  static u128 op(const u128* from) {
    register u64 high asm("r8");
    register u64 low asm("r9");
    asm volatile("lq 8,0(%2)" : "=&r"(high), "=&r"(low) : "b"(from), "m"(*from) : "memory");
    return u128{high} << 64 | low;
  }
};

using loads = Concat<Each<ld, u8, u16, u32, u64>,
                     List<ld_bc_isync<u32>, ld_bc_isync<u64>, ld_lwsync<u32>, ld_lwsync<u64>, sync_ld_bc_isync<u64>,
                          sync_ld_lwsync<u64>, ld_sync<u64>, lq, builtin_load<u64, std::memory_order_relaxed, "ld ">,
                          builtin_load<u64, std::memory_order_acquire, "ld ;(isync|lwsync)">,
                          builtin_load<u64, std::memory_order_seq_cst, "^(hw)?sync;ld ;(isync|lwsync)">>>;

// ---- stores ------------------------------------------------------------------------------------

#define FENCELINE_STORE(NAME, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)            \
  template <class T>                                                                      \
  struct NAME {                                                                           \
    static constexpr Info info{#NAME, EMITS_BEFORE "st[bhwd] " EMITS_AFTER, ORDER};       \
    using value_type = T;                                                                 \
    static void op(T* to, T value) {                                                      \
      if constexpr (sizeof(T) == 1)                                                       \
        asm volatile(BEFORE "stb%U0%X0 %1,%0" AFTER : "=m"(*to) : "r"(value) : "memory"); \
      else if constexpr (sizeof(T) == 2)                                                  \
        asm volatile(BEFORE "sth%U0%X0 %1,%0" AFTER : "=m"(*to) : "r"(value) : "memory"); \
      else if constexpr (sizeof(T) == 4)                                                  \
        asm volatile(BEFORE "stw%U0%X0 %1,%0" AFTER : "=m"(*to) : "r"(value) : "memory"); \
      else                                                                                \
        asm volatile(BEFORE "std%U0%X0 %1,%0" AFTER : "=m"(*to) : "r"(value) : "memory"); \
    }                                                                                     \
  };
FENCELINE_STORE(st, "", "", "", "", "relaxed")
FENCELINE_STORE(lwsync_st, "lwsync\n\t", "", "lwsync;", "", "release")
/// Leading sync: the loads' sync keeps a later load behind it.
FENCELINE_STORE(sync_st, "sync\n\t", "", "^(hw)?sync;", "", "seq_cst")
/// Trailing sync.
FENCELINE_STORE(lwsync_st_sync, "lwsync\n\t", "\n\tsync", "lwsync;", ";^(hw)?sync", "seq_cst")
FENCELINE_STORE(sync_st_sync, "sync\n\t", "\n\tsync", "^(hw)?sync;", ";^(hw)?sync", "seq_cst")
#undef FENCELINE_STORE

struct stq {
  static constexpr Info info{"stq", "stq ", "relaxed"};
  using value_type = u128;
  static void op(u128* to, u128 value) {
    register u64 high asm("r8") = static_cast<u64>(value >> 64);
    register u64 low asm("r9") = static_cast<u64>(value);
    asm volatile("stq 8,0(%1)" : "=m"(*to) : "b"(to), "r"(high), "r"(low) : "memory");
  }
};

using stores = Concat<Each<st, u8, u16, u32, u64>,
                      List<lwsync_st<u32>, lwsync_st<u64>, sync_st<u32>, sync_st<u64>, lwsync_st_sync<u64>,
                           sync_st_sync<u64>, stq, builtin_store<u64, std::memory_order_relaxed, "std ">,
                           builtin_store<u64, std::memory_order_release, "lwsync;std ">,
                           builtin_store<u64, std::memory_order_seq_cst, "^(hw)?sync;std ">>>;

// ---- read-modify-write -------------------------------------------------------------------------

using exchanges =
    Concat<llsc_exchanges,
           List<lat_swap<u32>, lat_swap<u64>, builtin_exchange<u64, std::memory_order_relaxed, "ldarx;stdcx">,
                builtin_exchange<u64, std::memory_order_seq_cst, "^(hw)?sync;ldarx;stdcx;bne;(isync|lwsync)">>>;
using fetch_adds =
    Concat<llsc_adds,
           List<lat_add<u32>, lat_add<u64>, builtin_fetch_add<u64, std::memory_order_relaxed, "ldarx;add ;stdcx">,
                builtin_fetch_add<u64, std::memory_order_seq_cst, "^(hw)?sync;ldarx;add ;stdcx;bne;(isync|lwsync)">>>;
using fetch_ands =
    Concat<llsc_ands, List<lat_and<u64>, builtin_fetch_and<u64, std::memory_order_seq_cst,
                                                           "^(hw)?sync;ldarx;and ;stdcx;bne;(isync|lwsync)">>>;
using fetch_ors =
    Concat<llsc_ors, List<lat_or<u64>, builtin_fetch_or<u64, std::memory_order_seq_cst,
                                                        "^(hw)?sync;ldarx;or ;stdcx;bne;(isync|lwsync)">>>;
using fetch_xors =
    Concat<llsc_xors, List<lat_xor<u64>, builtin_fetch_xor<u64, std::memory_order_seq_cst,
                                                           "^(hw)?sync;ldarx;xor ;stdcx;bne;(isync|lwsync)">>>;

using adds = List<stat_add<u32>, stat_add<u64>, builtin_add<u64, std::memory_order_relaxed, "ldarx;addi? ;stdcx">,
                  builtin_add<u64, std::memory_order_seq_cst, "^(hw)?sync;ldarx;addi? ;stdcx">>;
using ands = List<stat_and<u64>>;
using ors = List<stat_or<u64>>;
using xors = List<stat_xor<u64>>;

using fetch_extrema =
    Concat<Concat<Keeping<Extremum::min, Each<lat_min, u32, u64>>, Keeping<Extremum::max, Each<lat_max, u32, u64>>>,
           Concat<Keeping<Extremum::min_unsigned, Each<lat_min_unsigned, u32, u64>>,
                  Keeping<Extremum::max_unsigned, Each<lat_max_unsigned, u32, u64>>>>;
using extrema =
    Concat<Concat<Keeping<Extremum::min, Each<stat_min, u32, u64>>, Keeping<Extremum::max, Each<stat_max, u32, u64>>>,
           Concat<Keeping<Extremum::min_unsigned, Each<stat_min_unsigned, u32, u64>>,
                  Keeping<Extremum::max_unsigned, Each<stat_max_unsigned, u32, u64>>>>;

using cas =
    Concat<llsc_cas,
           List<builtin_cas<u64, std::memory_order_relaxed, "ldarx;cmpdi? ;bne;stdcx">,
                builtin_cas<u64, std::memory_order_seq_cst, "^(hw)?sync;ldarx;cmpdi? ;bne;stdcx;(isync|lwsync)">>>;

// ---- fences ------------------------------------------------------------------------------------

#define FENCELINE_FENCE(NAME, ASM, EMITS, ORDER, NEEDS)     \
  struct NAME {                                             \
    static constexpr Info info{#NAME, EMITS, ORDER, NEEDS}; \
    static void op() { asm volatile(ASM : : : "memory"); }  \
  };
FENCELINE_FENCE(hwsync, "sync", "^(hw)?sync$", "rw,rw", Feature::none)
/// All but earlier writes with later reads, and cumulative; not on device memory.
FENCELINE_FENCE(lwsync, "lwsync", "lwsync", "r,rw+w,w", Feature::none)
/// Waits for earlier instructions to be done and refetches; it orders storage accesses only behind
/// a branch that depends on a load, see ld_bc_isync.
FENCELINE_FENCE(isync, "isync", "isync", "none", Feature::none)
/// Stores to cacheable memory among each other; device accesses among each other.
FENCELINE_FENCE(eieio, "eieio", "eieio", "w,w", Feature::none)
/// hwsync that waits for page table updates too.
FENCELINE_FENCE(ptesync, "ptesync", "ptesync", "rw,rw", Feature::ptesync)
/// For persistent storage: as hwsync and lwsync, which ISA 3.0 and earlier take them for.
FENCELINE_FENCE(phwsync, ".long 0x7c8004ac", "(phwsync|sync +4|\\.long 0x7c8004ac)", "rw,rw", Feature::phwsync)
FENCELINE_FENCE(plwsync, ".long 0x7ca004ac", "(plwsync|sync +5|\\.long 0x7ca004ac)", "r,rw+w,w", Feature::phwsync)
#undef FENCELINE_FENCE

using fences =
    List<hwsync, lwsync, isync, eieio, ptesync, phwsync, plwsync, builtin_fence<std::memory_order_acquire, "lwsync">,
         builtin_fence<std::memory_order_release, "lwsync">, builtin_fence<std::memory_order_acq_rel, "lwsync">,
         builtin_fence<std::memory_order_seq_cst, "^(hw)?sync$">>;

// ---- spin hints --------------------------------------------------------------------------------

#define FENCELINE_PAUSE(NAME, ASM, EMITS, NEEDS)             \
  struct NAME {                                              \
    static constexpr Info info{#NAME, EMITS, "none", NEEDS}; \
    static void op() { asm volatile(ASM : : : "memory"); }   \
  };
/// Priority among a core's threads (Book II 3.2). Those that lower it raise it again to medium,
/// what programs run at: else all that follows would be measured at low priority.
FENCELINE_PAUSE(low_medium, "or 1,1,1\n\tor 2,2,2", "(or|mr) r1,r1;(or|mr) r2,r2", Feature::none)
FENCELINE_PAUSE(very_low_medium, "or 31,31,31\n\tor 2,2,2", "(or|mr) r31,r31;(or|mr) r2,r2", Feature::none)
FENCELINE_PAUSE(medium_low_medium, "or 6,6,6\n\tor 2,2,2", "(or|mr) r6,r6;(or|mr) r2,r2", Feature::none)
/// Performance hints: the thread gives way for a moment; will wait for input, for memory.
FENCELINE_PAUSE(yield, "or 27,27,27", "(yield|(or|mr) r27,r27)", Feature::none)
FENCELINE_PAUSE(mdoio, "or 29,29,29", "(mdoio|(or|mr) r29,r29)", Feature::none)
FENCELINE_PAUSE(mdoom, "or 30,30,30", "(mdoom|(or|mr) r30,r30)", Feature::none)
FENCELINE_PAUSE(nop, "nop", "nop", Feature::none)
/// wait with WC = 2: an implementation's short while. (WC = 0 would sleep until an interrupt.)
FENCELINE_PAUSE(pause_short, ".long 0x7c40003c", "(pause_short|wait +2|\\.long 0x7c40003c)", Feature::isa_3_1)
#undef FENCELINE_PAUSE
/// wait with WC = 1, until the reservation is lost. A stcx., whether it succeeds or not, leaves
/// none, and then there is nothing to wait for: what the instruction itself costs.
struct stcx_waitrsv {
  static constexpr Info info{"stcx_waitrsv", "stdcx;(waitrsv|wait +1|\\.long 0x7c20003c)", "none", Feature::isa_3_1};
  static void op() {
    u64 word = 0;
    asm volatile("stdcx. %1,0,%2\n\t.long 0x7c20003c" : "+m"(word) : "r"(word), "r"(&word) : "memory", "cr0");
  }
};

using pauses =
    List<low_medium, very_low_medium, medium_low_medium, yield, mdoio, mdoom, nop, pause_short, stcx_waitrsv>;

/// Until the reservation is lost, which a write to its line does; an interrupt ends it too.
struct lwarx_waitrsv {
  static constexpr Info info{"lwarx_waitrsv", "lwarx ;cmpw ;bne;(waitrsv|wait +1|\\.long 0x7c20003c)", "relaxed",
                             Feature::isa_3_1};
  using value_type = u32;
  static u32 op(const u32* at, u32 current) {
    u32 value;
    asm volatile("lwarx %0,0,%1\n\tcmpw %0,%2\n\tbne- 1f\n\t.long 0x7c20003c\n1:"
                 : "=&r"(value)
                 : "r"(at), "r"(current)
                 : "memory", "cr0");
    return value;
  }
};

using address_waits = List<lwarx_waitrsv>;

// ---- timers: the time base (Power ISA book II, chapter 5); nothing after an isync begins before
// all that stands before it is done
// ------------------------------------------------------------------------

#define FENCELINE_TIMER(NAME, ASM, EMITS, ORDER)                    \
  struct NAME {                                                     \
    static constexpr Info info{#NAME, EMITS, ORDER, Feature::none}; \
    static u64 op() {                                               \
      u64 base;                                                     \
      asm volatile(ASM : "=r"(base) : : "memory");                  \
      return base;                                                  \
    }                                                               \
  };
FENCELINE_TIMER(mftb, "mfspr %0, 268", "(mftb|mfspr +r[0-9]+,268)", "none")
FENCELINE_TIMER(isync_mftb, "isync\n\tmfspr %0, 268", "isync;(mftb|mfspr +r[0-9]+,268)", "earlier")
#undef FENCELINE_TIMER

using timers = List<mftb, isync_mftb>;

}  // namespace fenceline::arch
