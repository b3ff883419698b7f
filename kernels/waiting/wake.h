// From the call that lets a thread go on until it runs: by how long it has waited, as it spins at first, then sleeps, and
// its PU sleeps deeper the longer it has nothing to do.
//
// The two ends are two PUs' clocks: `early` is the share of those who, by them, went on before they were told to. How far
// the clocks are apart at most, the suite `timers` bounds.
#pragma once
#include <kernels/patience.h>
#include <kernels/stamp.h>
#include <kernels/waiting/hand_over.h>

#include <concepts>

namespace fenceline::waiting {

/// A lock as a gate: it is held before the other one comes.
template <class L>
struct LockGate {
  L lock;
  typename L::Node holder{}, next{};
  void close() { lock.lock(holder); }
  void post() { lock.unlock(holder); }
  void wait() { lock.lock(next); }
  void leave() { lock.unlock(next); }
};
template <class G>
concept Closes = requires(G& gate) {
  gate.close();
  gate.leave();
};

/// A round that one of the two has come to, for the other one, who does not sleep for it.
class alignas(arch::kPadBytes) Round {
 public:
  /// Of the thread that writes it.
  uint64_t next() const { return word_.load(std::memory_order_relaxed) + 1; }
  void tell(uint64_t round) {
    word_.store(round, std::memory_order_release);  // (1) release: pairs with the acquire in (2); forbids MP
  }
  void await(const Shared& shared, uint64_t round) const {
    Patience patience(shared);
    // (2) acquire: pairs with the release in (1); forbids MP
    while (word_.load(std::memory_order_acquire) != round) patience.wait();
  }

 private:
  std::atomic<uint64_t> word_{0};
};

template <class G>
struct Woken {
  alignas(arch::kPadBytes) G gate;
  Round closed;                                                 ///< the waker has begun it
  Round going;                                                  ///< the other one is about to wait
  Round over;                                                   ///< it has gone on
  alignas(arch::kPadBytes) uint64_t posted = 0, posted_at = 0;  ///< goes through the gate
  alignas(arch::kPadBytes) Histogram calls{};
  alignas(arch::kPadBytes) Histogram took{};
  uint64_t early = 0, wrong = 0;
};

/// args: waited
template <class G>
uint64_t wake(Shared& shared, unsigned, uint64_t iterations) {
  auto& all = shared.object<Woken<G>>();
  const auto waited = static_cast<uint64_t>(double(shared.args[0]) * shared.tick_hz * 1e-9);
  for (uint64_t n = iterations / kIterations; n != 0; --n) {
    const uint64_t round = all.closed.next();
    if constexpr (Closes<G>) all.gate.close();
    all.closed.tell(round);
    all.going.await(shared, round);
    const uint64_t since = stamp().count;
    for (Patience patience(shared); stamp().count - since < waited;) patience.looked();
    all.posted = round;
    const uint64_t from = all.posted_at = stamp().count;
    all.gate.post();
    all.calls.add(stamp().count - from);
    all.over.await(shared, round);
  }
  return iterations;
}

template <class G>
uint64_t be_woken(Shared& shared, unsigned, uint64_t iterations) {
  auto& all = shared.object<Woken<G>>();
  for (uint64_t n = iterations / kIterations; n != 0; --n) {
    const uint64_t round = all.going.next();
    all.closed.await(shared, round);
    all.going.tell(round);
    all.gate.wait();
    const uint64_t now = stamp().count;
    all.wrong += all.posted != round;
    all.early += now < all.posted_at;
    all.took.add(now < all.posted_at ? 0 : now - all.posted_at);
    if constexpr (Closes<G>) all.gate.leave();
    all.over.tell(round);
  }
  return iterations;
}

/// The row of a gate, or, in a group of its own, of a lock.
template <class G>
void add_wake(std::vector<Kernel>& list, const char* group, const char* name) {
  Kernel k = workload::describe("waiting", group, name, "wake", Metric::sojourn,
                                "from the call that lets a thread go on, which has waited for so long, until it runs; "
                                "the figure is the median, percentiles.csv has the others, and what the call takes");
  k.by_median = k.lockstep = k.gives_way = true;
  k.ops_per_iteration = 1. / kIterations;
  k.roles = {{.name = "waker", .run = wake<G>}, {.name = "sleeper", .run = be_woken<G>}};
  k.axes = {{.name = "waited",
             .unit = "ns",
             .values = {1000, 100'000},
             .most = 100'000'000,
             .what = "how long the thread has waited when it is let go on"}};
  k.setup = [](Shared& shared) { shared.make<Woken<G>>(); };
  k.settle = [](Shared& shared, unsigned thread) {
    auto& all = shared.object<Woken<G>>();
    if (thread == 0) {
      all.calls = {};
    } else {
      all.took = {};
      all.early = 0;
    }
  };
  k.verify = [](const Shared& shared, std::span<const uint64_t> iterations) -> std::string {
    const auto& all = shared.object<Woken<G>>();
    if (all.wrong != 0) return "a thread went on before it was let";
    return all.over.next() == iterations[0] / kIterations + 1 ? "" : "wake-ups were lost";
  };
  k.figures = [](const Shared& shared) -> std::vector<Figure> {
    const auto& all = shared.object<Woken<G>>();
    return {{"early", "", double(all.early) / double(std::max<uint64_t>(all.took.count(), 1))}};
  };
  k.distributions = [](const Shared& shared) -> std::vector<Distribution> {
    const auto& all = shared.object<Woken<G>>();
    return {{.role = "sleeper", .what = "latency", .unit = "tick", .values = all.took},
            {.role = "waker", .what = "call", .unit = "tick", .values = all.calls}};
  };
  list.push_back(std::move(k));
}

}  // namespace fenceline::waiting
