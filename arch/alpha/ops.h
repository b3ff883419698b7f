// Alpha: the instruction variants. Source: Alpha Architecture Handbook, version 4 (AAH): 4.2 (loads and stores, locked and
// conditional), 4.11 (MB, WMB), 5.5 and 5.6 (sharing of data, order of reads and writes).
//
// Nothing but MB and WMB orders accesses to different locations, dependencies between two reads not even that. Bytes and
// words of 16 bits have accesses since BWX, and no atomic update: there are no lists of narrow ones.
#pragma once
#include <arch/builtin.h>
#include <arch/in_register.h>
#include <arch/op.h>

namespace fenceline::arch {

using u8 = uint8_t;
using u16 = uint16_t;
using u32 = uint32_t;
using u64 = uint64_t;

// Where barriers stand: before, after, what of them the disassembly shows, and what that orders. An acquire has one behind
// it, a release before it; WMB does for a release that stores have to go before alone, which no order of C++ is.
#define FENCELINE_RELAXED "", "", "", "", "relaxed"
#define FENCELINE_ACQUIRE "", "\n\tmb", "", ";mb$", "acquire"
#define FENCELINE_RELEASE "mb\n\t", "", "mb$;", "", "release"
#define FENCELINE_SEQ_CST "mb\n\t", "\n\tmb", "mb$;", ";mb$", "seq_cst"
#define FENCELINE_CALL(MACRO, ...) MACRO(__VA_ARGS__)

// ---- loads and stores --------------------------------------------------------------------------

#define FENCELINE_LOAD(NAME, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)                                     \
  template <class T>                                                                                              \
  struct NAME {                                                                                                   \
    static constexpr Info info{                                                                                   \
        #NAME, sizeof(T) == 4 ? EMITS_BEFORE "ldl " EMITS_AFTER : EMITS_BEFORE "ldq " EMITS_AFTER, ORDER};        \
    using value_type = T;                                                                                         \
    static Whole<T> op(const T* from) {                                                                           \
      Whole<T> value;                                                                                             \
      if constexpr (sizeof(T) == 4) asm volatile(BEFORE "ldl %0,%1" AFTER : "=r"(value) : "m"(*from) : "memory"); \
      if constexpr (sizeof(T) == 8) asm volatile(BEFORE "ldq %0,%1" AFTER : "=r"(value) : "m"(*from) : "memory"); \
      return value;                                                                                               \
    }                                                                                                             \
  };
FENCELINE_CALL(FENCELINE_LOAD, ld, FENCELINE_RELAXED)
FENCELINE_CALL(FENCELINE_LOAD, ld_mb, FENCELINE_ACQUIRE)
FENCELINE_CALL(FENCELINE_LOAD, mb_ld_mb, FENCELINE_SEQ_CST)
#undef FENCELINE_LOAD

/// 8 and 16 bits.
template <class T>
struct ldu {
  static constexpr Info info{sizeof(T) == 1 ? "ldbu" : "ldwu", sizeof(T) == 1 ? "ldbu " : "ldwu ", "relaxed",
                             Feature::bwx};
  using value_type = T;
  static Whole<T> op(const T* from) {
    Whole<T> value;
    if constexpr (sizeof(T) == 1) asm volatile(".arch ev6\n\tldbu %0,0(%1)" : "=r"(value) : "r"(from) : "memory");
    if constexpr (sizeof(T) == 2) asm volatile(".arch ev6\n\tldwu %0,0(%1)" : "=r"(value) : "r"(from) : "memory");
    return value;
  }
};

using loads =
    List<ldu<u8>, ldu<u16>, ld<u32>, ld<u64>, ld_mb<u32>, ld_mb<u64>, mb_ld_mb<u32>, mb_ld_mb<u64>,
         builtin_load<u64, std::memory_order_relaxed, "ldq ">, builtin_load<u64, std::memory_order_acquire, "ldq ;mb$">,
         builtin_load<u64, std::memory_order_seq_cst, "mb$;ldq ;mb$">>;

#define FENCELINE_STORE(NAME, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)                                  \
  template <class T>                                                                                            \
  struct NAME {                                                                                                 \
    static constexpr Info info{                                                                                 \
        #NAME, sizeof(T) == 4 ? EMITS_BEFORE "stl " EMITS_AFTER : EMITS_BEFORE "stq " EMITS_AFTER, ORDER};      \
    using value_type = T;                                                                                       \
    static void op(T* to, T value) {                                                                            \
      if constexpr (sizeof(T) == 4) asm volatile(BEFORE "stl %1,%0" AFTER : "=m"(*to) : "r"(value) : "memory"); \
      if constexpr (sizeof(T) == 8) asm volatile(BEFORE "stq %1,%0" AFTER : "=m"(*to) : "r"(value) : "memory"); \
    }                                                                                                           \
  };
FENCELINE_CALL(FENCELINE_STORE, st, FENCELINE_RELAXED)
FENCELINE_CALL(FENCELINE_STORE, mb_st, FENCELINE_RELEASE)
FENCELINE_CALL(FENCELINE_STORE, mb_st_mb, FENCELINE_SEQ_CST)
/// Behind earlier stores, not behind earlier loads.
FENCELINE_STORE(wmb_st, "wmb\n\t", "", "wmb$;", "", "relaxed")
#undef FENCELINE_STORE

/// 8 and 16 bits.
template <class T>
struct stu {
  static constexpr Info info{sizeof(T) == 1 ? "stb" : "stw", sizeof(T) == 1 ? "stb " : "stw ", "relaxed", Feature::bwx};
  using value_type = T;
  static void op(T* to, T value) {
    if constexpr (sizeof(T) == 1) asm volatile(".arch ev6\n\tstb %0,0(%1)" : : "r"(value), "r"(to) : "memory");
    if constexpr (sizeof(T) == 2) asm volatile(".arch ev6\n\tstw %0,0(%1)" : : "r"(value), "r"(to) : "memory");
  }
};

using stores = List<stu<u8>, stu<u16>, st<u32>, st<u64>, wmb_st<u64>, mb_st<u32>, mb_st<u64>, mb_st_mb<u32>,
                    mb_st_mb<u64>, builtin_store<u64, std::memory_order_relaxed, "stq ">,
                    builtin_store<u64, std::memory_order_release, "mb$;stq ">,
                    builtin_store<u64, std::memory_order_seq_cst, "mb$;stq ;mb$">>;

// ---- read-modify-write: load-locked and store-conditional. The latter leaves its success in the register that it stored ----

#define FENCELINE_RMW(NAME, COMPUTE, EMITS, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)                  \
  template <class T>                                                                                          \
  struct NAME {                                                                                               \
    static constexpr Info info{#NAME, EMITS_BEFORE "ld[lq]_l ;" EMITS " ;st[lq]_c ;beq " EMITS_AFTER, ORDER}; \
    using value_type = T;                                                                                     \
    static T op(T* at, T value) {                                                                             \
      u64 old, next;                                                                                          \
      if constexpr (sizeof(T) == 4)                                                                           \
        asm volatile(BEFORE "1:\tldl_l %0,%2\n\t" COMPUTE "\n\tstl_c %1,%2\n\tbeq %1,1b" AFTER                \
                     : "=&r"(old), "=&r"(next), "+m"(*at)                                                     \
                     : "r"(value)                                                                             \
                     : "memory");                                                                             \
      if constexpr (sizeof(T) == 8)                                                                           \
        asm volatile(BEFORE "1:\tldq_l %0,%2\n\t" COMPUTE "\n\tstq_c %1,%2\n\tbeq %1,1b" AFTER                \
                     : "=&r"(old), "=&r"(next), "+m"(*at)                                                     \
                     : "r"(value)                                                                             \
                     : "memory");                                                                             \
      return static_cast<T>(old);                                                                             \
    }                                                                                                         \
  };
#define FENCELINE_RMW_FORMS(KIND, COMPUTE, EMITS)                                  \
  FENCELINE_CALL(FENCELINE_RMW, ll_sc##KIND, COMPUTE, EMITS, FENCELINE_RELAXED)    \
  FENCELINE_CALL(FENCELINE_RMW, ll_sc_mb##KIND, COMPUTE, EMITS, FENCELINE_ACQUIRE) \
  FENCELINE_CALL(FENCELINE_RMW, mb_ll_sc##KIND, COMPUTE, EMITS, FENCELINE_RELEASE) \
  FENCELINE_CALL(FENCELINE_RMW, mb_ll_sc_mb##KIND, COMPUTE, EMITS, FENCELINE_SEQ_CST)
FENCELINE_RMW_FORMS(, "bis %3,%3,%1", "mov")
FENCELINE_RMW_FORMS(_add, "addq %0,%3,%1", "addq")
FENCELINE_RMW_FORMS(_and, "and %0,%3,%1", "and")
FENCELINE_RMW_FORMS(_or, "bis %0,%3,%1", "or")
FENCELINE_RMW_FORMS(_xor, "xor %0,%3,%1", "xor")
#undef FENCELINE_RMW_FORMS
#undef FENCELINE_RMW

#define FENCELINE_CAS(NAME, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)                                        \
  template <class T>                                                                                                \
  struct NAME {                                                                                                     \
    static constexpr Info info{#NAME, EMITS_BEFORE "ld[lq]_l ;cmpeq ;beq ;mov ;st[lq]_c ;beq " EMITS_AFTER, ORDER}; \
    using value_type = T;                                                                                           \
    static T op(T* at, T expected, T desired) {                                                                     \
      u64 old, next;                                                                                                \
      if constexpr (sizeof(T) == 4)                                                                                 \
        asm volatile(                                                                                               \
            BEFORE                                                                                                  \
            "1:\tldl_l %0,%2\n\tcmpeq %0,%3,%1\n\tbeq %1,2f\n\tbis %4,%4,%1\n\tstl_c %1,%2\n\tbeq %1,1b\n2:" AFTER  \
            : "=&r"(old), "=&r"(next), "+m"(*at)                                                                    \
            : "r"(sign_extended(expected)), "r"(desired)                                                            \
            : "memory");                                                                                            \
      if constexpr (sizeof(T) == 8)                                                                                 \
        asm volatile(                                                                                               \
            BEFORE                                                                                                  \
            "1:\tldq_l %0,%2\n\tcmpeq %0,%3,%1\n\tbeq %1,2f\n\tbis %4,%4,%1\n\tstq_c %1,%2\n\tbeq %1,1b\n2:" AFTER  \
            : "=&r"(old), "=&r"(next), "+m"(*at)                                                                    \
            : "r"(expected), "r"(desired)                                                                           \
            : "memory");                                                                                            \
      return static_cast<T>(old);                                                                                   \
    }                                                                                                               \
  };
FENCELINE_CALL(FENCELINE_CAS, ll_sc_cas, FENCELINE_RELAXED)
FENCELINE_CALL(FENCELINE_CAS, ll_sc_mb_cas, FENCELINE_ACQUIRE)
FENCELINE_CALL(FENCELINE_CAS, mb_ll_sc_cas, FENCELINE_RELEASE)
FENCELINE_CALL(FENCELINE_CAS, mb_ll_sc_mb_cas, FENCELINE_SEQ_CST)
#undef FENCELINE_CAS

/// One kind of loop in all forms, 32 and 64 bits.
#define FENCELINE_FORMS(KIND)                                                                             \
  List<ll_sc##KIND<u32>, ll_sc##KIND<u64>, ll_sc_mb##KIND<u32>, ll_sc_mb##KIND<u64>, mb_ll_sc##KIND<u32>, \
       mb_ll_sc##KIND<u64>, mb_ll_sc_mb##KIND<u32>, mb_ll_sc_mb##KIND<u64>>
using exchanges =
    Concat<FENCELINE_FORMS(), List<builtin_exchange<u64, std::memory_order_relaxed, "ldq_l ;stq_c ">,
                                   builtin_exchange<u64, std::memory_order_seq_cst, "mb$;ldq_l ;stq_c ;mb$">>>;
using fetch_adds =
    Concat<FENCELINE_FORMS(_add), List<builtin_fetch_add<u64, std::memory_order_relaxed, "ldq_l ;stq_c ">,
                                       builtin_fetch_add<u64, std::memory_order_seq_cst, "mb$;ldq_l ;stq_c ;mb$">>>;
using fetch_ands =
    Concat<FENCELINE_FORMS(_and), List<builtin_fetch_and<u64, std::memory_order_seq_cst, "mb$;ldq_l ;stq_c ;mb$">>>;
using fetch_ors =
    Concat<FENCELINE_FORMS(_or), List<builtin_fetch_or<u64, std::memory_order_seq_cst, "mb$;ldq_l ;stq_c ;mb$">>>;
using fetch_xors =
    Concat<FENCELINE_FORMS(_xor), List<builtin_fetch_xor<u64, std::memory_order_seq_cst, "mb$;ldq_l ;stq_c ;mb$">>>;
using cas = Concat<FENCELINE_FORMS(_cas), List<builtin_cas<u64, std::memory_order_relaxed, "ldq_l ;stq_c ">,
                                               builtin_cas<u64, std::memory_order_seq_cst, "mb$;ldq_l ;stq_c ;mb$">>>;
#undef FENCELINE_FORMS

// No instruction updates memory without a result.
using adds = List<builtin_add<u64, std::memory_order_relaxed, "ldq_l ;stq_c ">,
                  builtin_add<u64, std::memory_order_seq_cst, "mb$;ldq_l ;stq_c ;mb$">>;
using ands = List<>;
using ors = List<>;
using xors = List<>;
using fetch_extrema = List<>;
using extrema = List<>;

// ---- fences ------------------------------------------------------------------------------------

struct mb {
  static constexpr Info info{"mb", "mb$", "rw,rw"};
  static void op() { asm volatile("mb" : : : "memory"); }
};
struct wmb {
  static constexpr Info info{"wmb", "wmb$", "w,w"};
  static void op() { asm volatile("wmb" : : : "memory"); }
};

using fences = List<mb, wmb, builtin_fence<std::memory_order_acquire, "mb$">,
                    builtin_fence<std::memory_order_release, "mb$">, builtin_fence<std::memory_order_seq_cst, "mb$">>;

// ---- spin hints, timers ------------------------------------------------------------------------

/// Linux spins with nothing but a compiler barrier.
struct nop {
  static constexpr Info info{"nop", "nop", "none"};
  static void op() { asm volatile("bis $31,$31,$31" : : : "memory"); }
};
using pauses = List<nop>;
using address_waits = List<>;

/// The C library's, as for tick(); a barrier keeps the reading behind earlier accesses.
struct mb_clock_gettime {
  static constexpr Info info{"mb_clock_gettime", "mb$", "earlier"};
  static uint64_t op() {
    asm volatile("mb" : : : "memory");
    return tick().count;
  }
};
using timers = List<mb_clock_gettime>;

}  // namespace fenceline::arch
