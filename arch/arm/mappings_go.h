// Arm, 32 bits: how Go's runtime makes its atomics. Sources: Go, src/internal/runtime/atomic/atomic_arm.s at 1b0b60541b66 (armcas: a
// barrier for stores only between load and store), atomic_arm.go at 060bd25310ff (the others are loops of a load and it),
// sys_nonlinux_arm.s; as for GOARM=7.
#pragma once
#include <arch/families.h>
#include <arch/ops.h>

namespace fenceline::arch {

namespace go_arm {
struct cas {
  static constexpr Info info{"ldrex_dmb_ishst_strex_dmb_ish_cas",
                             "ldrex ;cmp(\\.w)? ;bne;dmb ishst$;strex ;teq(\\.w)? ;bne;dmb ish$", "acquire"};
  using value_type = u32;
  static u32 op(u32* at, u32 expected, u32 desired) {
    u32 old, failed;
    asm volatile(
        "1:\tldrex %0, %2\n\tcmp %0, %3\n\tbne 2f\n\tdmb ishst\n\tstrex %1, %4, %2\n\tteq %1, #0\n\tbne 1b\n\tdmb "
        "ish\n2:"
        : "=&r"(old), "=&r"(failed), "+Q"(*at)
        : "r"(expected), "r"(desired)
        : "memory", "cc");
    return old;
  }
};

/// COMPUTE makes %1 of %0, which was loaded, and %4.
#define FENCELINE_GO_LOOP(NAME, COMPUTE, EMITS)                                                                    \
  struct NAME {                                                                                                    \
    static constexpr Info info{"ldr_" #NAME "_cas_loop",                                                           \
                               "ldr(\\.w)? ;" EMITS                                                                \
                               "(\\.w)? ;ldrex ;cmp(\\.w)? ;bne;dmb ishst$;strex ;teq(\\.w)? "                     \
                               ";bne;dmb ish$",                                                                    \
                               "acquire"};                                                                         \
    using value_type = u32;                                                                                        \
    static u32 op(u32* at, u32 value) {                                                                            \
      u32 old, next, failed;                                                                                       \
      asm volatile("1:\tldr %0, %3\n\t" COMPUTE                                                                    \
                   "\n2:\tldrex %2, %3\n\tcmp %2, %0\n\tbne 1b\n\tdmb ishst\n\tstrex %2, %1, %3\n\tteq %2, #0\n\t" \
                   "bne 2b\n\tdmb ish"                                                                             \
                   : "=&r"(old), "=&r"(next), "=&r"(failed), "+Q"(*at)                                             \
                   : "r"(value)                                                                                    \
                   : "memory", "cc");                                                                              \
      return old;                                                                                                  \
    }                                                                                                              \
  };
FENCELINE_GO_LOOP(exchange, "mov %1, %4", "mov")
FENCELINE_GO_LOOP(add, "add %1, %0, %4", "add")
FENCELINE_GO_LOOP(bit_and, "and %1, %0, %4", "and")
FENCELINE_GO_LOOP(bit_or, "orr %1, %0, %4", "orr")
#undef FENCELINE_GO_LOOP
}  // namespace go_arm

struct go_dmb {
  static constexpr MappingInfo info{"go", "Go 1b0b60541b66, internal/runtime/atomic/atomic_arm.{go,s}, GOARM=7"};
  /// LoadAcq is Load, StoreRel is Store, CasRel is Cas.
  using loads = go::Loads<ldr<u32>, ldr_dmb_ish<u32>, ldr_dmb_ish<u32>>;
  using stores = go::Stores<str<u32>, dmb_ish_str_dmb_ish<u32>, dmb_ish_str_dmb_ish<u32>>;
  using exchanges = go::Only<Use::exchange, go_arm::exchange>;
  using fetch_adds = go::Only<Use::fetch_add, go_arm::add>;
  using cas = go::CompareAndSwaps<go_arm::cas, go_arm::cas>;
  using ands = go::Only<Use::bit_and, go_arm::bit_and>;
  using ors = go::Only<Use::bit_or, go_arm::bit_or>;
};

using go_mappings = List<go_dmb>;

}  // namespace fenceline::arch
