// SPARC V9: how Linux makes its barriers and atomics. Sources: Linux, arch/sparc/include/asm/barrier_64.h at a03a2426ea9f,
// arch/sparc/lib/atomic_64.S at 289733ed456f, lib/bitops.S, include/asm-generic/bitops/lock.h: the kernel runs under TSO, and a cas orders all.
#pragma once
#include <arch/families.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// The branch around the membar, for an erratum of 1997, is left out: what it costs is the membar.
struct linux_tso {
  static constexpr MappingInfo info{
      "linux", "Linux a03a2426ea9f, arch/sparc/include/asm/{barrier_64,atomic_64}.h, lib/{atomic_64,bitops}.S"};
  using full = Given<membar_sl, "tso_membar_sl", "rw,rw", Feature::none>;
  using loads = linux_kernel::Loads<ld<u64>, ld<u64>>;
  using stores = linux_kernel::Stores<st<u64>, st<u64>, st_membar_sl<u64>>;
  using exchanges = linux_kernel::AnyOrder<Use::exchange, cas_loop<u64>>;
  using fetch_adds = linux_kernel::AnyOrder<Use::fetch_add, cas_loop_add<u64>>;
  using cas = linux_kernel::AnyOrder<Use::cas, cas_plain<u64>>;
  using bit_operations = linux_kernel::BitsOfWords<ld<u64>, cas_loop_or<u64>, cas_loop_and<u64>, cas_loop_and<u64>,
                                                   cas_loop_or<u64>, cas_loop_or<u64>, cas_loop_and<u64>>;
  using fences = linux_kernel::Fences<tso_fence, tso_fence, full, tso_fence, tso_fence>;
};

using linux_mappings = List<linux_tso>;

}  // namespace fenceline::arch
