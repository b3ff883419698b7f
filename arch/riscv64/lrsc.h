// RISC-V: read-modify-write as LR/SC loops, in every annotated form that orders something. The
// loops keep to the rules for eventual success ("Zalrsc" 13.3: at most 16 instructions, base ISA
// only, no memory access between LR and SC).
#pragma once
#include <arch/in_register.h>
#include <arch/op.h>

#include <cstdint>

namespace fenceline::arch {

/// NAME: the variant's; LR and SC: annotations; BEFORE and AFTER: a fence with its line break, or
/// nothing, and what it looks like disassembled; ORDER: in C++ terms.
/// LR.rl without aq and SC.aq without rl are not meaningful ("Zalrsc" 13.2) and are left out.
#define FENCELINE_LRSC_FORMS(FORM)                                                                                  \
  FORM(lr_sc, "", "", "", "", "", "", "relaxed")                                                                    \
  FORM(lr_aq_sc, ".aq", "", "", "", "", "", "acquire")                                                              \
  FORM(lr_sc_rl, "", ".rl", "", "", "", "", "release")                                                              \
  FORM(lr_aq_sc_rl, ".aq", ".rl", "", "", "", "", "acq_rel")                                                        \
  FORM(lr_sc_aqrl, "", ".aqrl", "", "", "", "", "release")                                                          \
  FORM(lr_aq_sc_aqrl, ".aq", ".aqrl", "", "", "", "", "acq_rel")                                                    \
  FORM(lr_aqrl_sc, ".aqrl", "", "", "", "", "", "acquire")                                                          \
  FORM(lr_aqrl_sc_rl, ".aqrl", ".rl", "", "", "", "", "seq_cst")                                                    \
  FORM(lr_aqrl_sc_aqrl, ".aqrl", ".aqrl", "", "", "", "", "seq_cst")                                                \
  /* With fences in place of annotations; the last is Linux' fully ordered form. */                                 \
  FORM(lr_sc_fence_r_rw, "", "", "", "\n\tfence r,rw", "", ";fence +r,rw", "acquire")                               \
  FORM(fence_rw_w_lr_sc, "", "", "fence rw,w\n", "", "fence +rw,w;", "", "release")                                 \
  FORM(fence_rw_w_lr_sc_fence_r_rw, "", "", "fence rw,w\n", "\n\tfence r,rw", "fence +rw,w;", ";fence +r,rw",       \
       "acq_rel")                                                                                                   \
  FORM(fence_rw_rw_lr_sc_fence_rw_rw, "", "", "fence rw,rw\n", "\n\tfence rw,rw", "fence +rw,rw;", ";fence +rw,rw", \
       "seq_cst")                                                                                                   \
  FORM(lr_sc_rl_fence_rw_rw, "", ".rl", "", "\n\tfence rw,rw", "", ";fence +rw,rw", "seq_cst")

#define FENCELINE_LRSC_LOOP(NAME, WIDTH, LR, OPERATION, RESULT, SC, BEFORE, AFTER)           \
  asm volatile(BEFORE "1:\tlr" WIDTH LR " %0, %2\n\t" OPERATION "sc" WIDTH SC " %1, " RESULT \
                      ", %2\n\tbnez %1, 1b" AFTER                                            \
               : "=&r"(old), "=&r"(next), "+A"(*at)                                          \
               : "r"(value)                                                                  \
               : "memory")

#define FENCELINE_LRSC_RMW(NAME, KIND, OPERATION, RESULT, EMITS, LR, SC, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER,    \
                           ORDER)                                                                                     \
  template <class T>                                                                                                  \
  struct NAME##_##KIND {                                                                                              \
    static constexpr Info info{#NAME,                                                                                 \
                               sizeof(T) == 4 ? EMITS_BEFORE "lr\\.w" LR " ;" EMITS "sc\\.w" SC " ;bnez" EMITS_AFTER  \
                                              : EMITS_BEFORE "lr\\.d" LR " ;" EMITS "sc\\.d" SC " ;bnez" EMITS_AFTER, \
                               ORDER};                                                                                \
    using value_type = T;                                                                                             \
    static T op(T* at, T value) {                                                                                     \
      T old;                                                                                                          \
      uint64_t next;                                                                                                  \
      if constexpr (sizeof(T) == 4)                                                                                   \
        FENCELINE_LRSC_LOOP(NAME, ".w", LR, OPERATION, RESULT, SC, BEFORE, AFTER);                                    \
      else                                                                                                            \
        FENCELINE_LRSC_LOOP(NAME, ".d", LR, OPERATION, RESULT, SC, BEFORE, AFTER);                                    \
      return old;                                                                                                     \
    }                                                                                                                 \
  };

#define FENCELINE_LRSC_CAS_LOOP(WIDTH, LR, SC, BEFORE, AFTER)                      \
  asm volatile(BEFORE "1:\tlr" WIDTH LR " %0, %2\n\tbne %0, %3, 2f\n\tsc" WIDTH SC \
                      " %1, %4, %2\n\tbnez %1, 1b\n2:" AFTER                       \
               : "=&r"(old), "=&r"(failed), "+A"(*at)                              \
               : "r"(sign_extended(expected)), "r"(desired)                        \
               : "memory")

#define FENCELINE_LRSC_FORM(NAME, LR, SC, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)                            \
  FENCELINE_LRSC_RMW(NAME, exchange, "", "%3", "", LR, SC, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)           \
  FENCELINE_LRSC_RMW(NAME, add, "add %1, %0, %3\n\t", "%1", "add;", LR, SC, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, \
                     ORDER)                                                                                           \
  FENCELINE_LRSC_RMW(NAME, and, "and %1, %0, %3\n\t", "%1", "and;", LR, SC, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, \
                     ORDER)                                                                                           \
  FENCELINE_LRSC_RMW(NAME, or, "or %1, %0, %3\n\t", "%1", "or;", LR, SC, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER,    \
                     ORDER)                                                                                           \
  FENCELINE_LRSC_RMW(NAME, xor, "xor %1, %0, %3\n\t", "%1", "xor;", LR, SC, BEFORE, AFTER, EMITS_BEFORE, EMITS_AFTER, \
                     ORDER)                                                                                           \
  template <class T>                                                                                                  \
  struct NAME##_cas {                                                                                                 \
    static constexpr Info info{#NAME,                                                                                 \
                               sizeof(T) == 4 ? EMITS_BEFORE "lr\\.w" LR " ;bne ;sc\\.w" SC " ;bnez" EMITS_AFTER      \
                                              : EMITS_BEFORE "lr\\.d" LR " ;bne ;sc\\.d" SC " ;bnez" EMITS_AFTER,     \
                               ORDER};                                                                                \
    using value_type = T;                                                                                             \
    static T op(T* at, T expected, T desired) {                                                                       \
      int64_t old;                                                                                                    \
      uint64_t failed;                                                                                                \
      if constexpr (sizeof(T) == 4)                                                                                   \
        FENCELINE_LRSC_CAS_LOOP(".w", LR, SC, BEFORE, AFTER);                                                         \
      else                                                                                                            \
        FENCELINE_LRSC_CAS_LOOP(".d", LR, SC, BEFORE, AFTER);                                                         \
      return in_range<T>(old);                                                                                        \
    }                                                                                                                 \
  };
FENCELINE_LRSC_FORMS(FENCELINE_LRSC_FORM)
#undef FENCELINE_LRSC_FORM
#undef FENCELINE_LRSC_CAS_LOOP
#undef FENCELINE_LRSC_RMW
#undef FENCELINE_LRSC_LOOP

/// One kind of loop, 32 and 64 bits, in all forms.
#define FENCELINE_LRSC_LIST(KIND)                                                                            \
  List<lr_sc_##KIND<uint32_t>, lr_sc_##KIND<uint64_t>, lr_aq_sc_##KIND<uint32_t>, lr_aq_sc_##KIND<uint64_t>, \
       lr_sc_rl_##KIND<uint32_t>, lr_sc_rl_##KIND<uint64_t>, lr_aq_sc_rl_##KIND<uint32_t>,                   \
       lr_aq_sc_rl_##KIND<uint64_t>, lr_aqrl_sc_rl_##KIND<uint32_t>, lr_aqrl_sc_rl_##KIND<uint64_t>,         \
       lr_aqrl_sc_aqrl_##KIND<uint64_t>, lr_sc_aqrl_##KIND<uint64_t>, lr_aq_sc_aqrl_##KIND<uint64_t>,        \
       lr_aqrl_sc_##KIND<uint64_t>, lr_sc_fence_r_rw_##KIND<uint64_t>, fence_rw_w_lr_sc_##KIND<uint64_t>,    \
       fence_rw_w_lr_sc_fence_r_rw_##KIND<uint64_t>, fence_rw_rw_lr_sc_fence_rw_rw_##KIND<uint64_t>,         \
       lr_sc_rl_fence_rw_rw_##KIND<uint64_t>>
using lrsc_exchanges = FENCELINE_LRSC_LIST(exchange);
using lrsc_adds = FENCELINE_LRSC_LIST(add);
using lrsc_ands = FENCELINE_LRSC_LIST(and);
using lrsc_ors = FENCELINE_LRSC_LIST(or);
using lrsc_xors = FENCELINE_LRSC_LIST(xor);
using lrsc_cas = FENCELINE_LRSC_LIST(cas);
#undef FENCELINE_LRSC_LIST
#undef FENCELINE_LRSC_FORMS

// ---- bytes and halfwords without Zabha: the word around them, masked ----------------------------

/// Where a narrow value lies in its aligned word.
template <class T>
struct InWord {
  uint32_t* word;
  unsigned shift;
  int64_t mask;

  explicit InWord(T* at)
      : word(reinterpret_cast<uint32_t*>(reinterpret_cast<uintptr_t>(at) & ~uintptr_t{3})),
        shift(8 * (reinterpret_cast<uintptr_t>(at) & 3)),
        mask(sign_extended(uint32_t{static_cast<T>(~T{0})} << shift)) {}
  int64_t put(T value) const { return sign_extended(uint32_t{value} << shift); }
  T take(uint64_t from) const { return static_cast<T>(from >> shift); }
};

/// The new word is old ^ ((OPERATION(old, value) ^ old) & mask): bits outside stay as they are.
#define FENCELINE_MASKED_RMW(NAME, FORM, LR, SC, OPERATION, EMITS, ORDER)                                           \
  template <class T>                                                                                                \
  struct NAME {                                                                                                     \
    static constexpr Info info{FORM, "lr\\.w" LR " ;" EMITS ";xor;and;xor;sc\\.w" SC " ;bnez", ORDER};              \
    using value_type = T;                                                                                           \
    static T op(T* at, T value) {                                                                                   \
      const InWord<T> in(at);                                                                                       \
      uint64_t old, next;                                                                                           \
      asm volatile("1:\tlr.w" LR " %0, %2\n\t" OPERATION                                                            \
                   "\n\txor %1, %1, %0\n\tand %1, %1, %4\n\txor %1, %1, %0\n\tsc.w" SC " %1, %1, %2\n\tbnez %1, 1b" \
                   : "=&r"(old), "=&r"(next), "+A"(*in.word)                                                        \
                   : "r"(in.put(value)), "r"(in.mask)                                                               \
                   : "memory");                                                                                     \
      return in.take(old);                                                                                          \
    }                                                                                                               \
  };
#define FENCELINE_MASKED_CAS(NAME, FORM, LR, SC, ORDER)                                               \
  template <class T>                                                                                  \
  struct NAME {                                                                                       \
    static constexpr Info info{FORM, "lr\\.w" LR " ;and;bne ;xor;and;xor;sc\\.w" SC " ;bnez", ORDER}; \
    using value_type = T;                                                                             \
    static T op(T* at, T expected, T desired) {                                                       \
      const InWord<T> in(at);                                                                         \
      uint64_t old, next;                                                                             \
      asm volatile("1:\tlr.w" LR                                                                      \
                   " %0, %2\n\tand %1, %0, %4\n\tbne %1, %3, 2f\n\txor %1, %0, %5\n\t"                \
                   "and %1, %1, %4\n\txor %1, %1, %0\n\tsc.w" SC " %1, %1, %2\n\tbnez %1, 1b\n2:"     \
                   : "=&r"(old), "=&r"(next), "+A"(*in.word)                                          \
                   : "r"(in.put(expected)), "r"(in.mask), "r"(in.put(desired))                        \
                   : "memory");                                                                       \
      return in.take(old);                                                                            \
    }                                                                                                 \
  };
#define FENCELINE_MASKED(PREFIX, FORM, LR, SC, ORDER)                                    \
  FENCELINE_MASKED_RMW(PREFIX##_exchange, FORM, LR, SC, "mv %1, %3", "(mv|addi)", ORDER) \
  FENCELINE_MASKED_RMW(PREFIX##_add, FORM, LR, SC, "add %1, %0, %3", "add", ORDER)       \
  FENCELINE_MASKED_CAS(PREFIX##_cas, FORM, LR, SC, ORDER)
FENCELINE_MASKED(masked, "masked_lr_sc", "", "", "relaxed")
FENCELINE_MASKED(masked_aqrl, "masked_lr_aqrl_sc_rl", ".aqrl", ".rl", "seq_cst")
#undef FENCELINE_MASKED
#undef FENCELINE_MASKED_CAS
#undef FENCELINE_MASKED_RMW

}  // namespace fenceline::arch
