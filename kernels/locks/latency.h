// How long a thread that wants a lock is without it: from when its turn was due, at a time that asks nobody whether the
// lock is free, until it has the lock.
#pragma once
#include <kernels/locks/site.h>
#include <kernels/sojourn.h>
#include <kernels/workload.h>

namespace fenceline::locks {

template <class L>
struct PacedSite {
  Site<L> site;
  sojourn::Traffic traffic;
  std::vector<uint64_t> turns;  ///< by thread, since setup
  explicit PacedSite(const Shared& shared) : site(shared), traffic(shared, shared.args[1]), turns(shared.threads) {}
};

/// args: critical, interval
template <class L, class Clock>
uint64_t paced(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& all = shared.object<PacedSite<L>>();
  const auto critical = static_cast<uint64_t>(shared.args[0]);
  sojourn::Lane& lane = all.traffic.template due<Clock>(thread);
  auto node = all.site.node(thread);
  uint64_t done = 0, x = 0;
  for (; done != iterations && sojourn::wait<Clock>(shared, lane); ++done) {
    all.site.lock().lock(node);
    const uint64_t held = Clock::now();
    x = all.site.change(thread, x, critical);
    all.site.lock().unlock(node);
    lane.over(lane.arrivals.due(), held);
    lane.arrivals.next();
  }
  arch::opaque(x);
  all.turns[thread] += done;
  return done;
}

template <class L, class Clock = sojourn::Stamps>
Kernel latency(Kernel k) {
  k = sojourn::row(
      std::move(k),
      "from when a thread's turn was due, at random but `interval` apart in the mean, until it had the lock, "
      "which it then keeps for `critical` core cycles; the figure is the median, percentiles.csv has the "
      "others");
  k.axes = {cycles("critical", {128}, "work under the lock"), sojourn::interval()};
  k.axes[1].values = {2000, 20'000};  // in less, two threads have a line that only grows before a lock in turn
  k.roles = {{.least = 2, .most = kAnyThreads, .run = paced<L, Clock>}};
  k.setup = [](Shared& shared) { shared.make<PacedSite<L>>(shared); };
  k.settle = [](Shared& shared, unsigned thread) { shared.object<PacedSite<L>>().traffic.forget(thread); };
  k.begin = [](Shared& shared) { shared.object<PacedSite<L>>().traffic.begin(); };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) {
    const auto& all = shared.object<PacedSite<L>>();
    return all.site.check(workload::sum(all.turns));
  };
  k.figures = [](const Shared& shared) {
    const auto& all = shared.object<PacedSite<L>>();
    return all.traffic.with_figures(all.site.figures());
  };
  k.distributions = [](const Shared& shared) { return shared.object<PacedSite<L>>().traffic.distributions(""); };
  return k;
}

}  // namespace fenceline::locks
