// Fences of which one side pays for both: a thread that often passes its own fence is kept in order by the compiler
// alone, and whoever seldom passes the other one has the kernel put a full fence into every thread of the process
// (membarrier(2), MEMBARRIER_CMD_PRIVATE_EXPEDITED, Linux 4.14).
//
//   often:   flag.store(1); light_fence(); seen = other.load();
//   seldom:  other.store(1); heavy_fence(); found = flag.load();      // not both read 0
//
// A light fence pairs with heavy ones only, and orders nothing by itself: no acquire, no release. Where the kernel has
// no membarrier (an old one, one that filters it, an emulator) both are full fences; asymmetric_fences() says which.
#pragma once
#include <base/fence.h>
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace fenceline {

namespace membarrier {
inline bool call(int command) { return syscall(SYS_membarrier, command, 0, 0) == 0; }
/// Whether the kernel does it for this process: asked for once, before main.
inline const bool registered = call(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED);
}  // namespace membarrier

/// Whether the light fence is one for the compiler only. Until this header's own variable is initialised: false, and a
/// light fence is full, which is right with either heavy one.
inline bool asymmetric_fences() { return membarrier::registered; }

inline __attribute__((always_inline)) void light_fence() {
  // (1) seq_cst: pairs with the seq_cst in (2); forbids SB
  constexpr auto order = std::memory_order_seq_cst;
  if (__builtin_expect(!membarrier::registered, 0)) return thread_fence(order);
  sanitizer::fence(order);
  std::atomic_signal_fence(order);
}

inline void heavy_fence() {
  thread_fence(std::memory_order_seq_cst);  // (2) seq_cst: pairs with the seq_cst in (1); forbids SB
  if (membarrier::registered) membarrier::call(MEMBARRIER_CMD_PRIVATE_EXPEDITED);
}

}  // namespace fenceline
