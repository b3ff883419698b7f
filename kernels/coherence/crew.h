// Threads that prepare lines for each other, step by step.
#pragma once
#include <kernels/kernel.h>

namespace fenceline::coherence {

/// A barrier for the threads of a lockstep kernel, in the trial's own memory: two words on lines of their own.
class Steps {
 public:
  static constexpr size_t kBytes = 2 * arch::kPadBytes;
  Steps(std::byte* memory, unsigned threads)
      : arrived_(*reinterpret_cast<uint64_t*>(memory)),
        step_(*reinterpret_cast<uint64_t*>(memory + arch::kPadBytes)),
        threads_(threads) {}

  /// How often the threads have met; the same for all of them between two meetings.
  uint64_t number() const { return step_.load(std::memory_order_relaxed); }

  /// All threads come here before any goes on.
  void next() {
    const uint64_t now = step_.load(std::memory_order_relaxed);
    // (1) acq_rel: pairs with itself: the last to arrive has seen what all did before; forbids MP
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
      arrived_.store(0, std::memory_order_relaxed);
      // (2) release: pairs with the acquire in (3); forbids MP
      step_.store(now + 1, std::memory_order_release);
      return;
    }
    // (3) acquire: pairs with the release in (2); forbids MP
    while (step_.load(std::memory_order_acquire) == now) {
    }
  }

 private:
  std::atomic_ref<uint64_t> arrived_, step_;
  unsigned threads_;
};

}  // namespace fenceline::coherence
