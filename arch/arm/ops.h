// Arm, 32 bits: the instruction variants. Sources: ARM Architecture Reference Manual, ARMv7-A and
// ARMv7-R edition, DDI 0406, A3.4 (exclusives), A3.5 (single-copy atomicity), A3.8 (memory order),
// A8.8 (each instruction); the C++ mapping is that of Sewell et al., "C/C++11 mappings to
// processors".
//
// ARMv7 has no acquire or release accesses: all order is made by dmb. Text is unified syntax that
// is the same in Arm and Thumb state.
#pragma once
#include <arch/builtin.h>
#include <arch/in_register.h>
#include <arch/op.h>

#include <type_traits>

namespace fenceline::arch {

using u8 = uint8_t;
using u16 = uint16_t;
using u32 = uint32_t;
using u64 = uint64_t;

// One asm volatile per width. TEXT(S, ...) makes the instructions up to 32 bits from the mnemonics'
// suffix S, DOUBLE(...) those for 64 bits, where %Hn is the register above %n; OPERANDS are in
// parentheses.
#define FENCELINE_UNWRAP(...) __VA_ARGS__
#define FENCELINE_BY_WIDTH(OPERANDS, TEXT, DOUBLE, ...)                                         \
  if constexpr (sizeof(T) == 1) asm volatile(TEXT("b", __VA_ARGS__) FENCELINE_UNWRAP OPERANDS); \
  if constexpr (sizeof(T) == 2) asm volatile(TEXT("h", __VA_ARGS__) FENCELINE_UNWRAP OPERANDS); \
  if constexpr (sizeof(T) == 4) asm volatile(TEXT("", __VA_ARGS__) FENCELINE_UNWRAP OPERANDS);  \
  if constexpr (sizeof(T) == 8) asm volatile(DOUBLE(__VA_ARGS__) FENCELINE_UNWRAP OPERANDS)

// Where the fences of an order stand: before, after, and what of them the disassembly shows.
// Acquire is a fence after, release one before, seq_cst both.
#define FENCELINE_RELAXED "", "", "", "", "relaxed"
#define FENCELINE_ACQUIRE "", "\n\tdmb ish", "", ";dmb ish$", "acquire"
#define FENCELINE_RELEASE "dmb ish\n", "", "dmb ish$;", "", "release"
#define FENCELINE_SEQ_CST "dmb ish\n", "\n\tdmb ish", "dmb ish$;", ";dmb ish$", "seq_cst"
/// A branch that depends on the value and an isb: nothing later begins before the load is done.
#define FENCELINE_CTRL_ISB "", "\n\tteq %0, %0\n\tbne 2f\n2:\tisb", "", ";teq(\\.w)? ;bne;isb", "acquire"
#define FENCELINE_CALL(MACRO, ...) MACRO(__VA_ARGS__)

// ---- loads -------------------------------------------------------------------------------------

/// 64 bits: ldrexd is one access on every ARMv7 (A3.5.3), and needs no strexd to be so.
#define FENCELINE_LOAD_TEXT(S, BEFORE, AFTER) BEFORE "\tldr" S " %0, %1" AFTER
#define FENCELINE_LOAD_DOUBLE(BEFORE, AFTER) BEFORE "\tldrexd %0, %H0, %1" AFTER
#define FENCELINE_LOAD(NAME, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)                   \
  template <class T>                                                                            \
  struct NAME {                                                                                 \
    static constexpr Info info{#NAME, EMITS_BEFORE "ldr(b|h|exd)?(\\.w)? " EMITS_AFTER, ORDER}; \
    using value_type = T;                                                                       \
    static Whole<T> op(const T* from) {                                                         \
      Whole<T> value;                                                                           \
      FENCELINE_BY_WIDTH((                                                                      \
                             : "=r"(value)                                                      \
                             : "Q"(*from)                                                       \
                             : "memory", "cc"),                                                 \
                         FENCELINE_LOAD_TEXT, FENCELINE_LOAD_DOUBLE, BEFORE, AFTER);            \
      return value;                                                                             \
    }                                                                                           \
  };
FENCELINE_CALL(FENCELINE_LOAD, ldr, FENCELINE_RELAXED)
FENCELINE_CALL(FENCELINE_LOAD, ldr_dmb_ish, FENCELINE_ACQUIRE)
FENCELINE_CALL(FENCELINE_LOAD, ldr_ctrl_isb, FENCELINE_CTRL_ISB)
FENCELINE_CALL(FENCELINE_LOAD, dmb_ish_ldr_dmb_ish, FENCELINE_SEQ_CST)

struct ldrd {
  static constexpr Info info{"ldrd", "ldrd ", "relaxed", Feature::lpae};
  using value_type = u64;
  static u64 op(const u64* from) {
    u64 value;
    asm volatile("ldrd %0, %H0, %1" : "=r"(value) : "Q"(*from) : "memory");
    return value;
  }
};

using loads = Concat<
    Each<ldr, u8, u16, u32, u64>,
    List<ldr_dmb_ish<u32>, ldr_dmb_ish<u64>, ldr_ctrl_isb<u32>, ldr_ctrl_isb<u64>, dmb_ish_ldr_dmb_ish<u32>,
         dmb_ish_ldr_dmb_ish<u64>, ldrd, builtin_load<u32, std::memory_order_relaxed, "ldr">,
         builtin_load<u32, std::memory_order_acquire, "ldr">, builtin_load<u32, std::memory_order_seq_cst, "ldr">,
         builtin_load<u64, std::memory_order_relaxed, "ldrexd">,
         builtin_load<u64, std::memory_order_seq_cst, "ldrexd">>>;

// ---- stores ------------------------------------------------------------------------------------

/// 64 bits: strexd, whose ldrexd only takes the line.
#define FENCELINE_STORE_TEXT(S, BEFORE, AFTER) BEFORE "\tstr" S " %2, %0" AFTER
#define FENCELINE_STORE_DOUBLE(BEFORE, AFTER) \
  BEFORE "1:\tldrexd %1, %H1, %0\n\tstrexd %1, %2, %H2, %0\n\tteq %1, #0\n\tbne 1b" AFTER
#define FENCELINE_STORE(NAME, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)                             \
  template <class T>                                                                                       \
  struct NAME {                                                                                            \
    static constexpr Info info{#NAME,                                                                      \
                               sizeof(T) == 8 ? EMITS_BEFORE "ldrexd ;strexd ;teq(\\.w)? ;bne" EMITS_AFTER \
                                              : EMITS_BEFORE "str[bh]?(\\.w)? " EMITS_AFTER,               \
                               ORDER};                                                                     \
    using value_type = T;                                                                                  \
    static void op(T* to, T value) {                                                                       \
      std::conditional_t<sizeof(T) == 8, u64, u32> scratch;                                                \
      FENCELINE_BY_WIDTH((                                                                                 \
                             : "+Q"(*to), "=&r"(scratch)                                                   \
                             : "r"(value)                                                                  \
                             : "memory", "cc"),                                                            \
                         FENCELINE_STORE_TEXT, FENCELINE_STORE_DOUBLE, BEFORE, AFTER);                     \
    }                                                                                                      \
  };
FENCELINE_CALL(FENCELINE_STORE, str, FENCELINE_RELAXED)
FENCELINE_CALL(FENCELINE_STORE, dmb_ish_str, FENCELINE_RELEASE)
FENCELINE_CALL(FENCELINE_STORE, dmb_ish_str_dmb_ish, FENCELINE_SEQ_CST)

struct strd {
  static constexpr Info info{"strd", "strd ", "relaxed", Feature::lpae};
  using value_type = u64;
  static void op(u64* to, u64 value) { asm volatile("strd %1, %H1, %0" : "=Q"(*to) : "r"(value) : "memory"); }
};

using stores = Concat<
    Each<str, u8, u16, u32, u64>,
    List<dmb_ish_str<u32>, dmb_ish_str<u64>, dmb_ish_str_dmb_ish<u32>, dmb_ish_str_dmb_ish<u64>, strd,
         builtin_store<u32, std::memory_order_relaxed, "str">, builtin_store<u32, std::memory_order_release, "str">,
         builtin_store<u32, std::memory_order_seq_cst, "str">,
         builtin_store<u64, std::memory_order_seq_cst, "strexd">>>;

// ---- read-modify-write: exclusives -------------------------------------------------------------

#define FENCELINE_EXCHANGE_TEXT(S, BEFORE, AFTER) \
  BEFORE "1:\tldrex" S " %0, %2\n\tstrex" S " %1, %3, %2\n\tteq %1, #0\n\tbne 1b" AFTER
#define FENCELINE_EXCHANGE_DOUBLE(BEFORE, AFTER) \
  BEFORE "1:\tldrexd %0, %H0, %2\n\tstrexd %1, %3, %H3, %2\n\tteq %1, #0\n\tbne 1b" AFTER
#define FENCELINE_EXCHANGE(NAME, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)                                   \
  template <class T>                                                                                                \
  struct NAME {                                                                                                     \
    static constexpr Info info{#NAME, EMITS_BEFORE "ldrex[bhd]? ;strex[bhd]? ;teq(\\.w)? ;bne" EMITS_AFTER, ORDER}; \
    using value_type = T;                                                                                           \
    static T op(T* at, T value) {                                                                                   \
      T old;                                                                                                        \
      u32 failed;                                                                                                   \
      FENCELINE_BY_WIDTH((                                                                                          \
                             : "=&r"(old), "=&r"(failed), "+Q"(*at)                                                 \
                             : "r"(value)                                                                           \
                             : "memory", "cc"),                                                                     \
                         FENCELINE_EXCHANGE_TEXT, FENCELINE_EXCHANGE_DOUBLE, BEFORE, AFTER);                        \
      return old;                                                                                                   \
    }                                                                                                               \
  };
FENCELINE_CALL(FENCELINE_EXCHANGE, ldrex_strex, FENCELINE_RELAXED)
FENCELINE_CALL(FENCELINE_EXCHANGE, ldrex_strex_dmb_ish, FENCELINE_ACQUIRE)
FENCELINE_CALL(FENCELINE_EXCHANGE, dmb_ish_ldrex_strex, FENCELINE_RELEASE)
FENCELINE_CALL(FENCELINE_EXCHANGE, dmb_ish_ldrex_strex_dmb_ish, FENCELINE_SEQ_CST)

/// LOW and HIGH compute the halves of 64 bits: adds and adc, else twice the same.
#define FENCELINE_FETCH_TEXT(S, LOW, HIGH, BEFORE, AFTER) \
  BEFORE "1:\tldrex" S " %0, %3\n\t" LOW " %1, %0, %4\n\tstrex" S " %2, %1, %3\n\tteq %2, #0\n\tbne 1b" AFTER
#define FENCELINE_FETCH_DOUBLE(LOW, HIGH, BEFORE, AFTER)         \
  BEFORE "1:\tldrexd %0, %H0, %3\n\t" LOW " %1, %0, %4\n\t" HIGH \
         " %H1, %H0, %H4\n\tstrexd %2, %1, %H1, %3\n\tteq %2, #0\n\tbne 1b" AFTER
#define FENCELINE_FETCH(NAME, LOW, HIGH, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)                            \
  template <class T>                                                                                                 \
  struct NAME {                                                                                                      \
    static constexpr Info info{                                                                                      \
        #NAME,                                                                                                       \
        sizeof(T) == 8 ? EMITS_BEFORE "ldrexd ;" LOW "(\\.w)? ;" HIGH "(\\.w)? ;strexd ;teq(\\.w)? ;bne" EMITS_AFTER \
                       : EMITS_BEFORE "ldrex[bh]? ;" LOW "(\\.w)? ;strex[bh]? ;teq(\\.w)? ;bne" EMITS_AFTER,         \
        ORDER};                                                                                                      \
    using value_type = T;                                                                                            \
    static T op(T* at, T value) {                                                                                    \
      T old, next;                                                                                                   \
      u32 failed;                                                                                                    \
      FENCELINE_BY_WIDTH((                                                                                           \
                             : "=&r"(old), "=&r"(next), "=&r"(failed), "+Q"(*at)                                     \
                             : "r"(value)                                                                            \
                             : "memory", "cc"),                                                                      \
                         FENCELINE_FETCH_TEXT, FENCELINE_FETCH_DOUBLE, LOW, HIGH, BEFORE, AFTER);                    \
      return old;                                                                                                    \
    }                                                                                                                \
  };
#define FENCELINE_FETCH_FORMS(OP, LOW, HIGH)                                              \
  FENCELINE_CALL(FENCELINE_FETCH, ldrex_strex_##OP, LOW, HIGH, FENCELINE_RELAXED)         \
  FENCELINE_CALL(FENCELINE_FETCH, ldrex_strex_dmb_ish_##OP, LOW, HIGH, FENCELINE_ACQUIRE) \
  FENCELINE_CALL(FENCELINE_FETCH, dmb_ish_ldrex_strex_##OP, LOW, HIGH, FENCELINE_RELEASE) \
  FENCELINE_CALL(FENCELINE_FETCH, dmb_ish_ldrex_strex_dmb_ish_##OP, LOW, HIGH, FENCELINE_SEQ_CST)
FENCELINE_FETCH_FORMS(add, "adds", "adc")
FENCELINE_FETCH_FORMS(and, "and", "and")
FENCELINE_FETCH_FORMS(or, "orr", "orr")
FENCELINE_FETCH_FORMS(xor, "eor", "eor")

#define FENCELINE_CAS_TEXT(S, BEFORE, AFTER) \
  BEFORE "1:\tldrex" S " %0, %2\n\tcmp %0, %3\n\tbne 2f\n\tstrex" S " %1, %4, %2\n\tteq %1, #0\n\tbne 1b\n2:" AFTER
#define FENCELINE_CAS_DOUBLE(BEFORE, AFTER)                                      \
  BEFORE                                                                         \
  "1:\tldrexd %0, %H0, %2\n\tcmp %0, %3\n\tbne 2f\n\tcmp %H0, %H3\n\tbne 2f\n\t" \
  "strexd %1, %4, %H4, %2\n\tteq %1, #0\n\tbne 1b\n2:" AFTER
#define FENCELINE_CAS(NAME, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)                                        \
  template <class T>                                                                                                \
  struct NAME {                                                                                                     \
    static constexpr Info info{                                                                                     \
        #NAME,                                                                                                      \
        sizeof(T) == 8 ? EMITS_BEFORE "ldrexd ;cmp(\\.w)? ;bne;cmp(\\.w)? ;bne;strexd ;teq(\\.w)? ;bne" EMITS_AFTER \
                       : EMITS_BEFORE "ldrex[bh]? ;cmp(\\.w)? ;bne;strex[bh]? ;teq(\\.w)? ;bne" EMITS_AFTER,        \
        ORDER};                                                                                                     \
    using value_type = T;                                                                                           \
    static T op(T* at, T expected, T desired) {                                                                     \
      /* what is loaded is zero-extended, so what it is compared with must be too */                                \
      const Whole<T> wanted = expected;                                                                             \
      Whole<T> old;                                                                                                 \
      u32 failed;                                                                                                   \
      FENCELINE_BY_WIDTH((                                                                                          \
                             : "=&r"(old), "=&r"(failed), "+Q"(*at)                                                 \
                             : "r"(wanted), "r"(desired)                                                            \
                             : "memory", "cc"),                                                                     \
                         FENCELINE_CAS_TEXT, FENCELINE_CAS_DOUBLE, BEFORE, AFTER);                                  \
      return in_range<T>(old);                                                                                      \
    }                                                                                                               \
  };
FENCELINE_CALL(FENCELINE_CAS, ldrex_strex_cas, FENCELINE_RELAXED)
FENCELINE_CALL(FENCELINE_CAS, ldrex_strex_dmb_ish_cas, FENCELINE_ACQUIRE)
FENCELINE_CALL(FENCELINE_CAS, dmb_ish_ldrex_strex_cas, FENCELINE_RELEASE)
FENCELINE_CALL(FENCELINE_CAS, dmb_ish_ldrex_strex_dmb_ish_cas, FENCELINE_SEQ_CST)

template <template <class> class... Ops>
using Words = List<Ops<u32>..., Ops<u64>...>;

using exchanges =
    Concat<Concat<Each<ldrex_strex, u8, u16>,
                  Words<ldrex_strex, ldrex_strex_dmb_ish, dmb_ish_ldrex_strex, dmb_ish_ldrex_strex_dmb_ish>>,
           List<builtin_exchange<u32, std::memory_order_relaxed, "ldrex">,
                builtin_exchange<u32, std::memory_order_seq_cst, "ldrex">,
                builtin_exchange<u64, std::memory_order_seq_cst, "ldrexd">>>;

using fetch_adds =
    Concat<Concat<Each<ldrex_strex_add, u8, u16>, Words<ldrex_strex_add, ldrex_strex_dmb_ish_add,
                                                        dmb_ish_ldrex_strex_add, dmb_ish_ldrex_strex_dmb_ish_add>>,
           List<builtin_fetch_add<u32, std::memory_order_relaxed, "ldrex">,
                builtin_fetch_add<u32, std::memory_order_seq_cst, "ldrex">,
                builtin_fetch_add<u64, std::memory_order_relaxed, "ldrexd">,
                builtin_fetch_add<u64, std::memory_order_seq_cst, "ldrexd">>>;
using fetch_ands =
    Concat<Words<ldrex_strex_and, ldrex_strex_dmb_ish_and, dmb_ish_ldrex_strex_and, dmb_ish_ldrex_strex_dmb_ish_and>,
           List<builtin_fetch_and<u32, std::memory_order_seq_cst, "ldrex">>>;
using fetch_ors =
    Concat<Words<ldrex_strex_or, ldrex_strex_dmb_ish_or, dmb_ish_ldrex_strex_or, dmb_ish_ldrex_strex_dmb_ish_or>,
           List<builtin_fetch_or<u32, std::memory_order_seq_cst, "ldrex">>>;
using fetch_xors =
    Concat<Words<ldrex_strex_xor, ldrex_strex_dmb_ish_xor, dmb_ish_ldrex_strex_xor, dmb_ish_ldrex_strex_dmb_ish_xor>,
           List<builtin_fetch_xor<u32, std::memory_order_seq_cst, "ldrex">>>;

// No instruction updates memory without a result.
using adds =
    List<builtin_add<u32, std::memory_order_relaxed, "ldrex">, builtin_add<u32, std::memory_order_seq_cst, "ldrex">,
         builtin_add<u64, std::memory_order_relaxed, "ldrexd">>;
using ands = List<>;
using ors = List<>;
using xors = List<>;
using fetch_extrema = List<>;
using extrema = List<>;

using cas = Concat<
    Concat<Each<ldrex_strex_cas, u8, u16>,
           Words<ldrex_strex_cas, ldrex_strex_dmb_ish_cas, dmb_ish_ldrex_strex_cas, dmb_ish_ldrex_strex_dmb_ish_cas>>,
    List<builtin_cas<u32, std::memory_order_relaxed, "ldrex">, builtin_cas<u32, std::memory_order_seq_cst, "ldrex">,
         builtin_cas<u64, std::memory_order_seq_cst, "ldrexd">>>;

// ---- fences (A3.8.3) ---------------------------------------------------------------------------
// dmb orders accesses, dsb also waits until they have completed. Linux runs all its CPUs in one
// inner shareable domain; `nsh` promises nothing to other CPUs, so its order is "none". The forms
// for loads only (ld) came with ARMv8.

#define FENCELINE_FENCE(MNEMONIC, OPTION, SHOWN, ORDER)                                \
  struct MNEMONIC##_##OPTION {                                                         \
    static constexpr Info info{#MNEMONIC "_" #OPTION, #MNEMONIC " " SHOWN "$", ORDER}; \
    static void op() { asm volatile(#MNEMONIC " " #OPTION : : : "memory"); }           \
  };
#define FENCELINE_FENCES(MNEMONIC)                   \
  FENCELINE_FENCE(MNEMONIC, sy, "sy", "rw,rw")       \
  FENCELINE_FENCE(MNEMONIC, st, "st", "w,w")         \
  FENCELINE_FENCE(MNEMONIC, osh, "osh", "rw,rw")     \
  FENCELINE_FENCE(MNEMONIC, oshst, "oshst", "w,w")   \
  FENCELINE_FENCE(MNEMONIC, ish, "ish", "rw,rw")     \
  FENCELINE_FENCE(MNEMONIC, ishst, "ishst", "w,w")   \
  FENCELINE_FENCE(MNEMONIC, nsh, "(nsh|un)", "none") \
  FENCELINE_FENCE(MNEMONIC, nshst, "(nsh|un)st", "none")
FENCELINE_FENCES(dmb)
FENCELINE_FENCES(dsb)

#define FENCELINE_PLAIN(NAME, ASM, EMITS)                  \
  struct NAME {                                            \
    static constexpr Info info{#NAME, EMITS, "none"};      \
    static void op() { asm volatile(ASM : : : "memory"); } \
  };
/// Refetches what follows. Orders no accesses by itself; after a branch on a loaded value it keeps
/// that load before later accesses (ctrl+isb).
FENCELINE_PLAIN(isb, "isb", "isb")

using fences =
    List<dmb_sy, dmb_st, dmb_osh, dmb_oshst, dmb_ish, dmb_ishst, dmb_nsh, dmb_nshst, dsb_sy, dsb_st, dsb_osh, dsb_oshst,
         dsb_ish, dsb_ishst, dsb_nsh, dsb_nshst, isb, builtin_fence<std::memory_order_acquire, "dmb ish$">,
         builtin_fence<std::memory_order_release, "dmb ish$">, builtin_fence<std::memory_order_seq_cst, "dmb ish$">>;

// ---- spin hints --------------------------------------------------------------------------------

FENCELINE_PLAIN(yield, "yield", "yield")
/// wfe may sleep for ever, so it brings the event that wakes it: to all cores, since sevl, which
/// sets only one's own, came with ARMv8.
FENCELINE_PLAIN(sev_wfe, "sev\n\twfe", "sev;wfe")
FENCELINE_PLAIN(nop, "nop", "nop")

using pauses = List<yield, isb, sev_wfe, nop>;
// The end of a reservation is an event from ARMv8 on: before, wfe would sleep on.
using address_waits = List<>;

// ---- timers: the C library's, as for tick(); an isb keeps the reading behind what stands before
// it --

struct isb_clock_gettime {
  static constexpr Info info{"isb_clock_gettime", "isb", "earlier"};
  static uint64_t op() {
    asm volatile("isb" : : : "memory");
    return tick().count;
  }
};

using timers = List<isb_clock_gettime>;

}  // namespace fenceline::arch
