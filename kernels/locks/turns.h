// What it costs to take a lock and give it back: alone, and where all threads want it, with work under it and between
// two turns, as a lock around nothing is no program's. Beside the time: how often the lock went to another thread, since
// a lock that its last holder takes again costs next to nothing and serves nobody else; fairness is in every record.
#pragma once
#include <kernels/stamp.h>
#include <kernels/work.h>
#include <kernels/workload.h>
#include <structures/lock/concept.h>

namespace fenceline::locks {

/// A lock and what it protects: a count that is written when the lock has been taken and once more, on a line of its
/// own, before it is given back. Whoever finds the two apart was not alone.
template <class L>
struct Site {
  L lock;
  alignas(arch::kPadBytes) volatile uint64_t count = 0;
  volatile uint64_t holder = ~uint64_t{0}, handed_over = 0;
  alignas(arch::kPadBytes) volatile uint64_t mirror = 0;
  alignas(arch::kPadBytes) std::atomic<bool> torn{false};
};

template <class L>
auto node_of(unsigned thread) {
  if constexpr (std::same_as<typename L::Node, Where>) {
    return Where{thread};
  } else {
    return typename L::Node{};
  }
}

/// A turn begins when `x` is known; the result is known when what is protected has been written.
template <class L>
uint64_t turn(Site<L>& site, typename L::Node& node, unsigned thread, uint64_t x, uint64_t critical) {
  arch::opaque(x);
  site.lock.lock(node);
  const uint64_t found = site.count;
  if (found != site.mirror) site.torn.store(true, std::memory_order_relaxed);
  if (site.holder != thread) site.handed_over = site.handed_over + 1;
  site.holder = thread;
  site.count = found + 1;
  x = work(when_known(x, found), critical);
  site.mirror = when_known(found + 1, x);
  site.lock.unlock(node);
  return x;
}

/// args: critical, parallel
template <class L>
uint64_t turns(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<L>>();
  const auto critical = static_cast<uint64_t>(shared.args[0]), parallel = static_cast<uint64_t>(shared.args[1]);
  auto node = node_of<L>(thread);
  uint64_t x = 0;
  for (uint64_t n = 0; n != iterations; ++n) x = work(turn(site, node, thread, x, critical), parallel);
  arch::opaque(x);
  return iterations;
}

template <class L>
uint64_t lock_unlock(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& lock = shared.object<Site<L>>().lock;
  auto node = node_of<L>(thread);
  return unrolled(iterations, [&](auto) {
    lock.lock(node);
    lock.unlock(node);
  });
}

template <class L>
uint64_t lock_unlock_shared(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& lock = shared.object<Site<L>>().lock;
  auto node = node_of<L>(thread);
  return unrolled(iterations, [&](auto) {
    lock.lock_shared(node);
    lock.unlock_shared(node);
  });
}

template <class L>
std::string check(const Shared& shared, std::span<const uint64_t> iterations) {
  const auto& site = shared.object<Site<L>>();
  if (site.torn.load(std::memory_order_relaxed)) return "two threads held the lock at once";
  return site.count == workload::sum(iterations) ? "" : "additions under the lock were lost";
}

template <class L>
std::vector<Figure> hand_overs(const Shared& shared) {
  const auto& site = shared.object<Site<L>>();
  const uint64_t turns = site.count, handed_over = site.handed_over;
  return {{"handed_over", "", turns == 0 ? 0 : double(handed_over) / double(turns)}};
}

/// The kernels over one lock.
template <class L>
void add(std::vector<Kernel>& list, const char* name) {
  const auto add = [&](const char* how, Metric metric, const char* what, Role role) -> Kernel& {
    auto& k = list.emplace_back(workload::describe("locks", "lock", name, how, metric, what));
    k.roles = {std::move(role)};
    k.setup = [](Shared& shared) { shared.make<Site<L>>(); };
    return k;
  };
  add("alone", Metric::latency, "lock and unlock by one thread, one after the other", {.run = lock_unlock<L>});
  if constexpr (SharedLock<L>) {
    add("readers", Metric::contended, "lock and unlock by readers, who may be together, and nothing under it",
        {.most = kAnyThreads, .run = lock_unlock_shared<L>});
  }
  auto& k =
      add("contended", Metric::contended,
          "lock, count, `critical` core cycles of work, unlock, and `parallel` cycles until the next turn, by all "
          "threads; the work's time is in the figure, the share of turns that another thread had before is "
          "handed_over in figures.csv",
          {.least = 2, .most = kAnyThreads, .run = turns<L>});
  k.axes = {cycles("critical", {0, 128}, "work under the lock"),
            cycles("parallel", {0, 512}, "work between two turns of a thread")};
  k.verify = check<L>;
  k.figures = hand_overs<L>;
}

}  // namespace fenceline::locks
