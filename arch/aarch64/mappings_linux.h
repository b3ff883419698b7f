// AArch64: how Linux makes its barriers and atomics. Sources: Linux, arch/arm64/include/asm/barrier.h at 8bf0a8048b15,
// atomic_ll_sc.h at 1253eedfbf24, atomic_lse.h at 07ce88e9defe; cmpxchg.h at a0f0dd57f4a8 for what it was at first. Bits:
// include/asm-generic/bitops/{atomic,lock}.h of Linux 6.12.
#pragma once
#include <arch/families.h>
#include <arch/fenced.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// The barrier is passed by where the comparison fails: a failing cmpxchg orders nothing.
struct linux_full_cas {
  static constexpr Info info{"ldxr_stlxr_dmb_ish_on_success_cas", "ldxr ;cmp;b.ne;stlxr ;cbnz;dmb ish$", "seq_cst"};
  using value_type = u64;
  static u64 op(u64* at, u64 expected, u64 desired) {
    u64 old;
    u32 failed;
    asm volatile("1:\tldxr %0, %2\n\tcmp %0, %3\n\tb.ne 2f\n\tstlxr %w1, %4, %2\n\tcbnz %w1, 1b\n\tdmb ish\n2:"
                 : "=&r"(old), "=&r"(failed), "+Q"(*at)
                 : "r"(expected), "r"(desired)
                 : "memory", "cc");
    return old;
  }
};

/// A full update ends with a barrier, which a later load cannot pass as it passes a stlxr.
struct linux_ll_sc {
  static constexpr MappingInfo info{
      "linux", "Linux 1253eedfbf24, arch/arm64/include/asm/{barrier,atomic_ll_sc}.h, asm-generic/bitops"};
  using loads = linux_kernel::Loads<ldr<u64>, ldar<u64>>;
  using stores = linux_kernel::Stores<str<u64>, stlr<u64>, Ahead<str<u64>, dmb_ish, "seq_cst">>;
  using exchanges =
      linux_kernel::Rmws<Use::exchange, ldxr_stxr<u64>, ldaxr_stxr<u64>, ldxr_stlxr<u64>, ldxr_stlxr_dmb_ish<u64>>;
  using fetch_adds = linux_kernel::Rmws<Use::fetch_add, ldxr_stxr_add<u64>, ldaxr_stxr_add<u64>, ldxr_stlxr_add<u64>,
                                        ldxr_stlxr_dmb_ish_add<u64>>;
  using cas =
      linux_kernel::Rmws<Use::cas, ldxr_stxr_cas<u64>, ldaxr_stxr_cas<u64>, ldxr_stlxr_cas<u64>, linux_full_cas>;
  using bit_operations =
      linux_kernel::BitsOfWords<ldr<u64>, ldxr_stxr_or<u64>, ldxr_stxr_and<u64>, ldxr_stlxr_and<u64>,
                                ldaxr_stxr_or<u64>, ldxr_stlxr_dmb_ish_or<u64>, ldxr_stlxr_dmb_ish_and<u64>>;
  using fences = linux_kernel::Fences<dmb_ishld, dmb_ishst, dmb_ish, dmb_ish, dmb_ish>;
};

struct linux_lse : linux_ll_sc {
  static constexpr MappingInfo info{
      "linux_lse", "Linux 07ce88e9defe, arch/arm64/include/asm/{barrier,atomic_lse}.h, asm-generic/bitops"};
  using exchanges = linux_kernel::Rmws<Use::exchange, swp<u64>, swpa<u64>, swpl<u64>, swpal<u64>>;
  using fetch_adds = linux_kernel::Rmws<Use::fetch_add, ldadd<u64>, ldadda<u64>, ldaddl<u64>, ldaddal<u64>>;
  using cas = linux_kernel::Rmws<Use::cas, lse_cas<u64>, casa<u64>, casl<u64>, casal<u64>>;
  using bit_operations =
      linux_kernel::BitsOfWords<ldr<u64>, stset<u64>, stclr<u64>, ldclrl<u64>, ldseta<u64>, ldsetal<u64>, ldclral<u64>>;
};

/// As the port began, without orders but the full one, and that an acquire with a release: too weak, as was found in 2014
/// (commit 8e86f0b409a4, "arm64: atomics: fix use of acquire + release for full barrier semantics").
struct linux_3_13 {
  static constexpr MappingInfo info{
      "linux_3_13", "Linux a0f0dd57f4a8, arch/arm64/include/asm/{barrier,atomic,cmpxchg}.h, lib/bitops.S"};
  using loads = linux_kernel::Loads<ldr<u64>, Ahead<ldr<u64>, dmb_ish, "acquire">>;
  using stores = linux_kernel::Stores<str<u64>, dmb_ish_str<u64>, Ahead<str<u64>, dmb_ish, "seq_cst">>;
  using exchanges = linux_kernel::AnyOrder<Use::exchange, ldaxr_stlxr<u64>>;
  using fetch_adds = linux_kernel::AnyOrder<Use::fetch_add, ldaxr_stlxr_add<u64>>;
  using cas = linux_kernel::AnyOrder<Use::cas, Fenced<dmb_ish, ldxr_stxr_cas<u64>, dmb_ish, "seq_cst">>;
  using bit_operations =
      linux_kernel::Bits<SetBit<ldxr_stxr_or<u64>>, ClearBit<ldxr_stxr_and<u64>>,
                         ClearBit<Behind<dmb_ish, ldxr_stxr_and<u64>, "release">>, SetBit<ldaxr_stlxr_or<u64>>,
                         SetBit<ldaxr_stlxr_or<u64>>, ClearBit<ldaxr_stlxr_and<u64>>>;
  using fences = linux_kernel::Fences<dmb_ishld, dmb_ishst, dmb_ish, dmb_ish, dmb_ish>;
};

using linux_mappings = List<linux_ll_sc, linux_lse, linux_3_13>;

}  // namespace fenceline::arch
