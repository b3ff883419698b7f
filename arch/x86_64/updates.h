// x86-64: locked instructions beside add, and, or, xor and inc, and remote atomic operations. Sources: Intel SDM vol. 2, LOCK
// and each instruction; AADD, AAND, AOR, AXOR (RAO-INT).
#pragma once
#include <arch/ops.h>
#include <arch/update.h>

namespace fenceline::arch {

#define FENCELINE_LOCKED(NAME, EMITS, ASM, AFTER)                                                       \
  struct lock_##NAME {                                                                                  \
    static constexpr Info info{"lock_" #NAME, "lock " EMITS, "seq_cst"};                                \
    using value_type = u64;                                                                             \
    static constexpr u64 after(u64 word, [[maybe_unused]] u64 value, u64 times) { return AFTER; }       \
    static void op(u64* at, u64 value) { asm volatile(ASM : "+m"(*at) : "r"(value) : "memory", "cc"); } \
  };
FENCELINE_LOCKED(sub, "sub", "lock sub %1, %0", word - value * times)
FENCELINE_LOCKED(dec, "decq", "lock decq %0", word - times)
FENCELINE_LOCKED(neg, "negq", "lock negq %0", times % 2 ? -word : word)
FENCELINE_LOCKED(not, "notq", "lock notq %0", times % 2 ? ~word : word)
#undef FENCELINE_LOCKED

/// With the carry, which is set: else this is add and sub again.
#define FENCELINE_LOCKED_CARRY(NAME, AFTER)                                                   \
  struct lock_##NAME {                                                                        \
    static constexpr Info info{"lock_" #NAME, "stc;lock " #NAME, "seq_cst"};                  \
    using value_type = u64;                                                                   \
    static constexpr u64 after(u64 word, u64 value, u64 times) { return AFTER; }              \
    static void op(u64* at, u64 value) {                                                      \
      asm volatile("stc\n\tlock " #NAME " %1, %0" : "+m"(*at) : "r"(value) : "memory", "cc"); \
    }                                                                                         \
  };
FENCELINE_LOCKED_CARRY(adc, word + (value + 1) * times)
FENCELINE_LOCKED_CARRY(sbb, word - (value + 1) * times)
#undef FENCELINE_LOCKED_CARRY

constexpr u64 bit_of(u64 value) { return u64{1} << value % 64; }

/// The number of the bit in a register, where it may be one beyond the word: what test_and_set_bit() of Linux is; and in the
/// instruction, where it may not.
#define FENCELINE_LOCKED_BIT(NAME, AFTER)                                                                   \
  struct lock_##NAME {                                                                                      \
    static constexpr Info info{"lock_" #NAME, "lock " #NAME " +%", "seq_cst"};                              \
    using value_type = u64;                                                                                 \
    static constexpr u64 after(u64 word, u64 value, u64 times) { return times == 0 ? word : AFTER; }        \
    static void op(u64* at, u64 value) {                                                                    \
      asm volatile("lock " #NAME " %1, %0" : "+m"(*at) : "r"(value % 64) : "memory", "cc");                 \
    }                                                                                                       \
  };                                                                                                        \
  struct lock_##NAME##_immediate {                                                                          \
    static constexpr Info info{"lock_" #NAME "_immediate", "lock " #NAME "q +\\$", "seq_cst"};              \
    using value_type = u64;                                                                                 \
    static constexpr u64 after(u64 word, u64, u64 times) { return lock_##NAME::after(word, 5, times); }     \
    static void op(u64* at, u64) { asm volatile("lock " #NAME "q $5, %0" : "+m"(*at) : : "memory", "cc"); } \
  };
FENCELINE_LOCKED_BIT(bts, word | bit_of(value))
FENCELINE_LOCKED_BIT(btr, word & ~bit_of(value))
FENCELINE_LOCKED_BIT(btc, times % 2 ? word ^ bit_of(value) : word)
#undef FENCELINE_LOCKED_BIT

/// Remote atomic operations: no result, weakly ordered, and where the line is in another cache they may be done there.
/// Spelled as bytes: Clang 14 does not know them.
#define FENCELINE_REMOTE(NAME, PREFIX, AFTER)                                             \
  struct NAME {                                                                           \
    static constexpr Info info{#NAME, #NAME " ", "relaxed", Feature::rao_int};            \
    using value_type = u64;                                                               \
    static constexpr u64 after(u64 word, u64 value, u64 times) { return AFTER; }          \
    static void op(u64* at, u64 value) {                                                  \
      asm volatile(".byte " PREFIX "0x48, 0x0f, 0x38, 0xfc, 0x07" /* NAME %rax, (%rdi) */ \
                   : "+m"(*at)                                                            \
                   : "a"(value), "D"(at)                                                  \
                   : "memory");                                                           \
    }                                                                                     \
  };
FENCELINE_REMOTE(aadd, "", word + value * times)
FENCELINE_REMOTE(aand, "0x66, ", times ? word& value : word)
FENCELINE_REMOTE(aor, "0xf2, ", times ? word | value : word)
FENCELINE_REMOTE(axor, "0xf3, ", times % 2 ? word ^ value : word)
#undef FENCELINE_REMOTE

using updates = List<lock_sub, lock_dec, lock_neg, lock_not, lock_adc, lock_sbb, lock_bts, lock_btr, lock_btc,
                     lock_bts_immediate, lock_btr_immediate, lock_btc_immediate, aadd, aand, aor, axor>;

}  // namespace fenceline::arch
