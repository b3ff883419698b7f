// The mutex of structures that have one, in their scenarios.
#pragma once
#include <structures/lock/futex_mutex.h>
#include <verify/checked.h>

namespace fenceline::verify {

/// Sleeps at once: spinning before is no other behaviour, and each look doubles what there is to explore.
struct EagerMutex : FutexMutex<Checked> {
  EagerMutex() : FutexMutex(0) {}
};

}  // namespace fenceline::verify
