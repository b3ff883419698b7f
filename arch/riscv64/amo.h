// RISC-V: read-modify-write by one instruction: the AMOs of "Zaamo", those of bytes and halfwords
// ("Zabha") and compare-and-swap ("Zacas"), in all annotated forms.
#pragma once
#include <arch/op.h>

#include <bit>
#include <cstdint>

namespace fenceline::arch {

using u8 = uint8_t;
using u16 = uint16_t;
using u32 = uint32_t;
using u64 = uint64_t;
using u128 = unsigned __int128;

/// The width field of every instruction of this opcode: 0 for bytes to 3 for doublewords.
template <class T>
inline constexpr int funct3 = std::countr_zero(sizeof(T));

#define FENCELINE_AMO(NAME, MNEMONIC, ANNOTATION, EMITS_ANNOTATION, ORDER)                                           \
  template <class T>                                                                                                 \
  struct NAME {                                                                                                      \
    static constexpr Info info{                                                                                      \
        #NAME, sizeof(T) == 4 ? MNEMONIC "\\.w" EMITS_ANNOTATION " " : MNEMONIC "\\.d" EMITS_ANNOTATION " ", ORDER}; \
    using value_type = T;                                                                                            \
    static T op(T* at, T value) {                                                                                    \
      T old;                                                                                                         \
      if constexpr (sizeof(T) == 4)                                                                                  \
        asm volatile(MNEMONIC ".w" ANNOTATION " %0, %2, %1" : "=r"(old), "+A"(*at) : "r"(value) : "memory");         \
      else                                                                                                           \
        asm volatile(MNEMONIC ".d" ANNOTATION " %0, %2, %1" : "=r"(old), "+A"(*at) : "r"(value) : "memory");         \
      return old;                                                                                                    \
    }                                                                                                                \
  };                                                                                                                 \
  /* The same with no result wanted: rd = x0, which a core may do at the shared cache. */                            \
  template <class T>                                                                                                 \
  struct NAME##_zero {                                                                                               \
    static constexpr bool read_modify_write = true;                                                                  \
    static constexpr Info info{                                                                                      \
        #NAME "_zero",                                                                                               \
        sizeof(T) == 4 ? MNEMONIC "\\.w" EMITS_ANNOTATION " .*zero" : MNEMONIC "\\.d" EMITS_ANNOTATION " .*zero",    \
        ORDER};                                                                                                      \
    using value_type = T;                                                                                            \
    static void op(T* at, T value) {                                                                                 \
      if constexpr (sizeof(T) == 4)                                                                                  \
        asm volatile(MNEMONIC ".w" ANNOTATION " zero, %1, %0" : "+A"(*at) : "r"(value) : "memory");                  \
      else                                                                                                           \
        asm volatile(MNEMONIC ".d" ANNOTATION " zero, %1, %0" : "+A"(*at) : "r"(value) : "memory");                  \
    }                                                                                                                \
  };
#define FENCELINE_AMO_ALL(MNEMONIC)                                  \
  FENCELINE_AMO(MNEMONIC, #MNEMONIC, "", "", "relaxed")              \
  FENCELINE_AMO(MNEMONIC##_aq, #MNEMONIC, ".aq", "\\.aq", "acquire") \
  FENCELINE_AMO(MNEMONIC##_rl, #MNEMONIC, ".rl", "\\.rl", "release") \
  FENCELINE_AMO(MNEMONIC##_aqrl, #MNEMONIC, ".aqrl", "\\.aqrl", "seq_cst")
FENCELINE_AMO_ALL(amoswap)
FENCELINE_AMO_ALL(amoadd)
FENCELINE_AMO_ALL(amoand)
FENCELINE_AMO_ALL(amoor)
FENCELINE_AMO_ALL(amoxor)
FENCELINE_AMO_ALL(amomin)
FENCELINE_AMO_ALL(amomax)
FENCELINE_AMO_ALL(amominu)
FENCELINE_AMO_ALL(amomaxu)
#undef FENCELINE_AMO_ALL
#undef FENCELINE_AMO

/// Zabha: the AMOs of bytes (funct3 000) and halfwords (001). They sign-extend.
#define FENCELINE_ZABHA(NAME, FUNCT7, EMITS, ORDER)                  \
  template <class T>                                                 \
  struct NAME {                                                      \
    static constexpr Info info{#NAME, EMITS, ORDER, Feature::zabha}; \
    using value_type = T;                                            \
    static T op(T* at, T value) {                                    \
      int64_t old;                                                   \
      asm volatile(".insn r 0x2f, %c3, " FUNCT7 ", %0, %1, %2"       \
                   : "=r"(old)                                       \
                   : "r"(at), "r"(value), "i"(funct3<T>)             \
                   : "memory");                                      \
      return static_cast<T>(old);                                    \
    }                                                                \
  };
FENCELINE_ZABHA(zabha_amoadd, "0x00", "(amoadd\\.[bh] |\\.4byte 0x(0?[01])?[0-9a-f]{4}[2a]f)", "relaxed")
FENCELINE_ZABHA(zabha_amoadd_aq, "0x02", "(amoadd\\.[bh]\\.aq |\\.4byte 0x0?[45][0-9a-f]{4}[2a]f)", "acquire")
FENCELINE_ZABHA(zabha_amoadd_rl, "0x01", "(amoadd\\.[bh]\\.rl |\\.4byte 0x0?[23][0-9a-f]{4}[2a]f)", "release")
FENCELINE_ZABHA(zabha_amoadd_aqrl, "0x03", "(amoadd\\.[bh]\\.aqrl |\\.4byte 0x0?[67][0-9a-f]{4}[2a]f)", "seq_cst")
FENCELINE_ZABHA(zabha_amoswap, "0x04", "(amoswap\\.[bh] |\\.4byte 0x0?[89][0-9a-f]{4}[2a]f)", "relaxed")
FENCELINE_ZABHA(zabha_amoswap_aq, "0x06", "(amoswap\\.[bh]\\.aq |\\.4byte 0x0?[cd][0-9a-f]{4}[2a]f)", "acquire")
FENCELINE_ZABHA(zabha_amoswap_rl, "0x05", "(amoswap\\.[bh]\\.rl |\\.4byte 0x0?[ab][0-9a-f]{4}[2a]f)", "release")
FENCELINE_ZABHA(zabha_amoswap_aqrl, "0x07", "(amoswap\\.[bh]\\.aqrl |\\.4byte 0x0?[ef][0-9a-f]{4}[2a]f)", "seq_cst")
/// Whose words begin with a digit other than 0: HIGH and DIGIT are the first digits of funct7 and
/// of the word.
#define FENCELINE_ZABHA_FORMS(MNEMONIC, HIGH, DIGIT)                                                              \
  FENCELINE_ZABHA(zabha_##MNEMONIC, HIGH "0", "(" #MNEMONIC "\\.[bh] |\\.4byte 0x" DIGIT "[01][0-9a-f]{4}[2a]f)", \
                  "relaxed")                                                                                      \
  FENCELINE_ZABHA(zabha_##MNEMONIC##_aq, HIGH "2",                                                                \
                  "(" #MNEMONIC "\\.[bh]\\.aq |\\.4byte 0x" DIGIT "[45][0-9a-f]{4}[2a]f)", "acquire")             \
  FENCELINE_ZABHA(zabha_##MNEMONIC##_rl, HIGH "1",                                                                \
                  "(" #MNEMONIC "\\.[bh]\\.rl |\\.4byte 0x" DIGIT "[23][0-9a-f]{4}[2a]f)", "release")             \
  FENCELINE_ZABHA(zabha_##MNEMONIC##_aqrl, HIGH "3",                                                              \
                  "(" #MNEMONIC "\\.[bh]\\.aqrl |\\.4byte 0x" DIGIT "[67][0-9a-f]{4}[2a]f)", "seq_cst")
FENCELINE_ZABHA_FORMS(amoxor, "0x1", "2")
FENCELINE_ZABHA_FORMS(amoor, "0x2", "4")
FENCELINE_ZABHA_FORMS(amoand, "0x3", "6")
FENCELINE_ZABHA_FORMS(amomin, "0x4", "8")
FENCELINE_ZABHA_FORMS(amomax, "0x5", "a")
FENCELINE_ZABHA_FORMS(amominu, "0x6", "c")
FENCELINE_ZABHA_FORMS(amomaxu, "0x7", "e")
#undef FENCELINE_ZABHA_FORMS
#undef FENCELINE_ZABHA

/// Zacas: funct5 00101; rd holds what is expected and receives what was found.
#define FENCELINE_AMOCAS(NAME, FUNCT7, EMITS, ORDER, NEEDS)    \
  template <class T>                                           \
  struct NAME {                                                \
    static constexpr Info info{#NAME, EMITS, ORDER, NEEDS};    \
    using value_type = T;                                      \
    static T op(T* at, T expected, T desired) {                \
      asm volatile(".insn r 0x2f, %c3, " FUNCT7 ", %0, %1, %2" \
                   : "+r"(expected)                            \
                   : "r"(at), "r"(desired), "i"(funct3<T>)     \
                   : "memory");                                \
      return expected;                                         \
    }                                                          \
  };
/// Bytes and halfwords compare their own bits only, and need Zabha on top.
#define FENCELINE_AMOCAS_FORM(FORM, FUNCT7, ANNOTATION, DIGITS, ORDER)                                            \
  FENCELINE_AMOCAS(amocas##FORM, FUNCT7, "(amocas\\.[wd]" ANNOTATION " |\\.4byte 0x2" DIGITS "[0-9a-f]{4}[2a]f)", \
                   ORDER, Feature::zacas)                                                                         \
  FENCELINE_AMOCAS(zabha_amocas##FORM, FUNCT7,                                                                    \
                   "(amocas\\.[bh]" ANNOTATION " |\\.4byte 0x2" DIGITS "[0-9a-f]{4}[2a]f)", ORDER,                \
                   Feature::zabha_zacas)
FENCELINE_AMOCAS_FORM(, "0x14", "", "[89]", "relaxed")
FENCELINE_AMOCAS_FORM(_aq, "0x16", "\\.aq", "[cd]", "acquire")
FENCELINE_AMOCAS_FORM(_rl, "0x15", "\\.rl", "[ab]", "release")
FENCELINE_AMOCAS_FORM(_aqrl, "0x17", "\\.aqrl", "[ef]", "seq_cst")
#undef FENCELINE_AMOCAS_FORM
#undef FENCELINE_AMOCAS

/// Where it fails it is a load, and as seq_cst as one only behind a fence (psABI, note 5).
template <class T>
struct fence_rw_rw_amocas_aqrl : amocas_aqrl<T> {
  static constexpr Info info{"fence_rw_rw_amocas_aqrl",
                             "fence +rw,rw;(amocas\\.[wd]\\.aqrl |\\.4byte 0x2[ef][0-9a-f]{4}[2a]f)", "seq_cst",
                             Feature::zacas};
  static T op(T* at, T expected, T desired) {
    asm volatile("fence rw,rw" : : : "memory");
    return amocas_aqrl<T>::op(at, expected, desired);
  }
};

/// 16 bytes: funct3 100, even-numbered register pairs (rd a2:a3, rs2 a4:a5).
#define FENCELINE_AMOCAS_Q(NAME, WORD, EMITS, ORDER)                     \
  struct NAME {                                                          \
    static constexpr Info info{#NAME, EMITS, ORDER, Feature::zacas};     \
    using value_type = u128;                                             \
    static u128 op(u128* at, u128 expected, u128 desired) {              \
      register u64 low asm("a2") = static_cast<u64>(expected);           \
      register u64 high asm("a3") = static_cast<u64>(expected >> 64);    \
      register u64 new_low asm("a4") = static_cast<u64>(desired);        \
      register u64 new_high asm("a5") = static_cast<u64>(desired >> 64); \
      asm volatile(".insn r 0x2f, 4, " WORD ", a2, %2, a4"               \
                   : "+r"(low), "+r"(high)                               \
                   : "r"(at), "r"(new_low), "r"(new_high)                \
                   : "memory");                                          \
      return u128{high} << 64 | low;                                     \
    }                                                                    \
  };
FENCELINE_AMOCAS_Q(amocas_q, "0x14", "(amocas\\.q |\\.4byte 0x28e[0-9a-f]{2}62f)", "relaxed")
FENCELINE_AMOCAS_Q(amocas_q_aq, "0x16", "(amocas\\.q\\.aq |\\.4byte 0x2ce[0-9a-f]{2}62f)", "acquire")
FENCELINE_AMOCAS_Q(amocas_q_rl, "0x15", "(amocas\\.q\\.rl |\\.4byte 0x2ae[0-9a-f]{2}62f)", "release")
FENCELINE_AMOCAS_Q(amocas_q_aqrl, "0x17", "(amocas\\.q\\.aqrl |\\.4byte 0x2ee[0-9a-f]{2}62f)", "seq_cst")
#undef FENCELINE_AMOCAS_Q

}  // namespace fenceline::arch
