// AArch64: read-modify-write by load-exclusive and store-exclusive. Sources as in ops.h.
//
// One asm each, with nothing between load and store but what "Load-Exclusive and Store-Exclusive
// instruction usage restrictions" (B2) promise to let succeed. The dmb forms: a later access may
// come between an ldaxr and its stlxr, so a full barrier (Linux' atomics that return a value) adds
// a dmb.
#pragma once
#include <arch/width.h>

namespace fenceline::arch {

#define FENCELINE_LLSC_EXCHANGE_TEXT(S, R, LOAD, STORE, AFTER) \
  "1:\t" LOAD S " %" R "0, %2\n\t" STORE S " %w1, %" R "3, %2\n\tcbnz %w1, 1b" AFTER
#define FENCELINE_LLSC_EXCHANGE(NAME, LOAD, STORE, AFTER, EMITS_AFTER, ORDER)                 \
  template <class T>                                                                          \
  struct NAME {                                                                               \
    static constexpr Info info{#NAME, LOAD "[bh]? ;" STORE "[bh]? ;cbnz" EMITS_AFTER, ORDER}; \
    using value_type = T;                                                                     \
    static T op(T* at, T value) {                                                             \
      T old;                                                                                  \
      u32 failed;                                                                             \
      FENCELINE_BY_WIDTH((                                                                    \
                             : "=&r"(old), "=&r"(failed), "+Q"(*at)                           \
                             : "r"(value)                                                     \
                             : "memory"),                                                     \
                         FENCELINE_LLSC_EXCHANGE_TEXT, LOAD, STORE, AFTER);                   \
      return old;                                                                             \
    }                                                                                         \
  };
FENCELINE_LLSC_EXCHANGE(ldxr_stxr, "ldxr", "stxr", "", "", "relaxed")
FENCELINE_LLSC_EXCHANGE(ldaxr_stxr, "ldaxr", "stxr", "", "", "acquire")
FENCELINE_LLSC_EXCHANGE(ldxr_stlxr, "ldxr", "stlxr", "", "", "release")
FENCELINE_LLSC_EXCHANGE(ldaxr_stlxr, "ldaxr", "stlxr", "", "", "seq_cst")
FENCELINE_LLSC_EXCHANGE(ldxr_stlxr_dmb_ish, "ldxr", "stlxr", "\n\tdmb ish", ";dmb ish$", "seq_cst")

#define FENCELINE_LLSC_FETCH_TEXT(S, R, LOAD, STORE, COMPUTE, AFTER)                            \
  "1:\t" LOAD S " %" R "0, %3\n\t" COMPUTE " %" R "1, %" R "0, %" R "4\n\t" STORE S " %w2, %" R \
  "1, %3\n\tcbnz %w2, 1b" AFTER
#define FENCELINE_LLSC_FETCH(NAME, LOAD, STORE, COMPUTE, AFTER, EMITS_AFTER, ORDER)                        \
  template <class T>                                                                                       \
  struct NAME {                                                                                            \
    static constexpr Info info{#NAME, LOAD "[bh]? ;" COMPUTE " ;" STORE "[bh]? ;cbnz" EMITS_AFTER, ORDER}; \
    using value_type = T;                                                                                  \
    static T op(T* at, T value) {                                                                          \
      T old, next;                                                                                         \
      u32 failed;                                                                                          \
      FENCELINE_BY_WIDTH((                                                                                 \
                             : "=&r"(old), "=&r"(next), "=&r"(failed), "+Q"(*at)                           \
                             : "r"(value)                                                                  \
                             : "memory"),                                                                  \
                         FENCELINE_LLSC_FETCH_TEXT, LOAD, STORE, COMPUTE, AFTER);                          \
      return old;                                                                                          \
    }                                                                                                      \
  };
#define FENCELINE_LLSC_FETCH_FORMS(OP, COMPUTE)                                        \
  FENCELINE_LLSC_FETCH(ldxr_stxr_##OP, "ldxr", "stxr", COMPUTE, "", "", "relaxed")     \
  FENCELINE_LLSC_FETCH(ldaxr_stxr_##OP, "ldaxr", "stxr", COMPUTE, "", "", "acquire")   \
  FENCELINE_LLSC_FETCH(ldxr_stlxr_##OP, "ldxr", "stlxr", COMPUTE, "", "", "release")   \
  FENCELINE_LLSC_FETCH(ldaxr_stlxr_##OP, "ldaxr", "stlxr", COMPUTE, "", "", "seq_cst") \
  FENCELINE_LLSC_FETCH(ldxr_stlxr_dmb_ish_##OP, "ldxr", "stlxr", COMPUTE, "\n\tdmb ish", ";dmb ish$", "seq_cst")
FENCELINE_LLSC_FETCH_FORMS(add, "add")
FENCELINE_LLSC_FETCH_FORMS(and, "and")
FENCELINE_LLSC_FETCH_FORMS(or, "orr")
FENCELINE_LLSC_FETCH_FORMS(xor, "eor")

// What is loaded is zero-extended, so what it is compared with must be too: of a narrow word the comparison does that
// itself, that no instruction more stands in a chain.
#define FENCELINE_LLSC_CAS_STEPS(S, R, EXTEND, LOAD, STORE, AFTER)                                  \
  "1:\t" LOAD S " %" R "0, %2\n\tcmp %" R "0, %" R "3" EXTEND "\n\tb.ne 2f\n\t" STORE S " %w1, %" R \
  "4, %2\n\tcbnz %w1, 1b\n2:" AFTER
#define FENCELINE_LLSC_CAS_TEXT(S, R, ...) FENCELINE_LLSC_CAS_STEPS(S, R, "", __VA_ARGS__)
#define FENCELINE_LLSC_CAS_NARROW_TEXT(S, R, ...) FENCELINE_LLSC_CAS_STEPS(S, R, ", uxt" S, __VA_ARGS__)
#define FENCELINE_LLSC_CAS_OPERANDS \
  ( : "=&r"(old), "=&r"(failed), "+Q"(*at) : "r"(expected), "r"(desired) : "memory", "cc")
#define FENCELINE_LLSC_CAS(NAME, LOAD, STORE, AFTER, EMITS_AFTER, ORDER)                                     \
  template <class T>                                                                                         \
  struct NAME {                                                                                              \
    static constexpr Info info{#NAME, LOAD "[bh]? ;cmp;b.ne;" STORE "[bh]? ;cbnz" EMITS_AFTER, ORDER};       \
    using value_type = T;                                                                                    \
    static T op(T* at, T expected, T desired) {                                                              \
      T old;                                                                                                 \
      u32 failed;                                                                                            \
      if constexpr (sizeof(T) < sizeof(u32)) {                                                               \
        FENCELINE_BY_WIDTH(FENCELINE_LLSC_CAS_OPERANDS, FENCELINE_LLSC_CAS_NARROW_TEXT, LOAD, STORE, AFTER); \
      } else {                                                                                               \
        FENCELINE_BY_WIDTH(FENCELINE_LLSC_CAS_OPERANDS, FENCELINE_LLSC_CAS_TEXT, LOAD, STORE, AFTER);        \
      }                                                                                                      \
      return old;                                                                                            \
    }                                                                                                        \
  };
FENCELINE_LLSC_CAS(ldxr_stxr_cas, "ldxr", "stxr", "", "", "relaxed")
FENCELINE_LLSC_CAS(ldaxr_stxr_cas, "ldaxr", "stxr", "", "", "acquire")
FENCELINE_LLSC_CAS(ldxr_stlxr_cas, "ldxr", "stlxr", "", "", "release")
FENCELINE_LLSC_CAS(ldaxr_stlxr_cas, "ldaxr", "stlxr", "", "", "seq_cst")
FENCELINE_LLSC_CAS(ldxr_stlxr_dmb_ish_cas, "ldxr", "stlxr", "\n\tdmb ish", ";dmb ish$", "seq_cst")

/// 16 bytes: the pair forms. What was found is stored back when it is not what was expected, since
/// a pair that was only loaded may be torn.
#define FENCELINE_LLSC_PAIR(NAME, LOAD, STORE, ORDER)                                                        \
  struct NAME##_cas {                                                                                        \
    static constexpr Info info{#NAME "_cas", LOAD " ;cmp;ccmp;csel;csel;" STORE " ;cbnz", ORDER};            \
    using value_type = u128;                                                                                 \
    static u128 op(u128* at, u128 expected, u128 desired) {                                                  \
      u64 low, high, next_low, next_high;                                                                    \
      u32 failed;                                                                                            \
      asm volatile("1:\t" LOAD                                                                               \
                   " %0, %1, %5\n\tcmp %0, %6\n\tccmp %1, %7, #0, eq\n\t"                                    \
                   "csel %2, %8, %0, eq\n\tcsel %3, %9, %1, eq\n\t" STORE " %w4, %2, %3, %5\n\tcbnz %w4, 1b" \
                   : "=&r"(low), "=&r"(high), "=&r"(next_low), "=&r"(next_high), "=&r"(failed), "+Q"(*at)    \
                   : "r"(low_half(expected)), "r"(high_half(expected)), "r"(low_half(desired)),              \
                     "r"(high_half(desired))                                                                 \
                   : "memory", "cc");                                                                        \
      return join(low, high);                                                                                \
    }                                                                                                        \
  };                                                                                                         \
  struct NAME##_exchange {                                                                                   \
    static constexpr Info info{#NAME "_exchange", LOAD " ;" STORE " ;cbnz", ORDER};                          \
    using value_type = u128;                                                                                 \
    static u128 op(u128* at, u128 value) {                                                                   \
      u64 low, high;                                                                                         \
      u32 failed;                                                                                            \
      asm volatile("1:\t" LOAD " %0, %1, %3\n\t" STORE " %w2, %4, %5, %3\n\tcbnz %w2, 1b"                    \
                   : "=&r"(low), "=&r"(high), "=&r"(failed), "+Q"(*at)                                       \
                   : "r"(low_half(value)), "r"(high_half(value))                                             \
                   : "memory");                                                                              \
      return join(low, high);                                                                                \
    }                                                                                                        \
  };
FENCELINE_LLSC_PAIR(ldxp_stxp, "ldxp", "stxp", "relaxed")
FENCELINE_LLSC_PAIR(ldaxp_stxp, "ldaxp", "stxp", "acquire")
FENCELINE_LLSC_PAIR(ldxp_stlxp, "ldxp", "stlxp", "release")
FENCELINE_LLSC_PAIR(ldaxp_stlxp, "ldaxp", "stlxp", "seq_cst")

}  // namespace fenceline::arch
