// x86-64: what HotSpot's C2 makes of Java's access modes. Sources: OpenJDK, src/hotspot/share/gc/shared/c2/barrierSetC2.cpp at
// 01997186ecad (which barriers stand around an access), src/hotspot/cpu/x86/assembler_x86.hpp (membar) and x86_64.ad at
// 003d9526fa86. Only the barrier behind a volatile store, and fullFence, are instructions.
#pragma once
#include <arch/families.h>
#include <arch/fenced.h>
#include <arch/ops.h>

namespace fenceline::arch {

/// A line below the stack pointer: on no word that the method itself uses.
struct lock_add_line_below_rsp {
  static constexpr Info info{"lock_add_line_below_rsp", "lock addl +\\$0x0,-0x40\\(%rsp\\)", "rw,rw"};
  static void op() { asm volatile("lock addl $0, -64(%%rsp)" : : : "memory", "cc"); }
};

struct openjdk_lock {
  static constexpr MappingInfo info{"openjdk",
                                    "OpenJDK 003d9526fa86, hotspot/share/gc/shared/c2/barrierSetC2.cpp, "
                                    "hotspot/cpu/x86/{assembler_x86.hpp,x86_64.ad}"};
  using loads = openjdk::Loads<mov_load<u64>, mov_load<u64>, mov_load<u64>, mov_load<u64>>;
  using stores = openjdk::Stores<mov_store<u64>, mov_store<u64>, mov_store<u64>,
                                 Ahead<mov_store<u64>, lock_add_line_below_rsp, "seq_cst">>;
  using cas_any = lock_cmpxchg<u64>;
  using exchanges = openjdk::Rmws<Use::exchange, mov_load<u64>, mov_load<u64>, cas_any, cas_any, xchg<u64>>;
  using fetch_adds = openjdk::Rmws<Use::fetch_add, mov_load<u64>, mov_load<u64>, cas_any, cas_any, lock_xadd<u64>>;
  using cas = openjdk::CompareAndSets<cas_any, cas_any, cas_any, cas_any>;
  using fences = openjdk::Fences<tso_fence, tso_fence, tso_fence, tso_fence, lock_add_line_below_rsp>;
};

using openjdk_mappings = List<openjdk_lock>;

}  // namespace fenceline::arch
