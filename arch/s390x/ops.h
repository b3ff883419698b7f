// z/Architecture: the instruction variants. Source: z/Architecture Principles of Operation,
// SA22-7832 (PoO), "Sequence of Storage References" and "CPU Serialization".
//
// Storage is accessed in program order but for a fetch that may pass an earlier store: the model of
// x86, so that a plain fetch is an acquire and a plain store a release. The baseline is z10; what
// is later is spelled with .insn, since GCC's and Clang's ways to allow it in one place differ.
//
// There are no lists of narrow read-modify-writes: CS begins at 32 bits. NI, OI and XI, which
// update a byte as one from zEC12 on, take their mask from the instruction and have no place in
// ands, ors, xors.
#pragma once
#include <arch/builtin.h>
#include <arch/op.h>

namespace fenceline::arch {

using u8 = uint8_t;
using u16 = uint16_t;
using u32 = uint32_t;
using u64 = uint64_t;
using u128 = unsigned __int128;

constexpr u64 low_half(u128 x) { return static_cast<u64>(x); }
constexpr u64 high_half(u128 x) { return static_cast<u64>(x >> 64); }
constexpr u128 join(u64 high, u64 low) { return u128{high} << 64 | low; }

// One asm volatile for 32 and one for 64 bits, whose mnemonics have a g: TEXT(G, ...) makes the
// instructions from that letter; OPERANDS are in parentheses.
#define FENCELINE_UNWRAP(...) __VA_ARGS__
#define FENCELINE_BY_WIDTH(OPERANDS, TEXT, ...)                                                \
  if constexpr (sizeof(T) == 4) asm volatile(TEXT("", __VA_ARGS__) FENCELINE_UNWRAP OPERANDS); \
  if constexpr (sizeof(T) == 8) asm volatile(TEXT("g", __VA_ARGS__) FENCELINE_UNWRAP OPERANDS)

// ---- loads -------------------------------------------------------------------------------------

template <class T>
struct l {
  static constexpr Info info{"l",
                             sizeof(T) == 1   ? "llgc "
                             : sizeof(T) == 2 ? "llgh "
                             : sizeof(T) == 4 ? "llgf "
                                              : "lg ",
                             "acquire"};
  using value_type = T;
  static Whole<T> op(const T* from) {
    Whole<T> value;  // llc, llh and l would leave the register's upper half as it was
    if constexpr (sizeof(T) == 1) asm volatile("llgc %0,%1" : "=d"(value) : "Q"(*from) : "memory");
    if constexpr (sizeof(T) == 2) asm volatile("llgh %0,%1" : "=d"(value) : "Q"(*from) : "memory");
    if constexpr (sizeof(T) == 4) asm volatile("llgf %0,%1" : "=d"(value) : "Q"(*from) : "memory");
    if constexpr (sizeof(T) == 8) asm volatile("lg %0,%1" : "=d"(value) : "Q"(*from) : "memory");
    return value;
  }
};

/// 16 bytes that no other CPU sees in parts (PoO, LOAD PAIR FROM QUADWORD).
struct lpq {
  static constexpr Info info{"lpq", "lpq ", "acquire"};
  using value_type = u128;
  static u128 op(const u128* from) {
    register u64 high asm("0");
    register u64 low asm("1");
    asm volatile("lpq %0,%2" : "=d"(high), "=d"(low) : "Q"(*from) : "memory");
    return join(high, low);
  }
};

// Clang makes a load the memory operand of what follows, where it can.
using loads = Concat<Each<l, u8, u16, u32, u64>, List<lpq, builtin_load<u64, std::memory_order_relaxed, "[lx]g ">,
                                                      builtin_load<u64, std::memory_order_seq_cst, "[lx]g ">>>;

// ---- stores ------------------------------------------------------------------------------------

#define FENCELINE_STORE(NAME, AFTER, EMITS_AFTER, ORDER, NEEDS)                                          \
  template <class T>                                                                                     \
  struct NAME {                                                                                          \
    static constexpr Info info{#NAME, "st[chg]? " EMITS_AFTER, ORDER, NEEDS};                            \
    using value_type = T;                                                                                \
    static void op(T* to, T value) {                                                                     \
      if constexpr (sizeof(T) == 1) asm volatile("stc %1,%0" AFTER : "=Q"(*to) : "d"(value) : "memory"); \
      if constexpr (sizeof(T) == 2) asm volatile("sth %1,%0" AFTER : "=Q"(*to) : "d"(value) : "memory"); \
      if constexpr (sizeof(T) == 4) asm volatile("st %1,%0" AFTER : "=Q"(*to) : "d"(value) : "memory");  \
      if constexpr (sizeof(T) == 8) asm volatile("stg %1,%0" AFTER : "=Q"(*to) : "d"(value) : "memory"); \
    }                                                                                                    \
  };
FENCELINE_STORE(st, "", "", "release", Feature::none)
/// What compilers emit for a seq_cst store, before z196 and from then on.
FENCELINE_STORE(st_bcr_15, "\n\tbcr 15,0", ";br %r0", "seq_cst", Feature::none)
FENCELINE_STORE(st_bcr_14, "\n\tbcr 14,0", ";bnor %r0", "seq_cst", Feature::fast_bcr)

struct stpq {
  static constexpr Info info{"stpq", "stpq ", "release"};
  using value_type = u128;
  static void op(u128* to, u128 value) {
    register u64 high asm("0") = high_half(value);
    register u64 low asm("1") = low_half(value);
    asm volatile("stpq %1,%0" : "=Q"(*to) : "d"(high), "d"(low) : "memory");
  }
};

using stores = Concat<Each<st, u8, u16, u32, u64>,
                      List<stpq, st_bcr_15<u64>, st_bcr_14<u64>, builtin_store<u64, std::memory_order_relaxed, "stg ">,
                           builtin_store<u64, std::memory_order_release, "stg ">,
                           builtin_store<u64, std::memory_order_seq_cst, "(br|bnor) %r0">>>;

// ---- read-modify-write by COMPARE AND SWAP, which serializes before and after ------------------

#define FENCELINE_CS_TEXT(G, _) "cs" G " %0,%2,%1"
template <class T>
struct cs {
  static constexpr Info info{sizeof(T) == 4 ? "cs" : "csg", sizeof(T) == 4 ? "cs " : "csg ", "seq_cst"};
  using value_type = T;
  static T op(T* at, T expected, T desired) {
    FENCELINE_BY_WIDTH(( : "+d"(expected), "+Q"(*at) : "d"(desired) : "memory", "cc"), FENCELINE_CS_TEXT, );
    return expected;
  }
};

struct cdsg {
  static constexpr Info info{"cdsg", "cdsg ", "seq_cst"};
  using value_type = u128;
  static u128 op(u128* at, u128 expected, u128 desired) {
    register u64 high asm("0") = high_half(expected);
    register u64 low asm("1") = low_half(expected);
    register u64 new_high asm("2") = high_half(desired);
    register u64 new_low asm("3") = low_half(desired);
    asm volatile("cdsg %0,%3,%2" : "+d"(high), "+d"(low), "+Q"(*at) : "d"(new_high), "d"(new_low) : "memory", "cc");
    return join(high, low);
  }
};

/// The first look is a plain fetch; a failed cs brings the next one.
#define FENCELINE_CS_LOOP_EXCHANGE_TEXT(G, _) "l" G " %0,%1\n0:\tcs" G " %0,%2,%1\n\tjl 0b"
template <class T>
struct cs_loop {
  static constexpr Info info{"cs_loop", "lg? ;csg? ;jl", "seq_cst"};
  using value_type = T;
  static T op(T* at, T value) {
    T old;
    FENCELINE_BY_WIDTH(( : "=&d"(old), "+Q"(*at) : "d"(value) : "memory", "cc"), FENCELINE_CS_LOOP_EXCHANGE_TEXT, );
    return old;
  }
};
struct cdsg_loop {
  static constexpr Info info{"cdsg_loop", "lpq ;cdsg ;jl", "seq_cst"};
  using value_type = u128;
  static u128 op(u128* at, u128 value) {
    register u64 high asm("0");
    register u64 low asm("1");
    register u64 new_high asm("2") = high_half(value);
    register u64 new_low asm("3") = low_half(value);
    asm volatile("lpq %0,%2\n0:\tcdsg %0,%3,%2\n\tjl 0b"
                 : "=&d"(high), "=&d"(low), "+Q"(*at)
                 : "d"(new_high), "d"(new_low)
                 : "memory", "cc");
    return join(high, low);
  }
};

#define FENCELINE_CS_LOOP_TEXT(G, LETTER) \
  "l" G " %0,%2\n0:\tl" G "r %1,%0\n\t" LETTER G "r %1,%3\n\tcs" G " %0,%1,%2\n\tjl 0b"
#define FENCELINE_CS_LOOP(NAME, LETTER)                                                 \
  template <class T>                                                                    \
  struct NAME {                                                                         \
    static constexpr Info info{#NAME, "lg? ;lg?r ;" LETTER "g?r ;csg? ;jl", "seq_cst"}; \
    using value_type = T;                                                               \
    static T op(T* at, T value) {                                                       \
      T old, next;                                                                      \
      FENCELINE_BY_WIDTH((                                                              \
                             : "=&d"(old), "=&d"(next), "+Q"(*at)                       \
                             : "d"(value)                                               \
                             : "memory", "cc"),                                         \
                         FENCELINE_CS_LOOP_TEXT, LETTER);                               \
      return old;                                                                       \
    }                                                                                   \
  };
FENCELINE_CS_LOOP(cs_loop_add, "a")
FENCELINE_CS_LOOP(cs_loop_and, "n")
FENCELINE_CS_LOOP(cs_loop_or, "o")
FENCELINE_CS_LOOP(cs_loop_xor, "x")

// ---- read-modify-write by the interlocked-access facility 1 ------------------------------------
// These serialize with respect to their operand only ("specific-operand serialization"). GCC and
// Clang take that for seq_cst; Linux does not and adds bcr 14,0 where it promises a full barrier.
// Therefore the plain form is called acq_rel here, and the one with bcr seq_cst.

#define FENCELINE_LAA(NAME, MNEMONIC, OPCODE_32, OPCODE_64, AFTER, EMITS_AFTER, ORDER)                               \
  template <class T>                                                                                                 \
  struct NAME {                                                                                                      \
    static constexpr Info info{#NAME, MNEMONIC "g? " EMITS_AFTER, ORDER, Feature::interlocked_access_1};             \
    using value_type = T;                                                                                            \
    static T op(T* at, T value) {                                                                                    \
      T old;                                                                                                         \
      if constexpr (sizeof(T) == 4)                                                                                  \
        asm volatile(".insn rsy," OPCODE_32 ",%0,%2,%1" AFTER : "=d"(old), "+Q"(*at) : "d"(value) : "memory", "cc"); \
      if constexpr (sizeof(T) == 8)                                                                                  \
        asm volatile(".insn rsy," OPCODE_64 ",%0,%2,%1" AFTER : "=d"(old), "+Q"(*at) : "d"(value) : "memory", "cc"); \
      return old;                                                                                                    \
    }                                                                                                                \
  };
#define FENCELINE_LAA_FORMS(NAME, OPCODE_32, OPCODE_64)               \
  FENCELINE_LAA(NAME, #NAME, OPCODE_32, OPCODE_64, "", "", "acq_rel") \
  FENCELINE_LAA(NAME##_bcr_14, #NAME, OPCODE_32, OPCODE_64, "\n\tbcr 14,0", ";bnor %r0", "seq_cst")
FENCELINE_LAA_FORMS(laa, "0xeb00000000f8", "0xeb00000000e8")
FENCELINE_LAA_FORMS(lan, "0xeb00000000f4", "0xeb00000000e4")
FENCELINE_LAA_FORMS(lao, "0xeb00000000f6", "0xeb00000000e6")
FENCELINE_LAA_FORMS(lax, "0xeb00000000f7", "0xeb00000000e7")

/// Adds an immediate: one, whatever it is asked to add.
#define FENCELINE_ASI_TEXT(G, AFTER) "a" G "si %0,1" AFTER
#define FENCELINE_ASI(NAME, AFTER, EMITS_AFTER, ORDER)                                                             \
  template <class T>                                                                                               \
  struct NAME {                                                                                                    \
    static constexpr Info info{#NAME, "ag?si " EMITS_AFTER, ORDER, Feature::interlocked_access_1};                 \
    static constexpr bool adds_one = true;                                                                         \
    using value_type = T;                                                                                          \
    static void op(T* at, T) { FENCELINE_BY_WIDTH(( : "+Q"(*at) : : "memory", "cc"), FENCELINE_ASI_TEXT, AFTER); } \
  };
FENCELINE_ASI(asi, "", "", "acq_rel")
FENCELINE_ASI(asi_bcr_14, "\n\tbcr 14,0", ";bnor %r0", "seq_cst")

using exchanges = List<cs_loop<u32>, cs_loop<u64>, cdsg_loop, builtin_exchange<u64, std::memory_order_relaxed, "csg ">,
                       builtin_exchange<u64, std::memory_order_seq_cst, "csg ">>;

using fetch_adds = List<laa<u32>, laa<u64>, laa_bcr_14<u32>, laa_bcr_14<u64>, cs_loop_add<u32>, cs_loop_add<u64>,
                        builtin_fetch_add<u64, std::memory_order_relaxed, "(laag|csg) ">,
                        builtin_fetch_add<u64, std::memory_order_seq_cst, "(laag|csg) ">>;
using fetch_ands = List<lan<u32>, lan<u64>, lan_bcr_14<u64>, cs_loop_and<u32>, cs_loop_and<u64>,
                        builtin_fetch_and<u64, std::memory_order_seq_cst, "(lang|csg) ">>;
using fetch_ors = List<lao<u32>, lao<u64>, lao_bcr_14<u64>, cs_loop_or<u32>, cs_loop_or<u64>,
                       builtin_fetch_or<u64, std::memory_order_seq_cst, "(laog|csg) ">>;
using fetch_xors = List<lax<u32>, lax<u64>, lax_bcr_14<u64>, cs_loop_xor<u32>, cs_loop_xor<u64>,
                        builtin_fetch_xor<u64, std::memory_order_seq_cst, "(laxg|csg) ">>;

using adds = List<asi<u32>, asi<u64>, asi_bcr_14<u64>, builtin_add<u64, std::memory_order_relaxed, "(agsi|laag|csg) ">,
                  builtin_add<u64, std::memory_order_seq_cst, "(agsi|laag|csg) ">>;
using ands = List<>;
using ors = List<>;
using xors = List<>;
using fetch_extrema = List<>;
using extrema = List<>;

using cas = List<cs<u32>, cs<u64>, cdsg, builtin_cas<u64, std::memory_order_relaxed, "csg ">,
                 builtin_cas<u64, std::memory_order_seq_cst, "csg ">>;

// ---- fences: a conditional branch to nowhere ---------------------------------------------------

/// Serialization and checkpoint synchronization: the full barrier of every z/Architecture.
struct bcr_15 {
  static constexpr Info info{"bcr_15", "br %r0", "rw,rw"};
  static void op() { asm volatile("bcr 15,0" : : : "memory"); }
};
/// Serialization without checkpoint; a no-operation before z196.
struct bcr_14 {
  static constexpr Info info{"bcr_14", "bnor %r0", "rw,rw", Feature::fast_bcr};
  static void op() { asm volatile("bcr 14,0" : : : "memory"); }
};

using fences =
    List<bcr_15, bcr_14, builtin_fence<std::memory_order_acquire, "">, builtin_fence<std::memory_order_release, "">,
         builtin_fence<std::memory_order_seq_cst, "(br|bnor) %r0">>;

// ---- spin hints: unprivileged programs have none -----------------------------------------------

struct nop {
  static constexpr Info info{"nop", "nopr ", "none"};
  static void op() { asm volatile("nopr %%r7" : : : "memory"); }
};

using pauses = List<nop>;
using address_waits = List<>;

// ---- timers: Principles of Operation, STORE CLOCK: it serializes before and after and never gives
// one value twice; STORE CLOCK FAST does neither; STORE CLOCK EXTENDED has a byte of epoch before
// the clock --

struct stckf {
  static constexpr Info info{"stckf", "stckf +", "none"};
  static u64 op() {
    u64 clock;
    asm volatile("stckf %0" : "=Q"(clock) : : "cc", "memory");
    return clock;
  }
};
struct stck {
  static constexpr Info info{"stck", "stck +", "both"};
  static u64 op() {
    u64 clock;
    asm volatile("stck %0" : "=Q"(clock) : : "cc", "memory");
    return clock;
  }
};
struct stcke {
  static constexpr Info info{"stcke", "stcke +", "both"};
  static u64 op() {
    unsigned char extended[16];
    asm volatile("stcke %0" : "=Q"(extended) : : "cc", "memory");
    u64 clock;
    __builtin_memcpy(&clock, extended + 1, sizeof clock);
    return clock;
  }
};

using timers = List<stckf, stck, stcke>;

}  // namespace fenceline::arch
