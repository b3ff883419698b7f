// What it costs to take a lock and give it back: alone, and where all threads want it, with work under it and between
// two turns, as a lock around nothing is no program's. Beside the time: how often the lock went to another thread, and
// to one how near, since a lock that its last holder takes again costs next to nothing and serves nobody else; fairness
// is in every record.
#pragma once
#include <kernels/locks/latency.h>
#include <kernels/locks/mixed.h>
#include <kernels/locks/site.h>
#include <kernels/workload.h>

namespace fenceline::locks {

/// args: critical, parallel
template <class L>
uint64_t turns(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<L>>();
  const auto critical = static_cast<uint64_t>(shared.args[0]), parallel = static_cast<uint64_t>(shared.args[1]);
  auto node = site.node(thread);
  uint64_t x = 0;
  for (uint64_t n = 0; n != iterations; ++n) x = work(site.write(node, thread, x, critical), parallel);
  arch::opaque(x);
  return iterations;
}

template <class L>
uint64_t lock_unlock(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<L>>();
  auto node = site.node(thread);
  return unrolled(iterations, [&](auto) {
    site.lock().lock(node);
    site.lock().unlock(node);
  });
}

template <class L>
uint64_t lock_unlock_shared(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<L>>();
  auto node = site.node(thread);
  return unrolled(iterations, [&](auto) {
    site.lock().lock_shared(node);
    site.lock().unlock_shared(node);
  });
}

template <class L>
std::string check(const Shared& shared, std::span<const uint64_t> iterations) {
  return shared.object<Site<L>>().check(workload::sum(iterations));
}

/// The kernels over one lock.
template <class L>
void add(std::vector<Kernel>& list, const char* name) {
  const auto add = [&](const char* how, Metric metric, const char* what, Role role) -> Kernel& {
    auto& k = list.emplace_back(workload::describe("locks", "lock", name, how, metric, what));
    k.roles = {std::move(role)};
    k.setup = [](Shared& shared) { shared.make<Site<L>>(shared); };
    return k;
  };
  add("alone", Metric::latency, "lock and unlock by one thread, one after the other", {.run = lock_unlock<L>});
  if constexpr (SharedLock<L>) {
    add("readers", Metric::contended, "lock and unlock by readers, who may be together, and nothing under it",
        {.most = kAnyThreads, .run = lock_unlock_shared<L>});
    describe_mixed<Site<L>>(add(
        "mixed", Metric::contended,
        "lock, read or count, `critical` core cycles of work, unlock, and `parallel` cycles until the next turn, by "
        "all threads; `read_share` of a hundred turns only read, and may be together",
        {}));
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
  k.figures = [](const Shared& shared) { return shared.object<Site<L>>().figures(); };
  list.push_back(latency<L>(workload::describe("locks", "lock", name, "", Metric::sojourn, "")));
}

}  // namespace fenceline::locks
