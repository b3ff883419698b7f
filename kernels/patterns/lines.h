// What threads pass work on through: a channel, and a lock-free queue and one under a mutex whose callers wait. Asleep by an
// event count, or looking again and again.
#pragma once
#include <kernels/workload.h>
#include <sched.h>
#include <structures/queue/channel.h>
#include <structures/queue/mutex_queue.h>
#include <structures/queue/vyukov_mpmc.h>
#include <structures/queue/waiting.h>

namespace fenceline::patterns {

/// Whose callers never sleep.
template <class Q>
class SpinningQueue : public Q {
 public:
  using Q::Q;
  bool push(typename Q::value_type item) {
    return look([&] { return Q::try_push(item); });
  }
  bool pop(typename Q::value_type& item) {
    return look([&] { return Q::try_pop(item); });
  }
  void close() {
    // (1) release: pairs with the acquire in (2): what was pushed before is found; forbids MP
    closed_.store(true, std::memory_order_release);
  }
  void reopen() { closed_.store(false, std::memory_order_relaxed); }

 private:
  template <class Done>
  bool look(Done done) {
    for (unsigned looks = 1;; ++looks) {
      // (2) acquire: pairs with the release in (1); forbids MP
      const bool closed = closed_.load(std::memory_order_acquire);
      if (done()) return true;
      if (closed) return false;
      Native::pause();
      if (looks % 1024 == 0) sched_yield();  // the one that it waits for may have no PU
    }
  }

  alignas(arch::kPadBytes) std::atomic<bool> closed_{false};
};

/// Whether it can have no room at all: then push and pop meet.
template <class Q>
inline constexpr bool kMeets = false;
template <class T, class P, class L>
inline constexpr bool kMeets<Channel<T, P, L>> = true;

/// Whether its callers sleep: then it is in the figure that they are switched out.
template <class Q>
inline constexpr bool kSleeps = true;
template <class Q>
inline constexpr bool kSleeps<SpinningQueue<Q>> = false;

/// f.operator()<Queue>(name) for each.
template <class F>
void for_each_line(F&& f) {
  f.template operator()<Channel<uint64_t>>("channel");
  f.template operator()<SpinningQueue<VyukovMpmc<uint64_t>>>("mpmc_spin");
  f.template operator()<WaitingQueue<VyukovMpmc<uint64_t>>>("mpmc_wait");
  f.template operator()<WaitingQueue<MutexQueue<uint64_t>>>("mutex_wait");
}

/// The axis that all rows have.
template <class Q>
Axis buffer() {
  Axis axis{.name = "buffer",
            .unit = "item",
            .values = {1, 16, 1024},
            .least = 1,
            .most = 1 << 20,
            .what = "room between two threads; 0: from hand to hand. A ring (mpmc) has room for 2 at least"};
  if (kMeets<Q>) {
    axis.values.insert(axis.values.begin(), 0);
    axis.least = 0;
  }
  return axis;
}

}  // namespace fenceline::patterns
