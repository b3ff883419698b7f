// Where threads meet: the last to come lets all go. There is one for every part; what differs is how they wait.
#pragma once
#include <atomic>
#include <cstddef>

namespace fenceline {

/// Keeps two words out of each other's cache lines on every ISA: s390x has lines of 256 bytes, the largest.
inline constexpr size_t kApart = 256;

/// A barrier for a fixed number of threads. Any of them, or somebody else, may give up: then nobody waits any more.
class Barrier {
 public:
  /// How often a thread looks before it sleeps in the kernel. Threads that have a PU each may look for ever: they leave
  /// within a cache line's trip of each other. Where they have not, one that spins keeps the PU from the one it waits for.
  static constexpr unsigned kForEver = ~0u, kSleep = 0;

  explicit Barrier(unsigned threads) : threads_(threads) {}

  /// All come here before any goes on, each with the same `looks`; what each did before is seen by all behind. The last
  /// calls `last` before it lets the others go. False: somebody has given up; then `last` may not have been called.
  template <class Last>
  bool meet(unsigned looks, Last last) {
    const unsigned round = round_.load(std::memory_order_relaxed);
    // (1) acq_rel: pairs with (1): the last to come has seen what all did before; forbids MP
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
      arrived_.store(0, std::memory_order_relaxed);
      last();
      // (2) release: pairs with (3), so that what came before the barrier is seen behind it; forbids MP
      round_.store(round + 1, std::memory_order_release);
      if (looks != kForEver) round_.notify_all();
      return !given_up();
    }
    // (3) acquire: pairs with (2); forbids MP
    for (unsigned looked = 0; round_.load(std::memory_order_acquire) == round; ++looked) {
      if (given_up()) return false;
      if (looks != kForEver && looked >= looks) round_.wait(round, std::memory_order_relaxed);
    }
    return !given_up();
  }
  bool meet(unsigned looks) {
    return meet(looks, [] {});
  }

  /// How often they have met; the same for all of them between two meetings.
  unsigned round() const { return round_.load(std::memory_order_relaxed); }

  void give_up() {
    given_up_.store(true, std::memory_order_relaxed);
    round_.fetch_add(1, std::memory_order_relaxed);  // or one that sleeps would not wake
    round_.notify_all();
  }
  bool given_up() const { return given_up_.load(std::memory_order_relaxed); }
  /// To be called when no thread is here: they may meet again.
  void reset() {
    arrived_.store(0, std::memory_order_relaxed);
    given_up_.store(false, std::memory_order_relaxed);
  }

 private:
  alignas(kApart) std::atomic<unsigned> arrived_{0};
  alignas(kApart) std::atomic<unsigned> round_{0};
  std::atomic<bool> given_up_{false};
  unsigned threads_;
};

}  // namespace fenceline
