// AArch64: the instruction variants. Sources: Arm Architecture Reference Manual DDI 0487 (sections
// by title, as their numbers change between issues): B2 "The AArch64 application level memory
// model", C6.2 for each instruction; Pulte et al., "Simplifying ARM Concurrency", POPL 2018.
//
// The baseline is Armv8.0: later instructions are unlocked inside their own asm by .arch_extension,
// or spelled as .inst words on fixed registers where binutils 2.40 or Clang 14 do not know them.
#pragma once
#include <arch/builtin.h>
#include <arch/llsc.h>
#include <arch/lse.h>
#include <arch/op.h>
#include <arch/width.h>

#include <bit>

namespace fenceline::arch {

// ---- loads -------------------------------------------------------------------------------------

#define FENCELINE_LOAD_TEXT(S, R, BEFORE, LOAD, AFTER) BEFORE LOAD S " %" R "0, %1" AFTER
#define FENCELINE_LOAD(NAME, BEFORE, LOAD, AFTER, EMITS, ORDER, NEEDS)                                        \
  template <class T>                                                                                          \
  struct NAME {                                                                                               \
    static constexpr Info info{#NAME, EMITS, ORDER, NEEDS};                                                   \
    using value_type = T;                                                                                     \
    static Whole<T> op(const T* from) {                                                                       \
      Whole<T> value;                                                                                         \
      FENCELINE_BY_WIDTH(( : "=r"(value) : "Q"(*from) : "memory"), FENCELINE_LOAD_TEXT, BEFORE, LOAD, AFTER); \
      return value;                                                                                           \
    }                                                                                                         \
  };
FENCELINE_LOAD(ldr, "", "ldr", "", "ldr[bh]? ", "relaxed", Feature::none)
/// Also waits for every earlier stlr of this thread (RCsc): what seq_cst needs, more than acquire
/// does.
FENCELINE_LOAD(ldar, "", "ldar", "", "ldar[bh]? ", "seq_cst", Feature::none)
/// Acquire that may pass an earlier stlr to another address (RCpc).
FENCELINE_LOAD(ldapr, ".arch_extension rcpc\n\t", "ldapr", "", "ldapr[bh]? ", "acquire", Feature::rcpc)
/// The fence-based acquire of Armv7 and of Linux before ldar.
FENCELINE_LOAD(ldr_dmb_ishld, "", "ldr", "\n\tdmb ishld", "ldr[bh]? ;dmb ishld", "acquire", Feature::none)
FENCELINE_LOAD(dmb_ish_ldr_dmb_ishld, "dmb ish\n\t", "ldr", "\n\tdmb ishld", "dmb ish$;ldr[bh]? ;dmb ishld", "seq_cst",
               Feature::none)

/// ldapr with an unscaled offset, here 0; the size is in bits 31:30.
template <class T>
struct ldapur {
  static constexpr Info info{"ldapur", "ldapur[bh]? ", "acquire", Feature::rcpc2};
  using value_type = T;
  static Whole<T> op(const T* from) {
    register Whole<T> value asm("x0");
    register const T* base asm("x1") = from;
    asm volatile(".inst %c2"  // ldapur x0, [x1]
                 : "=r"(value)
                 : "r"(base), "i"(0x19400020u | std::countr_zero(sizeof(T)) << 30)
                 : "memory");
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
  static constexpr bool vector = true;
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

using loads = Concat<
    Concat<AllWidths<ldr, ldar, ldapr, ldapur>, Doublewords<ldr_dmb_ishld, dmb_ish_ldr_dmb_ishld>>,
    List<ldp, ldp_dmb_ishld, ldr_q, ldiapp, ldxp_stxp, ldaxp_stxp, ldaxp_stlxp,
         builtin_load<u64, std::memory_order_relaxed, "ldr ">, builtin_load<u64, std::memory_order_acquire, "ldap?r ">,
         builtin_load<u64, std::memory_order_seq_cst, "ldar ">>>;

// ---- stores ------------------------------------------------------------------------------------

#define FENCELINE_STORE_TEXT(S, R, BEFORE, STORE, AFTER) BEFORE STORE S " %" R "1, %0" AFTER
#define FENCELINE_STORE(NAME, BEFORE, STORE, AFTER, EMITS, ORDER)                                             \
  template <class T>                                                                                          \
  struct NAME {                                                                                               \
    static constexpr Info info{#NAME, EMITS, ORDER};                                                          \
    using value_type = T;                                                                                     \
    static void op(T* to, T value) {                                                                          \
      FENCELINE_BY_WIDTH(( : "=Q"(*to) : "r"(value) : "memory"), FENCELINE_STORE_TEXT, BEFORE, STORE, AFTER); \
    }                                                                                                         \
  };
FENCELINE_STORE(str, "", "str", "", "str[bh]? ", "relaxed")
/// Release, and seq_cst as far as later loads are ldar: a later ldr or ldapr may still pass it.
FENCELINE_STORE(stlr, "", "stlr", "", "stlr[bh]? ", "seq_cst")
FENCELINE_STORE(dmb_ish_str, "dmb ish\n\t", "str", "", "dmb ish$;str[bh]? ", "release")
/// The fence-based seq_cst store of Armv7.
FENCELINE_STORE(dmb_ish_str_dmb_ish, "dmb ish\n\t", "str", "\n\tdmb ish", "dmb ish$;str[bh]? ;dmb ish$", "seq_cst")
/// Nothing later passes it, whatever the later access is.
FENCELINE_STORE(stlr_dmb_ish, "", "stlr", "\n\tdmb ish", "stlr[bh]? ;dmb ish$", "seq_cst")

/// stlr with an unscaled offset, here 0; the size is in bits 31:30.
template <class T>
struct stlur {
  static constexpr Info info{"stlur", "stlur[bh]? ", "seq_cst", Feature::rcpc2};
  using value_type = T;
  static void op(T* to, T value) {
    register T stored asm("x0") = value;
    register T* base asm("x1") = to;
    asm volatile(".inst %c2"  // stlur x0, [x1]
                 :
                 : "r"(stored), "r"(base), "i"(0x19000020u | std::countr_zero(sizeof(T)) << 30)
                 : "memory");
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
FENCELINE_STP(dmb_ish_stp_dmb_ish, "dmb ish\n\t", "\n\tdmb ish", "dmb ish$;stp x;dmb ish$", "seq_cst")
struct str_q {
  static constexpr Info info{"str_q", "str q", "relaxed", Feature::lse2};
  static constexpr bool vector = true;
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
    Concat<AllWidths<str, stlr, stlur>, Doublewords<dmb_ish_str, dmb_ish_str_dmb_ish, stlr_dmb_ish>>,
    List<stp, dmb_ish_stp, dmb_ish_stp_dmb_ish, str_q, stilp, builtin_store<u64, std::memory_order_relaxed, "str ">,
         builtin_store<u64, std::memory_order_release, "stlr ">,
         builtin_store<u64, std::memory_order_seq_cst, "stlr ">>>;

// ---- read-modify-write: the instructions are in llsc.h and lse.h -------------------------------

using exchanges = Concat<
    AllWidths<swp, swpa, swpl, swpal, ldxr_stxr, ldaxr_stxr, ldxr_stlxr, ldaxr_stlxr>,
    List<ldxr_stlxr_dmb_ish<u64>, ldxp_stxp_exchange, ldaxp_stxp_exchange, ldxp_stlxp_exchange, ldaxp_stlxp_exchange,
         swpp, swppa, swppl, swppal, builtin_exchange<u64, std::memory_order_relaxed, "(bl .*swp8_relax|swp |ldxr )">,
         builtin_exchange<u64, std::memory_order_acquire, "(bl .*swp8_acq>|swpa |ldaxr )">,
         builtin_exchange<u64, std::memory_order_release, "(bl .*swp8_rel>|swpl |ldxr )">,
         builtin_exchange<u64, std::memory_order_seq_cst, "(bl .*swp8_acq_rel|swpal |ldaxr )">>>;

using fetch_adds =
    Concat<AllWidths<ldadd, ldadda, ldaddl, ldaddal, ldxr_stxr_add, ldaxr_stxr_add, ldxr_stlxr_add, ldaxr_stlxr_add>,
           List<ldxr_stlxr_dmb_ish_add<u64>,
                builtin_fetch_add<u64, std::memory_order_relaxed, "(bl .*ldadd8_relax|ldadd |ldxr )">,
                builtin_fetch_add<u64, std::memory_order_acquire, "(bl .*ldadd8_acq>|ldadda |ldaxr )">,
                builtin_fetch_add<u64, std::memory_order_release, "(bl .*ldadd8_rel>|ldaddl |ldxr )">,
                builtin_fetch_add<u64, std::memory_order_seq_cst, "(bl .*ldadd8_acq_rel|ldaddal |ldaxr )">>>;
using fetch_ands =
    Concat<Words<ldclr, ldclra, ldclrl, ldclral, ldxr_stxr_and, ldaxr_stxr_and, ldxr_stlxr_and, ldaxr_stlxr_and>,
           List<ldxr_stlxr_dmb_ish_and<u64>, ldclrp, ldclrpa, ldclrpl, ldclrpal,
                builtin_fetch_and<u64, std::memory_order_seq_cst, "(bl .*ldclr8_acq_rel|ldclral |ldaxr )">>>;
using fetch_ors =
    Concat<Words<ldset, ldseta, ldsetl, ldsetal, ldxr_stxr_or, ldaxr_stxr_or, ldxr_stlxr_or, ldaxr_stlxr_or>,
           List<ldxr_stlxr_dmb_ish_or<u64>, ldsetp, ldsetpa, ldsetpl, ldsetpal,
                builtin_fetch_or<u64, std::memory_order_seq_cst, "(bl .*ldset8_acq_rel|ldsetal |ldaxr )">>>;
using fetch_xors =
    Concat<Words<ldeor, ldeora, ldeorl, ldeoral, ldxr_stxr_xor, ldaxr_stxr_xor, ldxr_stlxr_xor, ldaxr_stlxr_xor>,
           List<ldxr_stlxr_dmb_ish_xor<u64>,
                builtin_fetch_xor<u64, std::memory_order_seq_cst, "(bl .*ldeor8_acq_rel|ldeoral |ldaxr )">>>;

using adds = Concat<AllWidths<stadd, staddl>,
                    List<builtin_add<u64, std::memory_order_relaxed, "(bl .*ldadd8_relax|stadd |ldadd |ldxr )">,
                         builtin_add<u64, std::memory_order_seq_cst, "(bl .*ldadd8_acq_rel|ldaddal |ldaxr )">>>;
using ands = Words<stclr, stclrl>;
using ors = Words<stset, stsetl>;
using xors = Words<steor, steorl>;

using fetch_extrema = Concat<Concat<Keeping<Extremum::min, AllWidths<ldsmin, ldsmina, ldsminl, ldsminal>>,
                                    Keeping<Extremum::max, AllWidths<ldsmax, ldsmaxa, ldsmaxl, ldsmaxal>>>,
                             Concat<Keeping<Extremum::min_unsigned, AllWidths<ldumin, ldumina, lduminl, lduminal>>,
                                    Keeping<Extremum::max_unsigned, AllWidths<ldumax, ldumaxa, ldumaxl, ldumaxal>>>>;
using extrema = Concat<
    Concat<Keeping<Extremum::min, AllWidths<stsmin, stsminl>>, Keeping<Extremum::max, AllWidths<stsmax, stsmaxl>>>,
    Concat<Keeping<Extremum::min_unsigned, AllWidths<stumin, stuminl>>,
           Keeping<Extremum::max_unsigned, AllWidths<stumax, stumaxl>>>>;

using cas =
    Concat<AllWidths<lse_cas, casa, casl, casal, ldxr_stxr_cas, ldaxr_stxr_cas, ldxr_stlxr_cas, ldaxr_stlxr_cas>,
           List<ldxr_stlxr_dmb_ish_cas<u64>, casp, caspa, caspl, caspal, ldxp_stxp_cas, ldaxp_stxp_cas, ldxp_stlxp_cas,
                ldaxp_stlxp_cas, builtin_cas<u64, std::memory_order_relaxed, "(bl .*cas8_relax|cas |ldxr )">,
                builtin_cas<u64, std::memory_order_acquire, "(bl .*cas8_acq>|casa |ldaxr )">,
                builtin_cas<u64, std::memory_order_release, "(bl .*cas8_rel>|casl |ldxr )">,
                builtin_cas<u64, std::memory_order_seq_cst, "(bl .*cas8_acq_rel|casal |ldaxr )">>>;

// ---- fences ("Memory barriers", B2) ------------------------------------------------------------
// dmb orders
// accesses, dsb also waits until they have completed. `sy` is the whole system, `osh` and `ish` the
// outer and inner shareable domain: Linux runs all its CPUs in one inner shareable domain. `nsh`
// promises nothing to other CPUs: it keeps their order "none", whatever a core makes of it.

#define FENCELINE_FENCE(NAME, ASM, EMITS, ORDER, NEEDS)     \
  struct NAME {                                             \
    static constexpr Info info{#NAME, EMITS, ORDER, NEEDS}; \
    static void op() { asm volatile(ASM : : : "memory"); }  \
  };
#define FENCELINE_BARRIER(MNEMONIC, OPTION, ORDER) \
  FENCELINE_FENCE(MNEMONIC##_##OPTION, #MNEMONIC " " #OPTION, #MNEMONIC " " #OPTION "$", ORDER, Feature::none)
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

using fences =
    List<dmb_sy, dmb_ld, dmb_st, dmb_osh, dmb_oshld, dmb_oshst, dmb_ish, dmb_ishld, dmb_ishst, dmb_nsh, dmb_nshld,
         dmb_nshst, dsb_sy, dsb_ld, dsb_st, dsb_osh, dsb_oshld, dsb_oshst, dsb_ish, dsb_ishld, dsb_ishst, dsb_nsh,
         dsb_nshld, dsb_nshst, isb, sb, builtin_fence<std::memory_order_acquire, "dmb ishld">,
         builtin_fence<std::memory_order_release, "dmb ish$">, builtin_fence<std::memory_order_seq_cst, "dmb ish$">>;

// ---- spin hints --------------------------------------------------------------------------------

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
  static constexpr Info info{"wfet", "(wfet|msr s0_3_c1_c0_0, x0|\\.inst 0xd5031000)", "none", Feature::wfxt};
  static void op() {
    register u64 deadline asm("x0") = 0;
    asm volatile(".inst 0xd5031000" : : "r"(deadline) : "memory");
  }
};

// isb is what MySQL and others spin with instead: it really makes the core pause.
using pauses = List<yield, isb, sevl_wfe, sev_wfe, wfet, nop>;

/// A write to the line that was read exclusively clears the monitor, which is an event ("Wait for
/// Event"): how Linux waits for a lock's word (smp_cond_load). Any other event ends it too.
struct ldxr_wfe {
  static constexpr Info info{"ldxr_wfe", "ldxr ;cmp;b.ne;wfe", "relaxed"};
  using value_type = u32;
  static u32 op(const u32* at, u32 current) {
    u32 value;
    asm volatile("ldxr %w0, %1\n\tcmp %w0, %w2\n\tb.ne 1f\n\twfe\n1:"
                 : "=&r"(value)
                 : "Q"(*at), "r"(current)
                 : "memory", "cc");
    return value;
  }
};

using address_waits = List<ldxr_wfe>;

// ---- timers: Arm ARM, "The Generic Timer in AArch64 state": a read of the counter may be done
// early unless an isb stands before it; FEAT_ECV's self-synchronized view needs none
// ------------------------

#define FENCELINE_TIMER(NAME, ASM, EMITS, ORDER, NEEDS)     \
  struct NAME {                                             \
    static constexpr Info info{#NAME, EMITS, ORDER, NEEDS}; \
    static u64 op() {                                       \
      u64 count;                                            \
      asm volatile(ASM : "=r"(count) : : "memory");         \
      return count;                                         \
    }                                                       \
  };
FENCELINE_TIMER(cntvct, "mrs %0, cntvct_el0", "mrs +x[0-9]+, cntvct_el0", "none", Feature::none)
FENCELINE_TIMER(isb_cntvct, "isb\n\tmrs %0, cntvct_el0", "isb;mrs +x[0-9]+, cntvct_el0", "earlier", Feature::none)
FENCELINE_TIMER(isb_cntvct_isb, "isb\n\tmrs %0, cntvct_el0\n\tisb", "isb;mrs +x[0-9]+, cntvct_el0;isb", "both",
                Feature::none)
FENCELINE_TIMER(cntvctss, "mrs %0, s3_3_c14_c0_6", "mrs +x[0-9]+, (cntvctss_el0|s3_3_c14_c0_6)", "earlier",
                Feature::ecv)
#undef FENCELINE_TIMER

using timers = List<cntvct, isb_cntvct, isb_cntvct_isb, cntvctss>;

}  // namespace fenceline::arch
