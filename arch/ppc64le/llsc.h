// POWER: read-modify-write as larx/stcx. loops with the barriers of each C++ order around them, and
// the atomic memory operations of ISA 3.0. Sources: Power ISA 3.1B, Book II 4.5 (atomic memory
// operations), 4.6.2 (load and reserve, store conditional; EH: the lock hint), B.2 (locks).
#pragma once
#include <arch/in_register.h>
#include <arch/op.h>

#include <cstdint>

namespace fenceline::arch {

using u8 = uint8_t;
using u16 = uint16_t;
using u32 = uint32_t;
using u64 = uint64_t;
using u128 = unsigned __int128;

/// NAME: the variant's; EH: operand of larx; BEFORE, AFTER: barriers, and their patterns; ORDER: in
/// C++ terms. The conditional branch that ends the loop is what isync's acquire rests on.
#define FENCELINE_LLSC_FORMS(FORM)                                                                \
  FORM(larx_stcx, "", "", "", "", "", "relaxed")                                                  \
  /* EH = 1: this thread will release what it takes, a lock. */                                   \
  FORM(larx_eh_stcx, ",1", "", "", "", "", "relaxed")                                             \
  FORM(larx_stcx_isync, "", "", "\n\tisync", "", ";isync", "acquire")                             \
  FORM(larx_eh_stcx_isync, ",1", "", "\n\tisync", "", ";isync", "acquire")                        \
  FORM(larx_stcx_lwsync, "", "", "\n\tlwsync", "", ";lwsync", "acquire")                          \
  FORM(larx_eh_stcx_lwsync, ",1", "", "\n\tlwsync", "", ";lwsync", "acquire")                     \
  FORM(lwsync_larx_stcx, "", "lwsync\n", "", "lwsync;", "", "release")                            \
  FORM(lwsync_larx_stcx_isync, "", "lwsync\n", "\n\tisync", "lwsync;", ";isync", "acq_rel")       \
  FORM(lwsync_larx_stcx_lwsync, "", "lwsync\n", "\n\tlwsync", "lwsync;", ";lwsync", "acq_rel")    \
  /* seq_cst: leading sync as GCC and as LLVM end it, trailing sync, and Linux' full barriers. */ \
  FORM(sync_larx_stcx_isync, "", "sync\n", "\n\tisync", "^(hw)?sync;", ";isync", "seq_cst")       \
  FORM(sync_larx_stcx_lwsync, "", "sync\n", "\n\tlwsync", "^(hw)?sync;", ";lwsync", "seq_cst")    \
  FORM(lwsync_larx_stcx_sync, "", "lwsync\n", "\n\tsync", "lwsync;", ";^(hw)?sync", "seq_cst")    \
  FORM(sync_larx_stcx_sync, "", "sync\n", "\n\tsync", "^(hw)?sync;", ";^(hw)?sync", "seq_cst")

#define FENCELINE_LLSC_LOOP(WIDTH, EH, OPERATION, RESULT, BEFORE, AFTER)                       \
  asm volatile(BEFORE "1:\tl" WIDTH "arx %0,0,%3" EH "\n\t" OPERATION "st" WIDTH "cx. " RESULT \
                      ",0,%3\n\tbne- 1b" AFTER                                                 \
               : "=&r"(old), "=&r"(next), "+m"(*at)                                            \
               : "r"(at), "r"(value)                                                           \
               : "memory", "cr0")

#define FENCELINE_LLSC_RMW(NAME, KIND, OPERATION, RESULT, EMITS, EH, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER) \
  template <class T>                                                                                                  \
  struct NAME##_##KIND {                                                                                              \
    static constexpr Info info{#NAME, EMITS_BEFORE "l[bhwd]arx .*" EH ";" EMITS "st[bhwd]cx\\. ;bne" EMITS_AFTER,     \
                               ORDER};                                                                                \
    using value_type = T;                                                                                             \
    static T op(T* at, T value) {                                                                                     \
      T old;                                                                                                          \
      u64 next;                                                                                                       \
      if constexpr (sizeof(T) == 1)                                                                                   \
        FENCELINE_LLSC_LOOP("b", EH, OPERATION, RESULT, BEFORE, AFTER);                                               \
      else if constexpr (sizeof(T) == 2)                                                                              \
        FENCELINE_LLSC_LOOP("h", EH, OPERATION, RESULT, BEFORE, AFTER);                                               \
      else if constexpr (sizeof(T) == 4)                                                                              \
        FENCELINE_LLSC_LOOP("w", EH, OPERATION, RESULT, BEFORE, AFTER);                                               \
      else                                                                                                            \
        FENCELINE_LLSC_LOOP("d", EH, OPERATION, RESULT, BEFORE, AFTER);                                               \
      return old;                                                                                                     \
    }                                                                                                                 \
  };

#define FENCELINE_LLSC_CAS_LOOP(WIDTH, EH, BEFORE, AFTER)                                    \
  asm volatile(BEFORE "1:\tl" WIDTH "arx %0,0,%2" EH "\n\tcmpd %0,%3\n\tbne- 2f\n\tst" WIDTH \
                      "cx. %4,0,%2\n\tbne- 1b\n2:" AFTER                                     \
               : "=&r"(old), "+m"(*at)                                                       \
               : "r"(at), "r"(u64{expected}), "r"(desired)                                   \
               : "memory", "cr0")

/// 16 bytes in even-odd register pairs, the even one with the high half: r8:r9 and r10:r11.
#define FENCELINE_LLSC_CAS_QUAD(EH, BEFORE, AFTER)                                                               \
  register u64 high asm("r8");                                                                                   \
  register u64 low asm("r9");                                                                                    \
  register u64 new_high asm("r10") = static_cast<u64>(desired >> 64);                                            \
  register u64 new_low asm("r11") = static_cast<u64>(desired);                                                   \
  u64 differ, more;                                                                                              \
  asm volatile(BEFORE "1:\tlqarx 8,0,%5" EH                                                                      \
                      "\n\txor %2,%0,%6\n\txor %3,%1,%7\n\tor. %2,%2,%3\n\t"                                     \
                      "bne- 2f\n\tstqcx. 10,0,%5\n\tbne- 1b\n2:" AFTER                                           \
               : "=&r"(high), "=&r"(low), "=&r"(differ), "=&r"(more), "+m"(*at)                                  \
               : "r"(at), "r"(static_cast<u64>(expected >> 64)), "r"(static_cast<u64>(expected)), "r"(new_high), \
                 "r"(new_low)                                                                                    \
               : "memory", "cr0");                                                                               \
  return u128{high} << 64 | low

#define FENCELINE_LLSC_FORM(NAME, EH, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)                                \
  FENCELINE_LLSC_RMW(NAME, exchange, "", "%4", "", EH, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)               \
  FENCELINE_LLSC_RMW(NAME, add, "add %1,%0,%4\n\t", "%1", "add ;", EH, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER,      \
                     ORDER)                                                                                           \
  FENCELINE_LLSC_RMW(NAME, and, "and %1,%0,%4\n\t", "%1", "and ;", EH, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER,      \
                     ORDER)                                                                                           \
  FENCELINE_LLSC_RMW(NAME, or, "or %1,%0,%4\n\t", "%1", "or ;", EH, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)  \
  FENCELINE_LLSC_RMW(NAME, xor, "xor %1,%0,%4\n\t", "%1", "xor ;", EH, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER,      \
                     ORDER)                                                                                           \
  template <class T>                                                                                                  \
  struct NAME##_cas {                                                                                                 \
    static constexpr Info info{#NAME,                                                                                 \
                               EMITS_BEFORE "l[bhwdq]arx .*" EH ";(cmpd|or\\.) ;bne;st[bhwdq]cx\\. ;bne" EMITS_AFTER, \
                               ORDER, sizeof(T) == 16 ? Feature::stqcx : Feature::none};                              \
    using value_type = T;                                                                                             \
    static T op(T* at, T expected, T desired) {                                                                       \
      if constexpr (sizeof(T) == 16) {                                                                                \
        FENCELINE_LLSC_CAS_QUAD(EH, BEFORE, AFTER);                                                                   \
      } else {                                                                                                        \
        u64 old;                                                                                                      \
        if constexpr (sizeof(T) == 1)                                                                                 \
          FENCELINE_LLSC_CAS_LOOP("b", EH, BEFORE, AFTER);                                                            \
        else if constexpr (sizeof(T) == 2)                                                                            \
          FENCELINE_LLSC_CAS_LOOP("h", EH, BEFORE, AFTER);                                                            \
        else if constexpr (sizeof(T) == 4)                                                                            \
          FENCELINE_LLSC_CAS_LOOP("w", EH, BEFORE, AFTER);                                                            \
        else                                                                                                          \
          FENCELINE_LLSC_CAS_LOOP("d", EH, BEFORE, AFTER);                                                            \
        return in_range<T>(old);                                                                                      \
      }                                                                                                               \
    }                                                                                                                 \
  };
FENCELINE_LLSC_FORMS(FENCELINE_LLSC_FORM)
#undef FENCELINE_LLSC_FORM
#undef FENCELINE_LLSC_CAS_QUAD
#undef FENCELINE_LLSC_CAS_LOOP
#undef FENCELINE_LLSC_RMW
#undef FENCELINE_LLSC_LOOP

/// One kind of loop: all forms on doublewords; the weakest, with and without the hint, and the
/// strongest on narrower ones too.
#define FENCELINE_LLSC_LIST(KIND)                                                                              \
  List<larx_stcx_##KIND<u8>, larx_stcx_##KIND<u16>, larx_stcx_##KIND<u32>, larx_stcx_##KIND<u64>,              \
       larx_eh_stcx_##KIND<u8>, larx_eh_stcx_##KIND<u16>, larx_eh_stcx_##KIND<u32>, larx_eh_stcx_##KIND<u64>,  \
       larx_stcx_isync_##KIND<u64>, larx_eh_stcx_isync_##KIND<u64>, larx_stcx_lwsync_##KIND<u64>,              \
       lwsync_larx_stcx_##KIND<u64>, lwsync_larx_stcx_isync_##KIND<u64>, lwsync_larx_stcx_lwsync_##KIND<u64>,  \
       sync_larx_stcx_isync_##KIND<u8>, sync_larx_stcx_isync_##KIND<u16>, sync_larx_stcx_isync_##KIND<u32>,    \
       sync_larx_stcx_isync_##KIND<u64>, sync_larx_stcx_lwsync_##KIND<u64>, lwsync_larx_stcx_sync_##KIND<u64>, \
       sync_larx_stcx_sync_##KIND<u64>>
using llsc_exchanges = FENCELINE_LLSC_LIST(exchange);
using llsc_adds = FENCELINE_LLSC_LIST(add);
using llsc_ands = FENCELINE_LLSC_LIST(and);
using llsc_ors = FENCELINE_LLSC_LIST(or);
using llsc_xors = FENCELINE_LLSC_LIST(xor);
using llsc_cas = Concat<FENCELINE_LLSC_LIST(cas), List<larx_stcx_cas<u128>, larx_eh_stcx_cas<u128>,
                                                       larx_stcx_isync_cas<u128>, sync_larx_stcx_isync_cas<u128>>>;
#undef FENCELINE_LLSC_LIST
#undef FENCELINE_LLSC_FORMS

// ---- atomic memory operations, done where the line is ------------------------------------------

/// The function codes that both have (Power ISA 3.0B, book II, "Atomic Memory Operations").
#define FENCELINE_AMO_FUNCTIONS(FORM, KIND)      \
  FORM(KIND##_add, 0, Feature::isa_3_0)          \
  FORM(KIND##_xor, 1, Feature::isa_3_0)          \
  FORM(KIND##_or, 2, Feature::isa_3_0)           \
  FORM(KIND##_and, 3, Feature::isa_3_0)          \
  FORM(KIND##_max_unsigned, 4, Feature::isa_3_0) \
  FORM(KIND##_max, 5, Feature::signed_word_amo)  \
  FORM(KIND##_min_unsigned, 6, Feature::isa_3_0) \
  FORM(KIND##_min, 7, Feature::signed_word_amo)

/// l[wd]at RT,RA,FC: the operand is in RT + 1, the old value goes to RT. As words, with r8:r9 and
/// r10, since assemblers set to POWER8 do not know the mnemonic. Relaxed: no barrier is implied.
#define FENCELINE_LAT(NAME, FUNCTION, NEEDS_WORD)                                                                   \
  template <class T>                                                                                                \
  struct NAME {                                                                                                     \
    static constexpr Info info{#NAME, "(l[wd]at +r8,r10," #FUNCTION "$|\\.long 0x7d0a[0-9a-f]{2}[8c]c)", "relaxed", \
                               sizeof(T) == 4 ? NEEDS_WORD : Feature::isa_3_0};                                     \
    using value_type = T;                                                                                           \
    static T op(T* at, T value) {                                                                                   \
      register u64 old asm("r8");                                                                                   \
      register u64 operand asm("r9") = value;                                                                       \
      register T* where asm("r10") = at;                                                                            \
      asm volatile(".long %c4"                                                                                      \
                   : "=&r"(old), "+m"(*at)                                                                          \
                   : "r"(operand), "r"(where), "i"(0x7d0a0000 | FUNCTION << 11 | (sizeof(T) == 4 ? 582 : 614) << 1) \
                   : "memory");                                                                                     \
      return static_cast<T>(old);                                                                                   \
    }                                                                                                               \
  };
FENCELINE_AMO_FUNCTIONS(FENCELINE_LAT, lat)
FENCELINE_LAT(lat_swap, 8, Feature::isa_3_0)
#undef FENCELINE_LAT

/// st[wd]at RS,RA,FC: nothing comes back.
#define FENCELINE_STAT(NAME, FUNCTION, NEEDS_WORD)                                                                   \
  template <class T>                                                                                                 \
  struct NAME {                                                                                                      \
    static constexpr Info info{#NAME, "(st[wd]at +r8,r10," #FUNCTION "$|\\.long 0x7d0a[0-9a-f]{2}[8c]c)", "relaxed", \
                               sizeof(T) == 4 ? NEEDS_WORD : Feature::isa_3_0};                                      \
    using value_type = T;                                                                                            \
    static void op(T* at, T value) {                                                                                 \
      register u64 operand asm("r8") = value;                                                                        \
      register T* where asm("r10") = at;                                                                             \
      asm volatile(".long %c3"                                                                                       \
                   : "+m"(*at)                                                                                       \
                   : "r"(operand), "r"(where), "i"(0x7d0a0000 | FUNCTION << 11 | (sizeof(T) == 4 ? 710 : 742) << 1)  \
                   : "memory");                                                                                      \
    }                                                                                                                \
  };
FENCELINE_AMO_FUNCTIONS(FENCELINE_STAT, stat)
#undef FENCELINE_STAT
#undef FENCELINE_AMO_FUNCTIONS

}  // namespace fenceline::arch
