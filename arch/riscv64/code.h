// RISC-V: code that is written while it runs. Unprivileged specification, "Zifencei": fence.i makes the hart's own stores
// visible to its fetches; others must execute one of their own after they were told, or have the kernel do it on all
// (Documentation/riscv/cmodx.rst, riscv_flush_icache(2)). A thread that the kernel moves in between is its business.
#pragma once
#include <arch/builtin.h>
#include <arch/code_change.h>
#include <unistd.h>

namespace fenceline::arch {

/// li a0, value; ret
inline constexpr size_t kConstantBytes = 8;
inline void put_constant(std::byte* to, uint16_t value) {
  put_words(to, 0x00000513u | uint32_t{value} << 20, 0x00008067u);
}

struct fence_i_code {
  static constexpr Info info{"fence_i", "fence\\.i", ""};
  static void op(const std::byte*) { asm volatile(".insn i 0x0f, 1, x0, x0, 0" : : : "memory"); }
};
/// The kernel's, on this hart (flag 1) or on all where the process runs.
template <Text Name, long Flags>
struct FlushIcache {
  static constexpr Info info{Name, "", ""};
  static void op(const std::byte* at) {
    constexpr long kRiscvFlushIcache = 259;
    syscall(kRiscvFlushIcache, at, at + kCodeLine, Flags);
  }
};
using flush_icache_local = FlushIcache<"riscv_flush_icache_local", 1>;
using flush_icache = FlushIcache<"riscv_flush_icache", 0>;

inline constexpr bool kSeesOwnCode = false;
using code_syncs = List<fence_i_code, flush_icache_local, flush_icache>;
using code_written = no_code_sync;
using code_for_all = flush_icache;
using code_arrivals = List<fence_i_code>;

}  // namespace fenceline::arch
