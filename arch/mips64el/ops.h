// MIPS, 64 bits, release 2: the instruction variants. Source: MIPS64 Architecture for Programmers, volume II-A, revision 5: LL,
// LLD, SC, SCD, SYNC with its types (table "Encodings of the stype field"): 0 completes all before it, 4 (SYNC_WMB), 16 (SYNC_MB),
// 17 (SYNC_ACQUIRE), 18 (SYNC_RELEASE) and 19 (SYNC_RMB) only order; what an implementation does not know is its 0.
//
// Atomic updates are of 32 and 64 bits: there are no lists of narrow ones. The assembler of Debian would set a SYNC before
// each LL, for the errata of Loongson 3A1000 to 3A3000, on which these loops need it: -mno-fix-loongson3-llsc asks it not to.
#pragma once
#include <arch/builtin.h>
#include <arch/in_register.h>
#include <arch/op.h>

namespace fenceline::arch {

using u8 = uint8_t;
using u16 = uint16_t;
using u32 = uint32_t;
using u64 = uint64_t;

// Where barriers stand: before, after, what of them the disassembly shows, and what that orders. Once by the barrier that
// completes everything, which is what compilers take, and once by those that only order.
#define FENCELINE_RELAXED "", "", "", "", "relaxed"
#define FENCELINE_ACQUIRE "", "\n\tsync", "", ";sync$", "acquire"
#define FENCELINE_RELEASE "sync\n\t", "", "sync$;", "", "release"
#define FENCELINE_SEQ_CST "sync\n\t", "\n\tsync", "sync$;", ";sync$", "seq_cst"
#define FENCELINE_LIGHT_ACQUIRE "", "\n\tsync 17", "", ";sync_acquire$", "acquire"
#define FENCELINE_LIGHT_RELEASE "sync 18\n\t", "", "sync_release$;", "", "release"
#define FENCELINE_LIGHT_SEQ_CST "sync 18\n\t", "\n\tsync 16", "sync_release$;", ";sync_mb$", "seq_cst"
#define FENCELINE_LIGHT_ACQ_REL "sync 18\n\t", "\n\tsync 17", "sync_release$;", ";sync_acquire$", "acq_rel"
#define FENCELINE_CALL(MACRO, ...) MACRO(__VA_ARGS__)

// ---- loads and stores --------------------------------------------------------------------------

#define FENCELINE_LOAD(NAME, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)                                     \
  template <class T>                                                                                              \
  struct NAME {                                                                                                   \
    static constexpr Info info{#NAME, EMITS_BEFORE "l(bu|hu|w|d) " EMITS_AFTER, ORDER};                           \
    using value_type = T;                                                                                         \
    static Whole<T> op(const T* from) {                                                                           \
      Whole<T> value;                                                                                             \
      if constexpr (sizeof(T) == 1) asm volatile(BEFORE "lbu %0,%1" AFTER : "=r"(value) : "m"(*from) : "memory"); \
      if constexpr (sizeof(T) == 2) asm volatile(BEFORE "lhu %0,%1" AFTER : "=r"(value) : "m"(*from) : "memory"); \
      if constexpr (sizeof(T) == 4) asm volatile(BEFORE "lw %0,%1" AFTER : "=r"(value) : "m"(*from) : "memory");  \
      if constexpr (sizeof(T) == 8) asm volatile(BEFORE "ld %0,%1" AFTER : "=r"(value) : "m"(*from) : "memory");  \
      return value;                                                                                               \
    }                                                                                                             \
  };
FENCELINE_CALL(FENCELINE_LOAD, ld, FENCELINE_RELAXED)
FENCELINE_CALL(FENCELINE_LOAD, ld_sync, FENCELINE_ACQUIRE)
FENCELINE_CALL(FENCELINE_LOAD, sync_ld_sync, FENCELINE_SEQ_CST)
FENCELINE_CALL(FENCELINE_LOAD, ld_sync_acquire, FENCELINE_LIGHT_ACQUIRE)
#undef FENCELINE_LOAD

using loads =
    Concat<Each<ld, u8, u16, u32, u64>, List<ld_sync<u32>, ld_sync<u64>, sync_ld_sync<u32>, sync_ld_sync<u64>,
                                             ld_sync_acquire<u64>, builtin_load<u64, std::memory_order_relaxed, "ld ">,
                                             builtin_load<u64, std::memory_order_acquire, "ld ;sync$">,
                                             builtin_load<u64, std::memory_order_seq_cst, "ld ;sync$">>>;

#define FENCELINE_STORE(NAME, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)                                 \
  template <class T>                                                                                           \
  struct NAME {                                                                                                \
    static constexpr Info info{#NAME, EMITS_BEFORE "s[bhwd] " EMITS_AFTER, ORDER};                             \
    using value_type = T;                                                                                      \
    static void op(T* to, T value) {                                                                           \
      if constexpr (sizeof(T) == 1) asm volatile(BEFORE "sb %1,%0" AFTER : "=m"(*to) : "r"(value) : "memory"); \
      if constexpr (sizeof(T) == 2) asm volatile(BEFORE "sh %1,%0" AFTER : "=m"(*to) : "r"(value) : "memory"); \
      if constexpr (sizeof(T) == 4) asm volatile(BEFORE "sw %1,%0" AFTER : "=m"(*to) : "r"(value) : "memory"); \
      if constexpr (sizeof(T) == 8) asm volatile(BEFORE "sd %1,%0" AFTER : "=m"(*to) : "r"(value) : "memory"); \
    }                                                                                                          \
  };
FENCELINE_CALL(FENCELINE_STORE, st, FENCELINE_RELAXED)
FENCELINE_CALL(FENCELINE_STORE, sync_st, FENCELINE_RELEASE)
FENCELINE_CALL(FENCELINE_STORE, sync_st_sync, FENCELINE_SEQ_CST)
FENCELINE_CALL(FENCELINE_STORE, sync_release_st, FENCELINE_LIGHT_RELEASE)
FENCELINE_CALL(FENCELINE_STORE, sync_release_st_sync_mb, FENCELINE_LIGHT_SEQ_CST)
/// Behind earlier stores, not behind earlier loads.
FENCELINE_STORE(sync_wmb_st, "sync 4\n\t", "", "sync_wmb$;", "", "relaxed")
#undef FENCELINE_STORE

using stores =
    Concat<Each<st, u8, u16, u32, u64>, List<sync_wmb_st<u64>, sync_st<u32>, sync_st<u64>, sync_st_sync<u32>,
                                             sync_st_sync<u64>, sync_release_st<u64>, sync_release_st_sync_mb<u64>,
                                             builtin_store<u64, std::memory_order_relaxed, "sd ">,
                                             builtin_store<u64, std::memory_order_release, "sync$;sd ">,
                                             builtin_store<u64, std::memory_order_seq_cst, "sync$;sd ;sync$">>>;

// ---- read-modify-write: load-linked and store-conditional. The latter leaves its success in the register that it stored ----

#define FENCELINE_RMW_LOOP(D, COMPUTE, BEFORE, AFTER)                                         \
  asm volatile(BEFORE "1:\tll" D " %0,%2\n\t" COMPUTE "\n\tsc" D " %1,%2\n\tbeqz %1,1b" AFTER \
               : "=&r"(old), "=&r"(next), "+ZC"(*at)                                          \
               : "r"(value)                                                                   \
               : "memory")
#define FENCELINE_RMW(NAME, COMPUTE, EMITS, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)               \
  template <class T>                                                                                       \
  struct NAME {                                                                                            \
    static constexpr Info info{#NAME, EMITS_BEFORE "lld? ;" EMITS " ;scd? ;beqz ;nop" EMITS_AFTER, ORDER}; \
    using value_type = T;                                                                                  \
    static T op(T* at, T value) {                                                                          \
      u64 old, next;                                                                                       \
      if constexpr (sizeof(T) == 4) FENCELINE_RMW_LOOP("", COMPUTE, BEFORE, AFTER);                        \
      if constexpr (sizeof(T) == 8) FENCELINE_RMW_LOOP("d", COMPUTE, BEFORE, AFTER);                       \
      return static_cast<T>(old);                                                                          \
    }                                                                                                      \
  };
#define FENCELINE_RMW_FORMS(KIND, COMPUTE, EMITS)                                                               \
  FENCELINE_CALL(FENCELINE_RMW, ll_sc##KIND, COMPUTE, EMITS, FENCELINE_RELAXED)                                 \
  FENCELINE_CALL(FENCELINE_RMW, ll_sc_sync##KIND, COMPUTE, EMITS, FENCELINE_ACQUIRE)                            \
  FENCELINE_CALL(FENCELINE_RMW, sync_ll_sc##KIND, COMPUTE, EMITS, FENCELINE_RELEASE)                            \
  FENCELINE_CALL(FENCELINE_RMW, sync_ll_sc_sync##KIND, COMPUTE, EMITS, FENCELINE_SEQ_CST)                       \
  FENCELINE_CALL(FENCELINE_RMW, ll_sc_sync_acquire##KIND, COMPUTE, EMITS, FENCELINE_LIGHT_ACQUIRE)              \
  FENCELINE_CALL(FENCELINE_RMW, sync_release_ll_sc##KIND, COMPUTE, EMITS, FENCELINE_LIGHT_RELEASE)              \
  FENCELINE_CALL(FENCELINE_RMW, sync_release_ll_sc_sync_acquire##KIND, COMPUTE, EMITS, FENCELINE_LIGHT_ACQ_REL) \
  FENCELINE_CALL(FENCELINE_RMW, sync_release_ll_sc_sync_mb##KIND, COMPUTE, EMITS, FENCELINE_LIGHT_SEQ_CST)
FENCELINE_RMW_FORMS(, "move %1,%3", "move")
FENCELINE_RMW_FORMS(_add, "daddu %1,%0,%3", "daddu")
FENCELINE_RMW_FORMS(_and, "and %1,%0,%3", "and")
FENCELINE_RMW_FORMS(_or, "or %1,%0,%3", "or")
FENCELINE_RMW_FORMS(_xor, "xor %1,%0,%3", "xor")
#undef FENCELINE_RMW_FORMS
#undef FENCELINE_RMW
#undef FENCELINE_RMW_LOOP

#define FENCELINE_CAS_LOOP(D, BEFORE, AFTER)                                                                     \
  asm volatile(BEFORE "1:\tll" D " %0,%2\n\tbne %0,%3,2f\n\tmove %1,%4\n\tsc" D " %1,%2\n\tbeqz %1,1b\n2:" AFTER \
               : "=&r"(old), "=&r"(next), "+ZC"(*at)                                                             \
               : "r"(sign_extended(expected)), "r"(desired)                                                      \
               : "memory")
#define FENCELINE_CAS(NAME, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)                                   \
  template <class T>                                                                                           \
  struct NAME {                                                                                                \
    static constexpr Info info{#NAME, EMITS_BEFORE "lld? ;bne ;nop;move ;scd? ;beqz ;nop" EMITS_AFTER, ORDER}; \
    using value_type = T;                                                                                      \
    static T op(T* at, T expected, T desired) {                                                                \
      u64 old, next;                                                                                           \
      if constexpr (sizeof(T) == 4) FENCELINE_CAS_LOOP("", BEFORE, AFTER);                                     \
      if constexpr (sizeof(T) == 8) FENCELINE_CAS_LOOP("d", BEFORE, AFTER);                                    \
      return static_cast<T>(old);                                                                              \
    }                                                                                                          \
  };
FENCELINE_CALL(FENCELINE_CAS, ll_sc_cas, FENCELINE_RELAXED)
FENCELINE_CALL(FENCELINE_CAS, ll_sc_sync_cas, FENCELINE_ACQUIRE)
FENCELINE_CALL(FENCELINE_CAS, sync_ll_sc_cas, FENCELINE_RELEASE)
FENCELINE_CALL(FENCELINE_CAS, sync_ll_sc_sync_cas, FENCELINE_SEQ_CST)
FENCELINE_CALL(FENCELINE_CAS, ll_sc_sync_acquire_cas, FENCELINE_LIGHT_ACQUIRE)
FENCELINE_CALL(FENCELINE_CAS, sync_release_ll_sc_cas, FENCELINE_LIGHT_RELEASE)
FENCELINE_CALL(FENCELINE_CAS, sync_release_ll_sc_sync_acquire_cas, FENCELINE_LIGHT_ACQ_REL)
FENCELINE_CALL(FENCELINE_CAS, sync_release_ll_sc_sync_mb_cas, FENCELINE_LIGHT_SEQ_CST)
#undef FENCELINE_CAS
#undef FENCELINE_CAS_LOOP

/// One kind of loop: in all forms, the plain one and the one in full of 32 bits, too.
#define FENCELINE_FORMS(KIND)                                                                                        \
  List<ll_sc##KIND<u32>, ll_sc##KIND<u64>, ll_sc_sync##KIND<u64>, sync_ll_sc##KIND<u64>, sync_ll_sc_sync##KIND<u32>, \
       sync_ll_sc_sync##KIND<u64>, ll_sc_sync_acquire##KIND<u64>, sync_release_ll_sc##KIND<u64>,                     \
       sync_release_ll_sc_sync_acquire##KIND<u64>, sync_release_ll_sc_sync_mb##KIND<u64>>
using exchanges =
    Concat<FENCELINE_FORMS(), List<builtin_exchange<u64, std::memory_order_relaxed, "lld ;scd ">,
                                   builtin_exchange<u64, std::memory_order_seq_cst, "sync$;lld ;scd ;sync$">>>;
using fetch_adds =
    Concat<FENCELINE_FORMS(_add), List<builtin_fetch_add<u64, std::memory_order_relaxed, "lld ;scd ">,
                                       builtin_fetch_add<u64, std::memory_order_seq_cst, "sync$;lld ;scd ;sync$">>>;
using fetch_ands =
    Concat<FENCELINE_FORMS(_and), List<builtin_fetch_and<u64, std::memory_order_seq_cst, "sync$;lld ;scd ;sync$">>>;
using fetch_ors =
    Concat<FENCELINE_FORMS(_or), List<builtin_fetch_or<u64, std::memory_order_seq_cst, "sync$;lld ;scd ;sync$">>>;
using fetch_xors =
    Concat<FENCELINE_FORMS(_xor), List<builtin_fetch_xor<u64, std::memory_order_seq_cst, "sync$;lld ;scd ;sync$">>>;
using cas = Concat<FENCELINE_FORMS(_cas), List<builtin_cas<u64, std::memory_order_relaxed, "lld ;scd ">,
                                               builtin_cas<u64, std::memory_order_seq_cst, "sync$;lld ;scd ;sync$">>>;
#undef FENCELINE_FORMS

// No instruction of release 2 updates memory without a result; Octeon's own (saa, lai …) are not used.
using adds = List<builtin_add<u64, std::memory_order_relaxed, "lld ;scd ">,
                  builtin_add<u64, std::memory_order_seq_cst, "sync$;lld ;scd ;sync$">>;
using ands = List<>;
using ors = List<>;
using xors = List<>;
using fetch_extrema = List<>;
using extrema = List<>;

// ---- fences ------------------------------------------------------------------------------------

#define FENCELINE_SYNC(NAME, ASM, EMITS, ORDER)            \
  struct NAME {                                            \
    static constexpr Info info{#NAME, EMITS, ORDER};       \
    static void op() { asm volatile(ASM : : : "memory"); } \
  };
FENCELINE_SYNC(sync_all, "sync", "sync$", "rw,rw")
FENCELINE_SYNC(sync_wmb, "sync 4", "sync_wmb$", "w,w")
FENCELINE_SYNC(sync_mb, "sync 16", "sync_mb$", "rw,rw")
FENCELINE_SYNC(sync_acquire, "sync 17", "sync_acquire$", "r,rw")
FENCELINE_SYNC(sync_release, "sync 18", "sync_release$", "rw,w")
FENCELINE_SYNC(sync_rmb, "sync 19", "sync_rmb$", "r,r")
/// C++ has one for both, and no single type is: acquire and release.
FENCELINE_SYNC(sync_acquire_release, "sync 17\n\tsync 18", "sync_acquire$;sync_release$", "r,rw+w,w")
#undef FENCELINE_SYNC

using fences =
    List<sync_all, sync_wmb, sync_mb, sync_acquire, sync_release, sync_rmb, sync_acquire_release,
         builtin_fence<std::memory_order_acquire, "sync$">, builtin_fence<std::memory_order_release, "sync$">,
         builtin_fence<std::memory_order_seq_cst, "sync$">>;

// ---- spin hints, timers ------------------------------------------------------------------------

#define FENCELINE_HINT(NAME, ASM)                          \
  struct NAME {                                            \
    static constexpr Info info{#NAME, ASM, "none"};        \
    static void op() { asm volatile(ASM : : : "memory"); } \
  };
/// Waits until a link of LL is broken, or at once where there is none.
FENCELINE_HINT(pause, "pause")
FENCELINE_HINT(ssnop, "ssnop")
#undef FENCELINE_HINT
using pauses = List<pause, ssnop>;
using address_waits = List<>;

/// The C library's, as for tick(); a barrier keeps the reading behind earlier accesses.
struct sync_clock_gettime {
  static constexpr Info info{"sync_clock_gettime", "sync$", "earlier"};
  static uint64_t op() {
    asm volatile("sync" : : : "memory");
    return tick().count;
  }
};
using timers = List<sync_clock_gettime>;

}  // namespace fenceline::arch
