// SPARC V9, 64 bits: the instruction variants. Source: The SPARC Architecture Manual, Version 9,
// chapter 8 (memory models), appendix A (instructions), appendix J (programming with the memory
// models).
//
// Linux and Solaris run every program under TSO (PSTATE.MM = 0): there a plain load acquires, a
// plain store releases, and of the membars only those with #StoreLoad have work to do. What a
// sequence orders is stated for TSO. The membars are measured all the same: programs written for
// RMO have them.
//
// There are no lists of narrow read-modify-writes: cas begins at 32 bits. ldstub, which sets a byte
// to all ones and returns what it was, is an exchange with one value only, and has no list.
#pragma once
#include <arch/builtin.h>
#include <arch/op.h>

namespace fenceline::arch {

using u8 = uint8_t;
using u16 = uint16_t;
using u32 = uint32_t;
using u64 = uint64_t;

// One asm volatile for 32 and one for 64 bits: TEXT(LOAD, X, CC, ...) makes the instructions from
// the load's mnemonic, the x of cas and the condition codes to branch on; OPERANDS in parentheses.
#define FENCELINE_UNWRAP(...) __VA_ARGS__
#define FENCELINE_BY_WIDTH(OPERANDS, TEXT, ...)                                                               \
  if constexpr (sizeof(T) == 4) asm volatile(TEXT("lduw", "", "icc", __VA_ARGS__) FENCELINE_UNWRAP OPERANDS); \
  if constexpr (sizeof(T) == 8) asm volatile(TEXT("ldx", "x", "xcc", __VA_ARGS__) FENCELINE_UNWRAP OPERANDS)

// Where membars stand: before, after, and what of them the disassembly shows. The pairs of bits are
// what RMO needs for acquire and for release (appendix J.6).
#define FENCELINE_PLAIN "", "", "", ""
#define FENCELINE_ACQUIRE "", "\n\tmembar #LoadLoad|#LoadStore", "", ";membar #LoadStore\\|#LoadLoad$"
#define FENCELINE_RELEASE "membar #LoadStore|#StoreStore\n\t", "", "membar #StoreStore\\|#LoadStore$;", ""
#define FENCELINE_ACQ_REL                                                                                      \
  "membar #LoadStore|#StoreStore\n\t", "\n\tmembar #LoadLoad|#LoadStore", "membar #StoreStore\\|#LoadStore$;", \
      ";membar #LoadStore\\|#LoadLoad$"
#define FENCELINE_SEQ_CST                                                                        \
  "membar #LoadStore|#StoreStore\n\t", "\n\tmembar #LoadLoad|#LoadStore|#StoreLoad|#StoreStore", \
      "membar #StoreStore\\|#LoadStore$;", ";membar #StoreStore\\|#LoadStore\\|#StoreLoad\\|#LoadLoad$"
#define FENCELINE_CALL(MACRO, ...) MACRO(__VA_ARGS__)

// ---- loads -------------------------------------------------------------------------------------

#define FENCELINE_LOAD(NAME, ORDER, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER)                                       \
  template <class T>                                                                                                \
  struct NAME {                                                                                                     \
    static constexpr Info info{#NAME, EMITS_BEFORE "ld(ub|uh|uw|x)? " EMITS_AFTER, ORDER};                          \
    using value_type = T;                                                                                           \
    static Whole<T> op(const T* from) {                                                                             \
      Whole<T> value;                                                                                               \
      if constexpr (sizeof(T) == 1) asm volatile(BEFORE "ldub [%1],%0" AFTER : "=r"(value) : "r"(from) : "memory"); \
      if constexpr (sizeof(T) == 2) asm volatile(BEFORE "lduh [%1],%0" AFTER : "=r"(value) : "r"(from) : "memory"); \
      if constexpr (sizeof(T) == 4) asm volatile(BEFORE "lduw [%1],%0" AFTER : "=r"(value) : "r"(from) : "memory"); \
      if constexpr (sizeof(T) == 8) asm volatile(BEFORE "ldx [%1],%0" AFTER : "=r"(value) : "r"(from) : "memory");  \
      return value;                                                                                                 \
    }                                                                                                               \
  };
FENCELINE_CALL(FENCELINE_LOAD, ld, "acquire", FENCELINE_PLAIN)
/// GCC's seq_cst load: earlier stores are done before it.
FENCELINE_LOAD(membar_sl_ld, "seq_cst", "membar #StoreLoad\n\t", "", "membar #StoreLoad$;", "")
FENCELINE_CALL(FENCELINE_LOAD, ld_membar_ll_ls, "acquire", FENCELINE_ACQUIRE)
#undef FENCELINE_LOAD

using loads = Concat<Each<ld, u8, u16, u32, u64>, List<membar_sl_ld<u32>, membar_sl_ld<u64>, ld_membar_ll_ls<u64>,
                                                       builtin_load<u64, std::memory_order_relaxed, "ldx ">,
                                                       builtin_load<u64, std::memory_order_acquire, "ldx ">,
                                                       builtin_load<u64, std::memory_order_seq_cst, "ldx ">>>;

// ---- stores ------------------------------------------------------------------------------------

#define FENCELINE_STORE(NAME, ORDER, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER)                                   \
  template <class T>                                                                                             \
  struct NAME {                                                                                                  \
    static constexpr Info info{#NAME, EMITS_BEFORE "st[bhwx]? " EMITS_AFTER, ORDER};                             \
    using value_type = T;                                                                                        \
    static void op(T* to, T value) {                                                                             \
      if constexpr (sizeof(T) == 1) asm volatile(BEFORE "stb %0,[%1]" AFTER : : "r"(value), "r"(to) : "memory"); \
      if constexpr (sizeof(T) == 2) asm volatile(BEFORE "sth %0,[%1]" AFTER : : "r"(value), "r"(to) : "memory"); \
      if constexpr (sizeof(T) == 4) asm volatile(BEFORE "stw %0,[%1]" AFTER : : "r"(value), "r"(to) : "memory"); \
      if constexpr (sizeof(T) == 8) asm volatile(BEFORE "stx %0,[%1]" AFTER : : "r"(value), "r"(to) : "memory"); \
    }                                                                                                            \
  };
FENCELINE_CALL(FENCELINE_STORE, st, "release", FENCELINE_PLAIN)
/// The seq_cst store of TSO: it has left the store buffer before a later load.
FENCELINE_STORE(st_membar_sl, "seq_cst", "", "\n\tmembar #StoreLoad", "", ";membar #StoreLoad$")
FENCELINE_CALL(FENCELINE_STORE, membar_ls_ss_st, "release", FENCELINE_RELEASE)
FENCELINE_STORE(membar_ls_ss_st_membar_sl, "seq_cst", "membar #LoadStore|#StoreStore\n\t", "\n\tmembar #StoreLoad",
                "membar #StoreStore\\|#LoadStore$;", ";membar #StoreLoad$")
#undef FENCELINE_STORE

using stores = Concat<
    Each<st, u8, u16, u32, u64>,
    List<st_membar_sl<u32>, st_membar_sl<u64>, membar_ls_ss_st<u64>, membar_ls_ss_st_membar_sl<u64>,
         builtin_store<u64, std::memory_order_relaxed, "stx ">, builtin_store<u64, std::memory_order_release, "stx ">,
         builtin_store<u64, std::memory_order_seq_cst, "stx ;membar">>>;

// ---- read-modify-write -------------------------------------------------------------------------
// Atomics are loads and stores at once and under TSO drain the store buffer (V9, 8.4.4.3): nothing
// passes them either way.

#define FENCELINE_CAS_TEXT(LOAD, X, CC, BEFORE, AFTER) BEFORE "cas" X " [%2],%1,%0" AFTER
#define FENCELINE_CAS(STRUCT, NAME_BEFORE, NAME_AFTER, ORDER, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER)              \
  template <class T>                                                                                                 \
  struct STRUCT {                                                                                                    \
    static constexpr Info info{sizeof(T) == 4 ? NAME_BEFORE "cas" NAME_AFTER : NAME_BEFORE "casx" NAME_AFTER,        \
                               EMITS_BEFORE "casx? " EMITS_AFTER, ORDER};                                            \
    using value_type = T;                                                                                            \
    static T op(T* at, T expected, T desired) {                                                                      \
      FENCELINE_BY_WIDTH(( : "+r"(desired) : "r"(expected), "r"(at) : "memory"), FENCELINE_CAS_TEXT, BEFORE, AFTER); \
      return desired;                                                                                                \
    }                                                                                                                \
  };
FENCELINE_CALL(FENCELINE_CAS, cas_plain, "", "", "seq_cst", FENCELINE_PLAIN)
FENCELINE_CALL(FENCELINE_CAS, cas_membar_ll_ls, "", "_membar_ll_ls", "acquire", FENCELINE_ACQUIRE)
FENCELINE_CALL(FENCELINE_CAS, membar_ls_ss_cas, "membar_ls_ss_", "", "release", FENCELINE_RELEASE)
FENCELINE_CALL(FENCELINE_CAS, membar_ls_ss_cas_membar_ll_ls, "membar_ls_ss_", "_membar_ll_ls", "acq_rel",
               FENCELINE_ACQ_REL)
FENCELINE_CALL(FENCELINE_CAS, membar_ls_ss_cas_membar_all, "membar_ls_ss_", "_membar_all", "seq_cst", FENCELINE_SEQ_CST)

/// 32 bits only.
struct swap {
  static constexpr Info info{"swap", "swap ", "seq_cst"};
  using value_type = u32;
  static u32 op(u32* at, u32 value) {
    asm volatile("swap [%1],%0" : "+r"(value) : "r"(at) : "memory");
    return value;
  }
};

/// The first look is a plain load; a failed cas brings the next one. The last instruction of the
/// loop is in the branch's delay slot. With membars: what RMO needs for each C++ order.
#define FENCELINE_CAS_LOOP_TEXT(LOAD, X, CC, BEFORE, COMPUTE, AFTER) \
  BEFORE LOAD " [%2],%0\n1:\t" COMPUTE "\n\tcas" X " [%2],%0,%1\n\tcmp %0,%1\n\tbne,pn %%" CC ",1b\n\tmov %1,%0" AFTER
#define FENCELINE_CAS_LOOP(NAME, COMPUTE, EMITS, ORDER, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER)                \
  template <class T>                                                                                             \
  struct NAME {                                                                                                  \
    static constexpr Info info{#NAME, EMITS_BEFORE "ld(uw|x)? ;" EMITS " ;casx? ;cmp ;bne,pn ;mov " EMITS_AFTER, \
                               ORDER};                                                                           \
    using value_type = T;                                                                                        \
    static T op(T* at, T value) {                                                                                \
      u64 old, next;                                                                                             \
      FENCELINE_BY_WIDTH((                                                                                       \
                             : "=&r"(old), "=&r"(next)                                                           \
                             : "r"(at), "r"(value)                                                               \
                             : "memory", "cc"),                                                                  \
                         FENCELINE_CAS_LOOP_TEXT, BEFORE, COMPUTE, AFTER);                                       \
      return static_cast<T>(old);                                                                                \
    }                                                                                                            \
  };
#define FENCELINE_CAS_LOOP_FORMS(NAME, COMPUTE, EMITS)                                                                 \
  FENCELINE_CALL(FENCELINE_CAS_LOOP, NAME, COMPUTE, EMITS, "seq_cst", FENCELINE_PLAIN)                                 \
  FENCELINE_CALL(FENCELINE_CAS_LOOP, NAME##_membar_ll_ls, COMPUTE, EMITS, "acquire", FENCELINE_ACQUIRE)                \
  FENCELINE_CALL(FENCELINE_CAS_LOOP, membar_ls_ss_##NAME, COMPUTE, EMITS, "release", FENCELINE_RELEASE)                \
  FENCELINE_CALL(FENCELINE_CAS_LOOP, membar_ls_ss_##NAME##_membar_ll_ls, COMPUTE, EMITS, "acq_rel", FENCELINE_ACQ_REL) \
  FENCELINE_CALL(FENCELINE_CAS_LOOP, membar_ls_ss_##NAME##_membar_all, COMPUTE, EMITS, "seq_cst", FENCELINE_SEQ_CST)
FENCELINE_CAS_LOOP_FORMS(cas_loop, "mov %3,%1", "mov")
FENCELINE_CAS_LOOP_FORMS(cas_loop_add, "add %0,%3,%1", "add")
FENCELINE_CAS_LOOP_FORMS(cas_loop_and, "and %0,%3,%1", "and")
FENCELINE_CAS_LOOP_FORMS(cas_loop_or, "or %0,%3,%1", "or")
FENCELINE_CAS_LOOP_FORMS(cas_loop_xor, "xor %0,%3,%1", "xor")

/// All forms on doublewords, the plain one on words too.
#define FENCELINE_CAS_LOOP_LIST(NAME)                                            \
  List<NAME<u32>, NAME<u64>, NAME##_membar_ll_ls<u64>, membar_ls_ss_##NAME<u64>, \
       membar_ls_ss_##NAME##_membar_ll_ls<u64>, membar_ls_ss_##NAME##_membar_all<u64>>

using exchanges =
    Concat<FENCELINE_CAS_LOOP_LIST(cas_loop), List<swap, builtin_exchange<u32, std::memory_order_seq_cst, "swap ">,
                                                   builtin_exchange<u64, std::memory_order_relaxed, "casx ">,
                                                   builtin_exchange<u64, std::memory_order_seq_cst, "casx ">>>;
using fetch_adds =
    Concat<FENCELINE_CAS_LOOP_LIST(cas_loop_add), List<builtin_fetch_add<u64, std::memory_order_relaxed, "casx ">,
                                                       builtin_fetch_add<u64, std::memory_order_seq_cst, "casx ">>>;
using fetch_ands =
    Concat<FENCELINE_CAS_LOOP_LIST(cas_loop_and), List<builtin_fetch_and<u64, std::memory_order_seq_cst, "casx ">>>;
using fetch_ors =
    Concat<FENCELINE_CAS_LOOP_LIST(cas_loop_or), List<builtin_fetch_or<u64, std::memory_order_seq_cst, "casx ">>>;
using fetch_xors =
    Concat<FENCELINE_CAS_LOOP_LIST(cas_loop_xor), List<builtin_fetch_xor<u64, std::memory_order_seq_cst, "casx ">>>;

// No instruction updates memory without a result.
using adds =
    List<builtin_add<u64, std::memory_order_relaxed, "casx ">, builtin_add<u64, std::memory_order_seq_cst, "casx ">>;
using ands = List<>;
using ors = List<>;
using xors = List<>;
using fetch_extrema = List<>;
using extrema = List<>;

using cas =
    List<cas_plain<u32>, cas_plain<u64>, cas_membar_ll_ls<u64>, membar_ls_ss_cas<u64>,
         membar_ls_ss_cas_membar_ll_ls<u64>, membar_ls_ss_cas_membar_all<u64>,
         builtin_cas<u64, std::memory_order_relaxed, "casx ">, builtin_cas<u64, std::memory_order_seq_cst, "casx ">>;

// ---- fences: MEMBAR (V9, A.31). The four bits of mmask each keep one kind of pair apart; the bits
// of cmask wait: until what was issued is visible to this CPU's own lookups, is done, or until
// every earlier instruction is ------------------------------------------------------------------

#define FENCELINE_MEMBAR(NAME, MASK, SHOWN, ORDER)                    \
  struct NAME {                                                       \
    static constexpr Info info{#NAME, "membar " SHOWN "$", ORDER};    \
    static void op() { asm volatile("membar " MASK : : : "memory"); } \
  };
FENCELINE_MEMBAR(membar_ll, "#LoadLoad", "#LoadLoad", "r,r")
FENCELINE_MEMBAR(membar_ls, "#LoadStore", "#LoadStore", "r,w")
FENCELINE_MEMBAR(membar_sl, "#StoreLoad", "#StoreLoad", "w,r")
FENCELINE_MEMBAR(membar_ss, "#StoreStore", "#StoreStore", "w,w")
FENCELINE_MEMBAR(membar_ll_ls, "#LoadLoad|#LoadStore", "#LoadStore\\|#LoadLoad", "r,rw")
FENCELINE_MEMBAR(membar_sl_ss, "#StoreLoad|#StoreStore", "#StoreStore\\|#StoreLoad", "w,rw")
FENCELINE_MEMBAR(membar_ll_sl, "#LoadLoad|#StoreLoad", "#StoreLoad\\|#LoadLoad", "rw,r")
FENCELINE_MEMBAR(membar_ls_ss, "#LoadStore|#StoreStore", "#StoreStore\\|#LoadStore", "rw,w")
FENCELINE_MEMBAR(membar_ll_ls_ss, "#LoadLoad|#LoadStore|#StoreStore", "#StoreStore\\|#LoadStore\\|#LoadLoad",
                 "r,rw+w,w")
FENCELINE_MEMBAR(membar_all, "#LoadLoad|#LoadStore|#StoreLoad|#StoreStore",
                 "#StoreStore\\|#LoadStore\\|#StoreLoad\\|#LoadLoad", "rw,rw")
FENCELINE_MEMBAR(membar_lookaside, "#Lookaside", "#Lookaside", "w,r")
FENCELINE_MEMBAR(membar_memissue, "#MemIssue", "#MemIssue", "rw,rw")
FENCELINE_MEMBAR(membar_sync, "#Sync", "#Sync", "rw,rw")
#undef FENCELINE_MEMBAR
/// V8's #StoreStore; deprecated.
struct stbar {
  static constexpr Info info{"stbar", "stbar", "w,w"};
  static void op() { asm volatile("stbar" : : : "memory"); }
};

// GCC sets #StoreLoad for every order (membars are for TSO there), Clang all four.
using fences = List<membar_ll, membar_ls, membar_sl, membar_ss, membar_ll_ls, membar_sl_ss, membar_ll_sl, membar_ls_ss,
                    membar_ll_ls_ss, membar_all, membar_lookaside, membar_memissue, membar_sync, stbar,
                    builtin_fence<std::memory_order_acquire, "membar .*#StoreLoad">,
                    builtin_fence<std::memory_order_release, "membar .*#StoreLoad">,
                    builtin_fence<std::memory_order_seq_cst, "membar .*#StoreLoad">>;

// ---- spin hints --------------------------------------------------------------------------------

#define FENCELINE_HINT(NAME, ASM, EMITS, NEEDS)              \
  struct NAME {                                              \
    static constexpr Info info{#NAME, EMITS, "none", NEEDS}; \
    static void op() { asm volatile(ASM : : : "memory"); }   \
  };
/// What Linux spins with before T4: a read of the condition codes takes a strand out of selection
/// for its latency.
FENCELINE_HINT(rd_ccr, "rd %%ccr,%%g0", "rd %ccr, %g0", Feature::none)
/// For 128 cycles, as Linux asks: a write to %asr27. As a word, since assemblers for V9 refuse it.
FENCELINE_HINT(pause_128, ".word 0xb7802080", "(pause|wr (%g0, )?(0x80|128), %)", Feature::pause)
FENCELINE_HINT(nop, "nop", "nop", Feature::none)
#undef FENCELINE_HINT

using pauses = List<rd_ccr, pause_128, nop>;
using address_waits = List<>;

// ---- timers: membar #Sync lets nothing begin before all that stands before it is done
// -------------

#define FENCELINE_TIMER(NAME, ASM, EMITS, ORDER)     \
  struct NAME {                                      \
    static constexpr Info info{#NAME, EMITS, ORDER}; \
    static u64 op() {                                \
      u64 count;                                     \
      asm volatile(ASM : "=r"(count) : : "memory");  \
      return count;                                  \
    }                                                \
  };
FENCELINE_TIMER(rd_tick, "rd %%tick,%0", "rd %tick, ", "none")
FENCELINE_TIMER(membar_sync_rd_tick, "membar #Sync\n\trd %%tick,%0", "membar #Sync;rd %tick, ", "earlier")
#undef FENCELINE_TIMER

using timers = List<rd_tick, membar_sync_rd_tick>;

}  // namespace fenceline::arch
