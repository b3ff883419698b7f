// AArch64: read-modify-write in one instruction, FEAT_LSE and FEAT_LSE128. Sources as in ops.h.
//
// Linux takes the al form alone for a full barrier, unlike ldaxr with stlxr.
#pragma once
#include <arch/width.h>

namespace fenceline::arch {

#define FENCELINE_LSE_TEXT(S, R, MNEMONIC) ".arch_extension lse\n\t" MNEMONIC S " %" R "2, %" R "0, %1"
#define FENCELINE_LSE(NAME, MNEMONIC, ORDER)                                                               \
  template <class T>                                                                                       \
  struct NAME {                                                                                            \
    static constexpr Info info{#NAME, MNEMONIC "[bh]? ", ORDER, Feature::lse};                             \
    using value_type = T;                                                                                  \
    static T op(T* at, T value) {                                                                          \
      T old;                                                                                               \
      FENCELINE_BY_WIDTH(( : "=r"(old), "+Q"(*at) : "r"(value) : "memory"), FENCELINE_LSE_TEXT, MNEMONIC); \
      return old;                                                                                          \
    }                                                                                                      \
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
FENCELINE_LSE_FORMS(ldsmin)
FENCELINE_LSE_FORMS(ldsmax)
FENCELINE_LSE_FORMS(ldumin)
FENCELINE_LSE_FORMS(ldumax)

/// There is no atomic and, only clear: the mask is inverted first, as a compiler does it.
#define FENCELINE_LDCLR_TEXT(S, R, MNEMONIC) \
  ".arch_extension lse\n\tmvn %" R "0, %" R "2\n\t" MNEMONIC S " %" R "0, %" R "0, %1"
#define FENCELINE_LDCLR(NAME, ORDER)                                                                       \
  template <class T>                                                                                       \
  struct NAME {                                                                                            \
    static constexpr Info info{#NAME, "mvn;" #NAME "[bh]? ", ORDER, Feature::lse};                         \
    using value_type = T;                                                                                  \
    static T op(T* at, T value) {                                                                          \
      T old;                                                                                               \
      FENCELINE_BY_WIDTH(( : "=&r"(old), "+Q"(*at) : "r"(value) : "memory"), FENCELINE_LDCLR_TEXT, #NAME); \
      return old;                                                                                          \
    }                                                                                                      \
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
#define FENCELINE_ST_FORMS(MNEMONIC) \
  FENCELINE_ST(MNEMONIC, "relaxed")  \
  FENCELINE_ST(MNEMONIC##l, "release")
FENCELINE_ST_FORMS(stadd)
FENCELINE_ST_FORMS(stset)
FENCELINE_ST_FORMS(steor)
FENCELINE_ST_FORMS(stsmin)
FENCELINE_ST_FORMS(stsmax)
FENCELINE_ST_FORMS(stumin)
FENCELINE_ST_FORMS(stumax)
#define FENCELINE_STCLR_TEXT(S, R, MNEMONIC) ".arch_extension lse\n\tmvn %" R "1, %" R "2\n\t" MNEMONIC S " %" R "1, %0"
#define FENCELINE_STCLR(NAME, ORDER)                                                                        \
  template <class T>                                                                                        \
  struct NAME {                                                                                             \
    static constexpr Info info{#NAME, "mvn;" #NAME "[bh]? ", ORDER, Feature::lse};                          \
    using value_type = T;                                                                                   \
    static void op(T* at, T value) {                                                                        \
      T mask;                                                                                               \
      FENCELINE_BY_WIDTH(( : "+Q"(*at), "=&r"(mask) : "r"(value) : "memory"), FENCELINE_STCLR_TEXT, #NAME); \
    }                                                                                                       \
  };
FENCELINE_STCLR(stclr, "relaxed")
FENCELINE_STCLR(stclrl, "release")

#define FENCELINE_LSE_CAS_TEXT(S, R, MNEMONIC) ".arch_extension lse\n\t" MNEMONIC S " %" R "0, %" R "2, %1"
#define FENCELINE_LSE_CAS(NAME, MNEMONIC, ORDER)                                                                      \
  template <class T>                                                                                                  \
  struct NAME {                                                                                                       \
    static constexpr Info info{MNEMONIC, MNEMONIC "[bh]? ", ORDER, Feature::lse};                                     \
    using value_type = T;                                                                                             \
    static T op(T* at, T expected, T desired) {                                                                       \
      FENCELINE_BY_WIDTH(( : "+r"(expected), "+Q"(*at) : "r"(desired) : "memory"), FENCELINE_LSE_CAS_TEXT, MNEMONIC); \
      return expected;                                                                                                \
    }                                                                                                                 \
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
#define FENCELINE_LSE128(NAME, WORD, INVERT, ORDER)                                             \
  struct NAME {                                                                                 \
    static constexpr Info info{#NAME, "(" #NAME " |\\.inst " WORD ")", ORDER, Feature::lse128}; \
    using value_type = u128;                                                                    \
    static u128 op(u128* at, u128 value) {                                                      \
      if (INVERT) value = ~value;                                                               \
      register u64 low asm("x0") = low_half(value);                                             \
      register u64 high asm("x1") = high_half(value);                                           \
      register u128* base asm("x2") = at;                                                       \
      asm volatile(".inst " WORD : "+r"(low), "+r"(high) : "r"(base) : "memory");               \
      return join(low, high);                                                                   \
    }                                                                                           \
  };
FENCELINE_LSE128(swpp, "0x19218040", false, "relaxed")
FENCELINE_LSE128(swppa, "0x19a18040", false, "acquire")
FENCELINE_LSE128(swppl, "0x19618040", false, "release")
FENCELINE_LSE128(swppal, "0x19e18040", false, "seq_cst")
FENCELINE_LSE128(ldclrp, "0x19211040", true, "relaxed")
FENCELINE_LSE128(ldclrpa, "0x19a11040", true, "acquire")
FENCELINE_LSE128(ldclrpl, "0x19611040", true, "release")
FENCELINE_LSE128(ldclrpal, "0x19e11040", true, "seq_cst")
FENCELINE_LSE128(ldsetp, "0x19213040", false, "relaxed")
FENCELINE_LSE128(ldsetpa, "0x19a13040", false, "acquire")
FENCELINE_LSE128(ldsetpl, "0x19613040", false, "release")
FENCELINE_LSE128(ldsetpal, "0x19e13040", false, "seq_cst")

}  // namespace fenceline::arch
