// What it costs to have something made by whoever first wants it: each time after the first, and the first time, when all
// threads want it at once.
#pragma once
#include <base/barrier.h>
#include <kernels/measure.h>
#include <kernels/stamp.h>
#include <kernels/work.h>
#include <kernels/workload.h>

#include <array>
#include <optional>

namespace fenceline::initialisation {

/// So many things are made anew in each round.
inline constexpr size_t kThings = kUnroll;
/// What each is made as: nothing else comes out.
inline constexpr uint64_t kValue = 42;

template <class Cell>
struct Site {
  explicit Site(const Shared& shared)
      : barrier(shared.threads), looks(shared.crowded ? Barrier::kSleep : Barrier::kForEver) {
    renew();
  }
  /// By one thread, while no other is at a thing.
  void renew() {
    for (auto& thing : things) thing.cell.emplace();
  }
  uint64_t get(size_t i, uint64_t making) {
    return things[i].cell->get([&] {
      makings.fetch_add(1, std::memory_order_relaxed);
      return work(kValue - making, making);
    });
  }

  Barrier barrier;
  const unsigned looks;  ///< threads without a PU each must let each other run
  struct alignas(arch::kPadBytes) Thing {
    std::optional<Cell> cell;
  };
  std::array<Thing, kThings> things;
  alignas(arch::kPadBytes) std::atomic<uint64_t> makings{0};
  std::atomic<bool> wrong{false};
};

/// args: making
template <class Cell>
uint64_t first(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<Cell>>();
  const auto making = static_cast<uint64_t>(shared.args[0]);
  for (uint64_t round = iterations / kThings; round != 0; --round) {
    site.barrier.meet(site.looks, [&] { site.renew(); });
    for (size_t i = 0; i < kThings; ++i) {
      site.barrier.meet(site.looks);
      const Ticks before = stamp();
      if (site.get(i, making) != kValue) site.wrong.store(true, std::memory_order_relaxed);
      const Ticks after = stamp();
      if (thread != 0) continue;
      shared.timed.ticks.count += (after - before).count;
      ++shared.timed.ops;
    }
  }
  return iterations;
}

template <class Cell>
uint64_t after_the_first(Shared& shared, unsigned, uint64_t iterations) {
  auto& site = shared.object<Site<Cell>>();
  return unrolled(iterations, [&](auto) {
    uint64_t value = site.get(0, 0);
    arch::opaque(value);
  });
}

/// `times`: how often each is made at the most; as often as there are threads, where 0.
template <class Cell>
std::string check(const Shared& shared, uint64_t things, uint64_t times) {
  const auto& site = shared.object<Site<Cell>>();
  if (site.wrong.load(std::memory_order_relaxed)) return "a thread got something that nobody made";
  const uint64_t made = site.makings.load(std::memory_order_relaxed);
  if (made < things) return "something was not made";
  return made <= things * (times == 0 ? shared.threads : times) ? "" : "something was made again";
}

/// The kernels over one kind of cell (cells.h), which is made kTimes at the most, or by each thread where that is 0.
template <class Cell, uint64_t kTimes = 1>
void add(std::vector<Kernel>& list, const char* name, Run after = after_the_first<Cell>) {
  const auto row = [&](const char* how, Metric metric, const char* what, Run run) -> Kernel& {
    auto& k = list.emplace_back(workload::describe("initialisation", "once", name, how, metric, what));
    k.roles = {{.most = kAnyThreads, .run = run}};
    k.setup = [](Shared& shared) { shared.make<Site<Cell>>(shared); };
    return k;
  };
  Kernel& later =
      row("after", Metric::contended, "a thing that is there already, wanted by all threads again and again", after);
  later.roles[0].empty = measure::nothing;
  later.setup = [](Shared& shared) { shared.make<Site<Cell>>(shared).get(0, 0); };
  later.verify = [](const Shared& shared, std::span<const uint64_t>) { return check<Cell>(shared, 1, 1); };

  Kernel& k =
      row("first", Metric::latency,
          "a thing that is not there yet, wanted by all threads at once and made in `making` core cycles by one of "
          "them; the time of thread 0, in which is one stamp's own",
          first<Cell>);
  k.axes = {cycles("making", {0, 1024}, "work to make it")};
  k.lockstep = k.self_timed = true;
  k.verify = [](const Shared& shared, std::span<const uint64_t> iterations) {
    return check<Cell>(shared, iterations[0], kTimes);
  };
}

}  // namespace fenceline::initialisation
