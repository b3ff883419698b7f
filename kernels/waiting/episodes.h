// Barriers: what an episode takes, from when the first comes until all have gone on.
#pragma once
#include <kernels/workload.h>
#include <structures/wait/concept.h>

#include <deque>

namespace fenceline::waiting {

template <class B>
class Barriers {
 public:
  explicit Barriers(unsigned threads) : barrier_(threads) {
    for (unsigned t = 0; t < threads; ++t) seats_.emplace_back(t);
  }

  /// One in so many times a thread looks whether its neighbour has come as far: that costs a line's trip.
  void meet(unsigned thread, bool looks) {
    Seat& mine = seats_[thread];
    if (!looks) return barrier_.meet(mine.node);
    const uint64_t now = mine.looks.load(std::memory_order_relaxed) + 1;
    mine.looks.store(now, std::memory_order_relaxed);
    barrier_.meet(mine.node);
    if (seats_[(thread + 1) % seats_.size()].looks.load(std::memory_order_relaxed) < now)
      early_.store(true, std::memory_order_relaxed);
  }

  std::string check(std::span<const uint64_t> iterations) const {
    if (early_.load(std::memory_order_relaxed)) return "a thread went on before all had come";
    for (const uint64_t n : iterations)
      if (n != iterations[0]) return "threads have met unequally often";
    return "";
  }

 private:
  struct alignas(arch::kPadBytes) Seat {
    explicit Seat(unsigned thread) : node(thread) {}
    typename B::Node node;
    std::atomic<uint64_t> looks{0};
  };
  alignas(arch::kPadBytes) B barrier_;
  std::deque<Seat> seats_;  // by thread
  alignas(arch::kPadBytes) std::atomic<bool> early_{false};
};

template <class B>
uint64_t episodes(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& all = shared.object<Barriers<B>>();
  return unrolled(iterations, [&](auto i) { all.meet(thread, decltype(i)::value == 0); });
}

template <class B>
void add_barrier(std::vector<Kernel>& list, const char* name) {
  auto& k = list.emplace_back(
      workload::describe("waiting", "barrier", name, "episode", Metric::contended,
                         "all threads meet at a barrier, again and again; the figure is from one time to the next"));
  k.roles = {{.least = 2, .most = kAnyThreads, .run = episodes<B>}};
  k.lockstep = k.gives_way = true;
  k.setup = [](Shared& shared) { shared.make<Barriers<B>>(shared.threads); };
  k.verify = [](const Shared& shared, std::span<const uint64_t> iterations) {
    return shared.object<Barriers<B>>().check(iterations);
  };
}

}  // namespace fenceline::waiting
