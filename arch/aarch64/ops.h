// AArch64: the instruction variants. Sources: Arm Architecture Reference Manual DDI 0487 (sections
// by title, as their numbers change between issues): B2 "The AArch64 application level memory
// model", C6.2 for each instruction; Pulte et al., "Simplifying ARM Concurrency", POPL 2018.
//
// The baseline is Armv8.0: later instructions are unlocked inside their own asm by .arch_extension,
// or spelled as .inst words on fixed registers where binutils 2.40 or Clang 14 do not know them.
#pragma once
#include <arch/builtin.h>
#include <arch/op.h>

#include <type_traits>

namespace fenceline::arch {

using u8 = uint8_t;
using u16 = uint16_t;
using u32 = uint32_t;
using u64 = uint64_t;
using u128 = unsigned __int128;

constexpr u64 low_half(u128 x) { return static_cast<u64>(x); }
constexpr u64 high_half(u128 x) { return static_cast<u64>(x >> 64); }
constexpr u128 join(u64 low, u64 high) { return u128{high} << 64 | low; }

template <template <class> class... Ops>
using AllWidths = List<Ops<u8>..., Ops<u16>..., Ops<u32>..., Ops<u64>...>;
template <template <class> class... Ops>
using Words = List<Ops<u32>..., Ops<u64>...>;
template <template <class> class... Ops>
using Doublewords = List<Ops<u64>...>;

// One asm volatile per width. TEXT(S, R, ...) makes the instructions from the mnemonics' suffix S
// and the registers' letter R; OPERANDS are in parentheses.
#define FENCELINE_UNWRAP(...) __VA_ARGS__
#define FENCELINE_BY_WIDTH(OPERANDS, TEXT, ...)                          \
  if constexpr (sizeof(T) == 1)                                          \
    asm volatile(TEXT("b", "w", __VA_ARGS__) FENCELINE_UNWRAP OPERANDS); \
  if constexpr (sizeof(T) == 2)                                          \
    asm volatile(TEXT("h", "w", __VA_ARGS__) FENCELINE_UNWRAP OPERANDS); \
  if constexpr (sizeof(T) == 4)                                          \
    asm volatile(TEXT("", "w", __VA_ARGS__) FENCELINE_UNWRAP OPERANDS);  \
  if constexpr (sizeof(T) == 8) asm volatile(TEXT("", "x", __VA_ARGS__) FENCELINE_UNWRAP OPERANDS)

// ---- loads
// ----------------------------------------------------------------------------------------

#define FENCELINE_LOAD_TEXT(S, R, BEFORE, LOAD, AFTER) BEFORE LOAD S " %" R "0, %1" AFTER
#define FENCELINE_LOAD(NAME, BEFORE, LOAD, AFTER, EMITS, ORDER, NEEDS) \
  template <class T>                                                   \
  struct NAME {                                                        \
    static constexpr Info info{#NAME, EMITS, ORDER, NEEDS};            \
    using value_type = T;                                              \
    static T op(const T* from) {                                       \
      T value;                                                         \
      FENCELINE_BY_WIDTH((                                             \
                             : "=r"(value)                             \
                             : "Q"(*from)                              \
                             : "memory"),                              \
                         FENCELINE_LOAD_TEXT, BEFORE, LOAD, AFTER);    \
      return value;                                                    \
    }                                                                  \
  };
FENCELINE_LOAD(ldr, "", "ldr", "", "ldr[bh]? ", "relaxed", Feature::none)
/// Also waits for every earlier stlr of this thread (RCsc): what seq_cst needs, more than acquire
/// does.
FENCELINE_LOAD(ldar, "", "ldar", "", "ldar[bh]? ", "seq_cst", Feature::none)
/// Acquire that may pass an earlier stlr to another address (RCpc).
FENCELINE_LOAD(ldapr, ".arch_extension rcpc\n\t", "ldapr", "", "ldapr[bh]? ", "acquire",
               Feature::rcpc)
/// The fence-based acquire of Armv7 and of Linux before ldar.
FENCELINE_LOAD(ldr_dmb_ishld, "", "ldr", "\n\tdmb ishld", "ldr[bh]? ;dmb ishld", "acquire",
               Feature::none)
FENCELINE_LOAD(dmb_ish_ldr_dmb_ishld, "dmb ish\n\t", "ldr", "\n\tdmb ishld",
               "dmb ish$;ldr[bh]? ;dmb ishld", "seq_cst", Feature::none)

/// ldapr with an unscaled offset, here 0.
struct ldapur {
  static constexpr Info info{"ldapur", "ldapur ", "acquire", Feature::rcpc2};
  using value_type = u64;
  static u64 op(const u64* from) {
    register u64 value asm("x0");
    register const u64* base asm("x1") = from;
    asm volatile(".inst 0xd9400020" : "=r"(value) : "r"(base) : "memory");  // ldapur x0, [x1]
    return value;
  }
};

/// 16 bytes, one access where FEAT_LSE2 makes it so ("Single-copy atomicity").
#define FENCELINE_LDP(NAME, AFTER, EMITS, ORDER)                                            \
  struct NAME {                                                                             \
    static constexpr Info info{#NAME, EMITS, ORDER, Feature::lse2};                         \
    using value_type = u128;                                                                \
    static u128 op(const u128* from) {                                                      \
      u64 low, high;                                                                        \
      asm volatile("ldp %0, %1, %2" AFTER : "=r"(low), "=r"(high) : "Q"(*from) : "memory"); \
      return join(low, high);                                                               \
    }                                                                                       \
  };
FENCELINE_LDP(ldp, "", "ldp x", "relaxed")
FENCELINE_LDP(ldp_dmb_ishld, "\n\tdmb ishld", "ldp x;dmb ishld", "acquire")
struct ldr_q {
  static constexpr Info info{"ldr_q", "ldr q", "relaxed", Feature::lse2};
  using value_type = u128;
  static u128 op(const u128* from) {
    typedef u64 v2 __attribute__((vector_size(16)));
    v2 value;
    asm volatile("ldr %q0, %1" : "=w"(value) : "Q"(*from) : "memory");
    return join(value[0], value[1]);
  }
};
struct ldiapp {
  static constexpr Info info{"ldiapp", "(ldiapp |\\.inst 0xd9411840)", "acquire", Feature::rcpc3};
  using value_type = u128;
  static u128 op(const u128* from) {
    register u64 low asm("x0");
    register u64 high asm("x1");
    register const u128* base asm("x2") = from;
    asm volatile(".inst 0xd9411840"  // ldiapp x0, x1, [x2]
                 : "=r"(low), "=r"(high)
                 : "r"(base)
                 : "memory");
    return join(low, high);
  }
};
/// Before FEAT_LSE2 a 16-byte read is one access only if the store-exclusive of what was read
/// succeeds: a load that needs a writable page and takes the line for itself.
#define FENCELINE_LDXP_LOAD(NAME, LOAD, STORE, ORDER)                                       \
  struct NAME {                                                                             \
    static constexpr Info info{#NAME, LOAD " ;" STORE " ;cbnz", ORDER};                     \
    using value_type = u128;                                                                \
    static u128 op(const u128* from) {                                                      \
      u64 low, high;                                                                        \
      u32 failed;                                                                           \
      asm volatile("1:\t" LOAD " %0, %1, %3\n\t" STORE " %w2, %0, %1, %3\n\tcbnz %w2, 1b"   \
                   : "=&r"(low), "=&r"(high), "=&r"(failed), "+Q"(*const_cast<u128*>(from)) \
                   :                                                                        \
                   : "memory");                                                             \
      return join(low, high);                                                               \
    }                                                                                       \
  };
FENCELINE_LDXP_LOAD(ldxp_stxp, "ldxp", "stxp", "relaxed")
FENCELINE_LDXP_LOAD(ldaxp_stxp, "ldaxp", "stxp", "acquire")
FENCELINE_LDXP_LOAD(ldaxp_stlxp, "ldaxp", "stlxp", "seq_cst")

using loads =
    Concat<Concat<AllWidths<ldr, ldar, ldapr>, Doublewords<ldr_dmb_ishld, dmb_ish_ldr_dmb_ishld>>,
           List<ldapur, ldp, ldp_dmb_ishld, ldr_q, ldiapp, ldxp_stxp, ldaxp_stxp, ldaxp_stlxp,
                builtin_load<u64, std::memory_order_relaxed, "ldr ">,
                builtin_load<u64, std::memory_order_acquire, "ldap?r ">,
                builtin_load<u64, std::memory_order_seq_cst, "ldar ">>>;

// ---- stores
// ---------------------------------------------------------------------------------------

#define FENCELINE_STORE_TEXT(S, R, BEFORE, STORE, AFTER) BEFORE STORE S " %" R "1, %0" AFTER
#define FENCELINE_STORE(NAME, BEFORE, STORE, AFTER, EMITS, ORDER)     \
  template <class T>                                                  \
  struct NAME {                                                       \
    static constexpr Info info{#NAME, EMITS, ORDER};                  \
    using value_type = T;                                             \
    static void op(T* to, T value) {                                  \
      FENCELINE_BY_WIDTH((                                            \
                             : "=Q"(*to)                              \
                             : "r"(value)                             \
                             : "memory"),                             \
                         FENCELINE_STORE_TEXT, BEFORE, STORE, AFTER); \
    }                                                                 \
  };
FENCELINE_STORE(str, "", "str", "", "str[bh]? ", "relaxed")
/// Release, and seq_cst as far as later loads are ldar: a later ldr or ldapr may still pass it.
FENCELINE_STORE(stlr, "", "stlr", "", "stlr[bh]? ", "seq_cst")
FENCELINE_STORE(dmb_ish_str, "dmb ish\n\t", "str", "", "dmb ish$;str[bh]? ", "release")
/// The fence-based seq_cst store of Armv7.
FENCELINE_STORE(dmb_ish_str_dmb_ish, "dmb ish\n\t", "str", "\n\tdmb ish",
                "dmb ish$;str[bh]? ;dmb ish$", "seq_cst")
/// Nothing later passes it, whatever the later access is.
FENCELINE_STORE(stlr_dmb_ish, "", "stlr", "\n\tdmb ish", "stlr[bh]? ;dmb ish$", "seq_cst")

/// stlr with an unscaled offset, here 0.
struct stlur {
  static constexpr Info info{"stlur", "stlur ", "seq_cst", Feature::rcpc2};
  using value_type = u64;
  static void op(u64* to, u64 value) {
    register u64 stored asm("x0") = value;
    register u64* base asm("x1") = to;
    asm volatile(".inst 0xd9000020" : : "r"(stored), "r"(base) : "memory");  // stlur x0, [x1]
  }
};

#define FENCELINE_STP(NAME, BEFORE, AFTER, EMITS, ORDER)            \
  struct NAME {                                                     \
    static constexpr Info info{#NAME, EMITS, ORDER, Feature::lse2}; \
    using value_type = u128;                                        \
    static void op(u128* to, u128 value) {                          \
      asm volatile(BEFORE "stp %1, %2, %0" AFTER                    \
                   : "=Q"(*to)                                      \
                   : "r"(low_half(value)), "r"(high_half(value))    \
                   : "memory");                                     \
    }                                                               \
  };
FENCELINE_STP(stp, "", "", "stp x", "relaxed")
FENCELINE_STP(dmb_ish_stp, "dmb ish\n\t", "", "dmb ish$;stp x", "release")
FENCELINE_STP(dmb_ish_stp_dmb_ish, "dmb ish\n\t", "\n\tdmb ish", "dmb ish$;stp x;dmb ish$",
              "seq_cst")
struct str_q {
  static constexpr Info info{"str_q", "str q", "relaxed", Feature::lse2};
  using value_type = u128;
  static void op(u128* to, u128 value) {
    typedef u64 v2 __attribute__((vector_size(16)));
    const v2 wide{low_half(value), high_half(value)};
    asm volatile("str %q1, %0" : "=Q"(*to) : "w"(wide) : "memory");
  }
};
struct stilp {
  static constexpr Info info{"stilp", "(stilp |\\.inst 0xd9011840)", "release", Feature::rcpc3};
  using value_type = u128;
  static void op(u128* to, u128 value) {
    register u64 low asm("x0") = low_half(value);
    register u64 high asm("x1") = high_half(value);
    register u128* base asm("x2") = to;
    asm volatile(".inst 0xd9011840"  // stilp x0, x1, [x2]
                 :
                 : "r"(low), "r"(high), "r"(base)
                 : "memory");
  }
};

using stores = Concat<
    Concat<AllWidths<str, stlr>, Doublewords<dmb_ish_str, dmb_ish_str_dmb_ish, stlr_dmb_ish>>,
    List<stlur, stp, dmb_ish_stp, dmb_ish_stp_dmb_ish, str_q, stilp,
         builtin_store<u64, std::memory_order_relaxed, "str ">,
         builtin_store<u64, std::memory_order_release, "stlr ">,
         builtin_store<u64, std::memory_order_seq_cst, "stlr ">>>;

// ---- read-modify-write by exclusives
// -------------------------------------------------------------- One asm each, with nothing between
// load and store outside what
// "Load-Exclusive and Store-Exclusive instruction usage restrictions" promise to let succeed. `dmb`
// forms: ldaxr/stlxr alone lets a later access in between the two, so a full barrier (Linux'
// atomics that return a value) adds a dmb.

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
#define FENCELINE_LLSC_FETCH(NAME, LOAD, STORE, COMPUTE, AFTER, EMITS_AFTER, ORDER)                \
  template <class T>                                                                               \
  struct NAME {                                                                                    \
    static constexpr Info info{#NAME, LOAD "[bh]? ;" COMPUTE " ;" STORE "[bh]? ;cbnz" EMITS_AFTER, \
                               ORDER};                                                             \
    using value_type = T;                                                                          \
    static T op(T* at, T value) {                                                                  \
      T old, next;                                                                                 \
      u32 failed;                                                                                  \
      FENCELINE_BY_WIDTH((                                                                         \
                             : "=&r"(old), "=&r"(next), "=&r"(failed), "+Q"(*at)                   \
                             : "r"(value)                                                          \
                             : "memory"),                                                          \
                         FENCELINE_LLSC_FETCH_TEXT, LOAD, STORE, COMPUTE, AFTER);                  \
      return old;                                                                                  \
    }                                                                                              \
  };
#define FENCELINE_LLSC_FETCH_FORMS(OP, COMPUTE)                                          \
  FENCELINE_LLSC_FETCH(ldxr_stxr_##OP, "ldxr", "stxr", COMPUTE, "", "", "relaxed")       \
  FENCELINE_LLSC_FETCH(ldaxr_stxr_##OP, "ldaxr", "stxr", COMPUTE, "", "", "acquire")     \
  FENCELINE_LLSC_FETCH(ldxr_stlxr_##OP, "ldxr", "stlxr", COMPUTE, "", "", "release")     \
  FENCELINE_LLSC_FETCH(ldaxr_stlxr_##OP, "ldaxr", "stlxr", COMPUTE, "", "", "seq_cst")   \
  FENCELINE_LLSC_FETCH(ldxr_stlxr_dmb_ish_##OP, "ldxr", "stlxr", COMPUTE, "\n\tdmb ish", \
                       ";dmb ish$", "seq_cst")
FENCELINE_LLSC_FETCH_FORMS(add, "add")
FENCELINE_LLSC_FETCH_FORMS(and, "and")
FENCELINE_LLSC_FETCH_FORMS(or, "orr")
FENCELINE_LLSC_FETCH_FORMS(xor, "eor")

#define FENCELINE_LLSC_CAS_TEXT(S, R, LOAD, STORE, AFTER)                                 \
  "1:\t" LOAD S " %" R "0, %2\n\tcmp %" R "0, %" R "3\n\tb.ne 2f\n\t" STORE S " %w1, %" R \
  "4, %2\n\tcbnz %w1, 1b\n2:" AFTER
#define FENCELINE_LLSC_CAS(NAME, LOAD, STORE, AFTER, EMITS_AFTER, ORDER)                       \
  template <class T>                                                                           \
  struct NAME {                                                                                \
    static constexpr Info info{#NAME, LOAD "[bh]? ;cmp;b.ne;" STORE "[bh]? ;cbnz" EMITS_AFTER, \
                               ORDER};                                                         \
    using value_type = T;                                                                      \
    static T op(T* at, T expected, T desired) {                                                \
      /* what is loaded is zero-extended, so what it is compared with must be too */           \
      const std::conditional_t<sizeof(T) < 4, u32, T> wanted = expected;                       \
      T old;                                                                                   \
      u32 failed;                                                                              \
      FENCELINE_BY_WIDTH((                                                                     \
                             : "=&r"(old), "=&r"(failed), "+Q"(*at)                            \
                             : "r"(wanted), "r"(desired)                                       \
                             : "memory", "cc"),                                                \
                         FENCELINE_LLSC_CAS_TEXT, LOAD, STORE, AFTER);                         \
      return old;                                                                              \
    }                                                                                          \
  };
FENCELINE_LLSC_CAS(ldxr_stxr_cas, "ldxr", "stxr", "", "", "relaxed")
FENCELINE_LLSC_CAS(ldaxr_stxr_cas, "ldaxr", "stxr", "", "", "acquire")
FENCELINE_LLSC_CAS(ldxr_stlxr_cas, "ldxr", "stlxr", "", "", "release")
FENCELINE_LLSC_CAS(ldaxr_stlxr_cas, "ldaxr", "stlxr", "", "", "seq_cst")
FENCELINE_LLSC_CAS(ldxr_stlxr_dmb_ish_cas, "ldxr", "stlxr", "\n\tdmb ish", ";dmb ish$", "seq_cst")

/// 16 bytes: the pair forms. What was found is stored back when it is not what was expected, since
/// a pair that was only loaded may be torn.
#define FENCELINE_LLSC_PAIR(NAME, LOAD, STORE, ORDER)                                             \
  struct NAME##_cas {                                                                             \
    static constexpr Info info{#NAME "_cas", LOAD " ;cmp;ccmp;csel;csel;" STORE " ;cbnz", ORDER}; \
    using value_type = u128;                                                                      \
    static u128 op(u128* at, u128 expected, u128 desired) {                                       \
      u64 low, high, next_low, next_high;                                                         \
      u32 failed;                                                                                 \
      asm volatile("1:\t" LOAD                                                                    \
                   " %0, %1, %5\n\tcmp %0, %6\n\tccmp %1, %7, #0, eq\n\t"                         \
                   "csel %2, %8, %0, eq\n\tcsel %3, %9, %1, eq\n\t" STORE                         \
                   " %w4, %2, %3, %5\n\tcbnz %w4, 1b"                                             \
                   : "=&r"(low), "=&r"(high), "=&r"(next_low), "=&r"(next_high), "=&r"(failed),   \
                     "+Q"(*at)                                                                    \
                   : "r"(low_half(expected)), "r"(high_half(expected)), "r"(low_half(desired)),   \
                     "r"(high_half(desired))                                                      \
                   : "memory", "cc");                                                             \
      return join(low, high);                                                                     \
    }                                                                                             \
  };                                                                                              \
  struct NAME##_exchange {                                                                        \
    static constexpr Info info{#NAME "_exchange", LOAD " ;" STORE " ;cbnz", ORDER};               \
    using value_type = u128;                                                                      \
    static u128 op(u128* at, u128 value) {                                                        \
      u64 low, high;                                                                              \
      u32 failed;                                                                                 \
      asm volatile("1:\t" LOAD " %0, %1, %3\n\t" STORE " %w2, %4, %5, %3\n\tcbnz %w2, 1b"         \
                   : "=&r"(low), "=&r"(high), "=&r"(failed), "+Q"(*at)                            \
                   : "r"(low_half(value)), "r"(high_half(value))                                  \
                   : "memory");                                                                   \
      return join(low, high);                                                                     \
    }                                                                                             \
  };
FENCELINE_LLSC_PAIR(ldxp_stxp, "ldxp", "stxp", "relaxed")
FENCELINE_LLSC_PAIR(ldaxp_stxp, "ldaxp", "stxp", "acquire")
FENCELINE_LLSC_PAIR(ldxp_stlxp, "ldxp", "stlxp", "release")
FENCELINE_LLSC_PAIR(ldaxp_stlxp, "ldaxp", "stlxp", "seq_cst")

// ---- read-modify-write in one instruction: FEAT_LSE and FEAT_LSE128
// ---------------------------------- The a and l forms are both needed for seq_cst; al is still no
// full barrier: later plain accesses may pass its store half.

#define FENCELINE_LSE_TEXT(S, R, MNEMONIC) \
  ".arch_extension lse\n\t" MNEMONIC S " %" R "2, %" R "0, %1"
#define FENCELINE_LSE(NAME, MNEMONIC, ORDER)                                   \
  template <class T>                                                           \
  struct NAME {                                                                \
    static constexpr Info info{#NAME, MNEMONIC "[bh]? ", ORDER, Feature::lse}; \
    using value_type = T;                                                      \
    static T op(T* at, T value) {                                              \
      T old;                                                                   \
      FENCELINE_BY_WIDTH((                                                     \
                             : "=r"(old), "+Q"(*at)                            \
                             : "r"(value)                                      \
                             : "memory"),                                      \
                         FENCELINE_LSE_TEXT, MNEMONIC);                        \
      return old;                                                              \
    }                                                                          \
  };
#define FENCELINE_LSE_FORMS(MNEMONIC)                  \
  FENCELINE_LSE(MNEMONIC, #MNEMONIC, "relaxed")        \
  FENCELINE_LSE(MNEMONIC##a, #MNEMONIC "a", "acquire") \
  FENCELINE_LSE(MNEMONIC##l, #MNEMONIC "l", "release") \
  FENCELINE_LSE(MNEMONIC##al, #MNEMONIC "al", "seq_cst")
FENCELINE_LSE_FORMS(swp)
FENCELINE_LSE_FORMS(ldadd)
FENCELINE_LSE_FORMS(ldset)
FENCELINE_LSE_FORMS(ldeor)

/// There is no atomic and, only clear: the mask is inverted first, as a compiler does it.
#define FENCELINE_LDCLR_TEXT(S, R, MNEMONIC) \
  ".arch_extension lse\n\tmvn %" R "0, %" R "2\n\t" MNEMONIC S " %" R "0, %" R "0, %1"
#define FENCELINE_LDCLR(NAME, ORDER)                                               \
  template <class T>                                                               \
  struct NAME {                                                                    \
    static constexpr Info info{#NAME, "mvn;" #NAME "[bh]? ", ORDER, Feature::lse}; \
    using value_type = T;                                                          \
    static T op(T* at, T value) {                                                  \
      T old;                                                                       \
      FENCELINE_BY_WIDTH((                                                         \
                             : "=&r"(old), "+Q"(*at)                               \
                             : "r"(value)                                          \
                             : "memory"),                                          \
                         FENCELINE_LDCLR_TEXT, #NAME);                             \
      return old;                                                                  \
    }                                                                              \
  };
FENCELINE_LDCLR(ldclr, "relaxed")
FENCELINE_LDCLR(ldclra, "acquire")
FENCELINE_LDCLR(ldclrl, "release")
FENCELINE_LDCLR(ldclral, "seq_cst")

/// No result: a core may send these to the cache that holds the line. There is no acquire form,
/// since nothing is read that could be ordered before what follows.
#define FENCELINE_ST_TEXT(S, R, MNEMONIC) ".arch_extension lse\n\t" MNEMONIC S " %" R "1, %0"
#define FENCELINE_ST(NAME, ORDER)                                                           \
  template <class T>                                                                        \
  struct NAME {                                                                             \
    static constexpr Info info{#NAME, #NAME "[bh]? ", ORDER, Feature::lse};                 \
    using value_type = T;                                                                   \
    static void op(T* at, T value) {                                                        \
      FENCELINE_BY_WIDTH(( : "+Q"(*at) : "r"(value) : "memory"), FENCELINE_ST_TEXT, #NAME); \
    }                                                                                       \
  };
FENCELINE_ST(stadd, "relaxed")
FENCELINE_ST(staddl, "release")
FENCELINE_ST(stset, "relaxed")
FENCELINE_ST(stsetl, "release")
FENCELINE_ST(steor, "relaxed")
FENCELINE_ST(steorl, "release")
#define FENCELINE_STCLR_TEXT(S, R, MNEMONIC) \
  ".arch_extension lse\n\tmvn %" R "1, %" R "2\n\t" MNEMONIC S " %" R "1, %0"
#define FENCELINE_STCLR(NAME, ORDER)                                               \
  template <class T>                                                               \
  struct NAME {                                                                    \
    static constexpr Info info{#NAME, "mvn;" #NAME "[bh]? ", ORDER, Feature::lse}; \
    using value_type = T;                                                          \
    static void op(T* at, T value) {                                               \
      T mask;                                                                      \
      FENCELINE_BY_WIDTH((                                                         \
                             : "+Q"(*at), "=&r"(mask)                              \
                             : "r"(value)                                          \
                             : "memory"),                                          \
                         FENCELINE_STCLR_TEXT, #NAME);                             \
    }                                                                              \
  };
FENCELINE_STCLR(stclr, "relaxed")
FENCELINE_STCLR(stclrl, "release")

#define FENCELINE_LSE_CAS_TEXT(S, R, MNEMONIC) \
  ".arch_extension lse\n\t" MNEMONIC S " %" R "0, %" R "2, %1"
#define FENCELINE_LSE_CAS(NAME, MNEMONIC, ORDER)                                  \
  template <class T>                                                              \
  struct NAME {                                                                   \
    static constexpr Info info{MNEMONIC, MNEMONIC "[bh]? ", ORDER, Feature::lse}; \
    using value_type = T;                                                         \
    static T op(T* at, T expected, T desired) {                                   \
      FENCELINE_BY_WIDTH((                                                        \
                             : "+r"(expected), "+Q"(*at)                          \
                             : "r"(desired)                                       \
                             : "memory"),                                         \
                         FENCELINE_LSE_CAS_TEXT, MNEMONIC);                       \
      return expected;                                                            \
    }                                                                             \
  };
FENCELINE_LSE_CAS(lse_cas, "cas", "relaxed")  // `cas` is the list
FENCELINE_LSE_CAS(casa, "casa", "acquire")
FENCELINE_LSE_CAS(casl, "casl", "release")
FENCELINE_LSE_CAS(casal, "casal", "seq_cst")

/// 16 bytes. The registers must be even-odd pairs, which no constraint of GCC or Clang asks for.
#define FENCELINE_CASP(NAME, ORDER)                                      \
  struct NAME {                                                          \
    static constexpr Info info{#NAME, #NAME " ", ORDER, Feature::lse};   \
    using value_type = u128;                                             \
    static u128 op(u128* at, u128 expected, u128 desired) {              \
      register u64 low asm("x0") = low_half(expected);                   \
      register u64 high asm("x1") = high_half(expected);                 \
      register u64 new_low asm("x2") = low_half(desired);                \
      register u64 new_high asm("x3") = high_half(desired);              \
      asm volatile(".arch_extension lse\n\t" #NAME " %0, %1, %3, %4, %2" \
                   : "+r"(low), "+r"(high), "+Q"(*at)                    \
                   : "r"(new_low), "r"(new_high)                         \
                   : "memory");                                          \
      return join(low, high);                                            \
    }                                                                    \
  };
FENCELINE_CASP(casp, "relaxed")
FENCELINE_CASP(caspa, "acquire")
FENCELINE_CASP(caspl, "release")
FENCELINE_CASP(caspal, "seq_cst")

/// FEAT_LSE128 (Armv9.4): 16 bytes in one instruction, here always `NAME x0, x1, [x2]`. For ldclrp
/// the mask is inverted before.
#define FENCELINE_LSE128(NAME, WORD, INVERT, ORDER)                                            \
  struct NAME {                                                                                \
    static constexpr Info info{#NAME, "(" #NAME " |\\.inst " WORD ")", ORDER, Feature::lse128}; \
    using value_type = u128;                                                                   \
    static u128 op(u128* at, u128 value) {                                                     \
      if (INVERT) value = ~value;                                                              \
      register u64 low asm("x0") = low_half(value);                                            \
      register u64 high asm("x1") = high_half(value);                                          \
      register u128* base asm("x2") = at;                                                      \
      asm volatile(".inst " WORD : "+r"(low), "+r"(high) : "r"(base) : "memory");              \
      return join(low, high);                                                                  \
    }                                                                                          \
  };
FENCELINE_LSE128(swpp, "0x19218040", false, "relaxed")
FENCELINE_LSE128(swppa, "0x19a18040", false, "acquire")
FENCELINE_LSE128(swppl, "0x19618040", false, "release")
FENCELINE_LSE128(swppal, "0x19e18040", false, "seq_cst")
FENCELINE_LSE128(ldclrp, "0x19211040", true, "relaxed")
FENCELINE_LSE128(ldclrpal, "0x19e11040", true, "seq_cst")
FENCELINE_LSE128(ldsetp, "0x19213040", false, "relaxed")
FENCELINE_LSE128(ldsetpal, "0x19e13040", false, "seq_cst")

using exchanges = Concat<
    AllWidths<swp, swpa, swpl, swpal, ldxr_stxr, ldaxr_stxr, ldxr_stlxr, ldaxr_stlxr>,
    List<ldxr_stlxr_dmb_ish<u64>, ldxp_stxp_exchange, ldaxp_stxp_exchange, ldxp_stlxp_exchange,
         ldaxp_stlxp_exchange, swpp, swppa, swppl, swppal,
         builtin_exchange<u64, std::memory_order_relaxed, "(bl .*swp8_relax|swp |ldxr )">,
         builtin_exchange<u64, std::memory_order_acquire, "(bl .*swp8_acq>|swpa |ldaxr )">,
         builtin_exchange<u64, std::memory_order_release, "(bl .*swp8_rel>|swpl |ldxr )">,
         builtin_exchange<u64, std::memory_order_seq_cst, "(bl .*swp8_acq_rel|swpal |ldaxr )">>>;

using fetch_adds = Concat<
    AllWidths<ldadd, ldadda, ldaddl, ldaddal, ldxr_stxr_add, ldaxr_stxr_add, ldxr_stlxr_add,
              ldaxr_stlxr_add>,
    List<ldxr_stlxr_dmb_ish_add<u64>,
         builtin_fetch_add<u64, std::memory_order_relaxed, "(bl .*ldadd8_relax|ldadd |ldxr )">,
         builtin_fetch_add<u64, std::memory_order_acquire, "(bl .*ldadd8_acq>|ldadda |ldaxr )">,
         builtin_fetch_add<u64, std::memory_order_release, "(bl .*ldadd8_rel>|ldaddl |ldxr )">,
         builtin_fetch_add<u64, std::memory_order_seq_cst,
                           "(bl .*ldadd8_acq_rel|ldaddal |ldaxr )">>>;
using fetch_ands = Concat<Words<ldclr, ldclra, ldclrl, ldclral, ldxr_stxr_and, ldaxr_stxr_and,
                                ldxr_stlxr_and, ldaxr_stlxr_and>,
                          List<ldxr_stlxr_dmb_ish_and<u64>, ldclrp, ldclrpal,
                               builtin_fetch_and<u64, std::memory_order_seq_cst,
                                                 "(bl .*ldclr8_acq_rel|ldclral |ldaxr )">>>;
using fetch_ors = Concat<Words<ldset, ldseta, ldsetl, ldsetal, ldxr_stxr_or, ldaxr_stxr_or,
                               ldxr_stlxr_or, ldaxr_stlxr_or>,
                         List<ldxr_stlxr_dmb_ish_or<u64>, ldsetp, ldsetpal,
                              builtin_fetch_or<u64, std::memory_order_seq_cst,
                                               "(bl .*ldset8_acq_rel|ldsetal |ldaxr )">>>;
using fetch_xors = Concat<
    Words<ldeor, ldeora, ldeorl, ldeoral, ldxr_stxr_xor, ldaxr_stxr_xor, ldxr_stlxr_xor,
          ldaxr_stlxr_xor>,
    List<ldxr_stlxr_dmb_ish_xor<u64>, builtin_fetch_xor<u64, std::memory_order_seq_cst,
                                                        "(bl .*ldeor8_acq_rel|ldeoral |ldaxr )">>>;

using adds = Concat<
    AllWidths<stadd, staddl>,
    List<builtin_add<u64, std::memory_order_relaxed, "(bl .*ldadd8_relax|stadd |ldadd |ldxr )">,
         builtin_add<u64, std::memory_order_seq_cst, "(bl .*ldadd8_acq_rel|ldaddal |ldaxr )">>>;
using ands = Words<stclr, stclrl>;
using ors = Words<stset, stsetl>;
using xors = Words<steor, steorl>;

using cas =
    Concat<AllWidths<lse_cas, casa, casl, casal, ldxr_stxr_cas, ldaxr_stxr_cas, ldxr_stlxr_cas,
                     ldaxr_stlxr_cas>,
           List<ldxr_stlxr_dmb_ish_cas<u64>, casp, caspa, caspl, caspal, ldxp_stxp_cas,
                ldaxp_stxp_cas, ldxp_stlxp_cas, ldaxp_stlxp_cas,
                builtin_cas<u64, std::memory_order_relaxed, "(bl .*cas8_relax|cas |ldxr )">,
                builtin_cas<u64, std::memory_order_acquire, "(bl .*cas8_acq>|casa |ldaxr )">,
                builtin_cas<u64, std::memory_order_release, "(bl .*cas8_rel>|casl |ldxr )">,
                builtin_cas<u64, std::memory_order_seq_cst, "(bl .*cas8_acq_rel|casal |ldaxr )">>>;

// ---- fences (B2.3.11)
// ------------------------------------------------------------------------------ dmb orders
// accesses, dsb also waits until they have completed. `sy` is the whole system, `osh` and `ish` the
// outer and inner shareable domain: Linux runs all its CPUs in one inner shareable domain. `nsh`
// promises nothing to other CPUs: it keeps their order "none", whatever a core makes of it.

#define FENCELINE_FENCE(NAME, ASM, EMITS, ORDER, NEEDS)     \
  struct NAME {                                             \
    static constexpr Info info{#NAME, EMITS, ORDER, NEEDS}; \
    static void op() { asm volatile(ASM : : : "memory"); }  \
  };
#define FENCELINE_BARRIER(MNEMONIC, OPTION, ORDER)                                              \
  FENCELINE_FENCE(MNEMONIC##_##OPTION, #MNEMONIC " " #OPTION, #MNEMONIC " " #OPTION "$", ORDER, \
                  Feature::none)
#define FENCELINE_BARRIERS(MNEMONIC)         \
  FENCELINE_BARRIER(MNEMONIC, sy, "rw,rw")   \
  FENCELINE_BARRIER(MNEMONIC, ld, "r,rw")    \
  FENCELINE_BARRIER(MNEMONIC, st, "w,w")     \
  FENCELINE_BARRIER(MNEMONIC, osh, "rw,rw")  \
  FENCELINE_BARRIER(MNEMONIC, oshld, "r,rw") \
  FENCELINE_BARRIER(MNEMONIC, oshst, "w,w")  \
  FENCELINE_BARRIER(MNEMONIC, ish, "rw,rw")  \
  FENCELINE_BARRIER(MNEMONIC, ishld, "r,rw") \
  FENCELINE_BARRIER(MNEMONIC, ishst, "w,w")  \
  FENCELINE_BARRIER(MNEMONIC, nsh, "none")   \
  FENCELINE_BARRIER(MNEMONIC, nshld, "none") \
  FENCELINE_BARRIER(MNEMONIC, nshst, "none")
FENCELINE_BARRIERS(dmb)
FENCELINE_BARRIERS(dsb)
/// Refetches what follows. Orders no accesses by itself; after a branch on a loaded value it keeps
/// that load before later accesses (ctrl+isb).
FENCELINE_FENCE(isb, "isb", "isb", "none", Feature::none)
/// Stops speculation past it; orders no accesses.
FENCELINE_FENCE(sb, ".inst 0xd50330ff", "sb$", "none", Feature::sb)

using fences = List<dmb_sy, dmb_ld, dmb_st, dmb_osh, dmb_oshld, dmb_oshst, dmb_ish, dmb_ishld,
                    dmb_ishst, dmb_nsh, dmb_nshld, dmb_nshst, dsb_sy, dsb_ld, dsb_st, dsb_osh,
                    dsb_oshld, dsb_oshst, dsb_ish, dsb_ishld, dsb_ishst, dsb_nsh, dsb_nshld,
                    dsb_nshst, isb, sb, builtin_fence<std::memory_order_acquire, "dmb ishld">,
                    builtin_fence<std::memory_order_release, "dmb ish$">,
                    builtin_fence<std::memory_order_seq_cst, "dmb ish$">>;

// ---- spin hints
// -------------------------------------------------------------------------------------

#define FENCELINE_PAUSE(NAME, ASM, EMITS, NEEDS)             \
  struct NAME {                                              \
    static constexpr Info info{#NAME, EMITS, "none", NEEDS}; \
    static void op() { asm volatile(ASM : : : "memory"); }   \
  };
/// A hint to SMT siblings: a nop on the many cores that have none.
FENCELINE_PAUSE(yield, "yield", "yield", Feature::none)
/// wfe sleeps until an event and may sleep for ever, so a hint must bring its own: sevl sets this
/// core's event register, the wfe finds it set, clears it and goes on. What a waiting loop pays for
/// wfe when there is nothing to wait for.
FENCELINE_PAUSE(sevl_wfe, "sevl\n\twfe", "sevl;wfe", Feature::none)
/// The same by the event that is sent to all cores: what it costs to wake those that wait.
FENCELINE_PAUSE(sev_wfe, "sev\n\twfe", "sev;wfe", Feature::none)
FENCELINE_PAUSE(nop, "nop", "nop", Feature::none)
/// wfe with a deadline (cntvct_el0) that has passed already: what the instruction itself costs.
struct wfet {
  static constexpr Info info{"wfet", "(wfet|msr s0_3_c1_c0_0, x0|\\.inst 0xd5031000)", "none",
                             Feature::wfxt};
  static void op() {
    register u64 deadline asm("x0") = 0;
    asm volatile(".inst 0xd5031000" : : "r"(deadline) : "memory");
  }
};

// isb is what MySQL and others spin with instead: it really makes the core pause.
using pauses = List<yield, isb, sevl_wfe, sev_wfe, wfet, nop>;

}  // namespace fenceline::arch
