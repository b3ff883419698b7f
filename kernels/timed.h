// A part of a loop by itself as the figure (Kernel::self_timed).
#pragma once
#include <kernels/kernel.h>
#include <kernels/stamp.h>

namespace fenceline {

/// Adds the time of what `loop` does to the figure, where the figure is this thread's; it returns how many operations
/// it did.
template <class Loop>
uint64_t timed(Shared& shared, unsigned thread, Loop&& loop) {
  if (thread != 0) return loop();
  const Ticks before = stamp();
  const uint64_t done = loop();
  shared.timed.ticks.count += stamp().count - before.count;
  shared.timed.ops += done;
  return done;
}

}  // namespace fenceline
