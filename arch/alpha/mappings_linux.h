// Alpha: how Linux makes its barriers and atomics. Source: Linux 6.1, arch/alpha/include/asm/{barrier,rwonce,atomic,cmpxchg,bitops}.h;
// what these leave to include/asm-generic/barrier.h and include/linux/atomic/ is made of their barriers. Dependencies order
// nothing between reads here, and the kernel's model has it that they do: each READ_ONCE and each update has the barrier behind
// it that pays for that.
#pragma once
#include <arch/families.h>
#include <arch/fenced.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// What tests a bit stores only where that changes it. Of 32 bits, as bitops.h has them.
#define FENCELINE_LINUX_BIT(NAME, BEFORE, LEAVES, AFTER, EMITS_BEFORE, EMITS, EMITS_AFTER, ORDER)                 \
  struct NAME {                                                                                                   \
    static constexpr Info info{#NAME, EMITS_BEFORE "ldl_l ;and ;" EMITS " ;xor ;stl_c ;beq " EMITS_AFTER, ORDER}; \
    using value_type = u32;                                                                                       \
    static u32 op(u32* at) {                                                                                      \
      u64 word, bit;                                                                                              \
      asm volatile(BEFORE "1:\tldl_l %0,%2\n\tand %0,1,%1\n\t" LEAVES                                             \
                          " %1,2f\n\txor %0,1,%0\n\tstl_c %0,%2\n\tbeq %0,1b\n2:" AFTER                           \
                   : "=&r"(word), "=&r"(bit), "+m"(*at)                                                           \
                   :                                                                                              \
                   : "memory");                                                                                   \
      return static_cast<u32>(bit);                                                                               \
    }                                                                                                             \
  };
FENCELINE_LINUX_BIT(ll_sc_if_clear_mb, "", "bne", "\n\tmb", "", "bne", ";mb$", "acquire")
FENCELINE_LINUX_BIT(mb_ll_sc_if_clear_mb, "mb\n\t", "bne", "\n\tmb", "mb$;", "bne", ";mb$", "seq_cst")
FENCELINE_LINUX_BIT(mb_ll_sc_if_set_mb, "mb\n\t", "beq", "\n\tmb", "mb$;", "beq", ";mb$", "seq_cst")
#undef FENCELINE_LINUX_BIT

/// An exchange has one form, and so has a compare-and-swap.
struct linux_mb {
  static constexpr MappingInfo info{"linux",
                                    "Linux 6.1, arch/alpha/include/asm/{barrier,rwonce,atomic,cmpxchg,bitops}.h"};
  using loads = linux_kernel::Loads<ld_mb<u64>, ld_mb<u64>>;
  using stores = linux_kernel::Stores<st<u64>, mb_st<u64>, Ahead<st<u64>, mb, "seq_cst">>;
  using exchanges = linux_kernel::AnyOrder<Use::exchange, mb_ll_sc_mb<u64>>;
  using fetch_adds = linux_kernel::Rmws<Use::fetch_add, ll_sc_mb_add<u64>, ll_sc_mb_add<u64>, mb_ll_sc_mb_add<u64>,
                                        mb_ll_sc_mb_add<u64>>;
  using cas = linux_kernel::AnyOrder<Use::cas, mb_ll_sc_mb_cas<u64>>;
  using bit_operations =
      linux_kernel::Bits<SetBit<ll_sc_or<u32>>, ClearBit<ll_sc_and<u32>>, ClearBit<mb_ll_sc_and<u32>>,
                         ll_sc_if_clear_mb, mb_ll_sc_if_clear_mb, mb_ll_sc_if_set_mb>;
  using fences = linux_kernel::Fences<mb, wmb, mb, mb, mb>;
};

using linux_mappings = List<linux_mb>;

}  // namespace fenceline::arch
