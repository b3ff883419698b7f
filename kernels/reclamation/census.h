// How many objects live: what tells how much memory a reclaimer holds back, and that it destroys each once.
#pragma once
#include <arch/cpu.h>

#include <array>
#include <atomic>
#include <cstdint>

namespace fenceline::reclamation {

/// By one account of all threads, a library's own included.
class Census {
 public:
  void born() { mine().fetch_add(1, std::memory_order_relaxed); }
  void died() { mine().fetch_sub(1, std::memory_order_relaxed); }
  int64_t living() const {
    int64_t sum = 0;
    for (const Lane& lane : lanes_) sum += lane.count.load(std::memory_order_relaxed);
    return sum;
  }

 private:
  struct alignas(arch::kPadBytes) Lane {
    std::atomic<int64_t> count{0};
  };
  /// Threads that are one of 64 have a lane each; more share them.
  std::atomic<int64_t>& mine() {
    static std::atomic<unsigned> threads{0};
    static constinit thread_local unsigned number = 0;
    if (number == 0) number = threads.fetch_add(1, std::memory_order_relaxed) + 1;
    return lanes_[number % lanes_.size()].count;
  }
  std::array<Lane, 64> lanes_;
};

/// Of all objects that one reclaimer looks after. It outlives trials: some libraries keep a thread's last nodes until the
/// thread retires more.
template <class R>
inline Census census;

}  // namespace fenceline::reclamation
