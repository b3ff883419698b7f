// Graceful shutdown: from the word that there is nothing more to come until all threads have ended, after what was left to
// do is done. Each time `buffer` items are put in just before it; nothing may be lost, and all must end.
#include <base/backoff.h>
#include <base/barrier.h>
#include <kernels/patterns/flow.h>
#include <kernels/stamp.h>

namespace fenceline::patterns {
namespace {

template <class Q>
struct Shutdown {
  std::vector<Account> accounts;
  Q line;
  Barrier barrier;
  alignas(arch::kPadBytes) std::atomic<unsigned> ended{0};
  unsigned lost = 0;  ///< times at which something was left when all had ended

  explicit Shutdown(const Shared& shared)
      : accounts(shared.threads), line(buffer_of(shared)), barrier(shared.threads) {}
  std::string check() {
    if (lost != 0) return std::to_string(lost) + " times something was left when all had ended";
    return verdict(accounts, 0, 0);
  }
};

/// Before it sleeps at the barrier, where another thread has not its PU: the next round begins when all are there.
unsigned looks(const Shared& shared) { return shared.crowded ? Barrier::kSleep : 20'000; }

/// A round has many items in it, and a batch is kUnroll iterations at least.
uint64_t rounds(uint64_t iterations) { return iterations / kUnroll; }

/// One to whom it is told, and who waits for all.
template <class Q>
uint64_t source(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Shutdown<Q>>();
  Account mine = site.accounts[thread];
  for (uint64_t n = rounds(iterations); n != 0; --n) {
    site.line.reopen();
    site.barrier.meet(looks(shared));
    for (int64_t i = 0; i != shared.args[kBuffer]; ++i) {
      const uint64_t item = item_of(thread, mine.in + 1);
      if (site.line.push(item)) mine.make(item);
    }
    const Ticks told = stamp();
    site.line.close();
    // (2) acquire: pairs with the release in (1): what they did is seen; forbids MP
    spin_until([&] { return site.ended.load(std::memory_order_acquire) == shared.threads - 1; });
    shared.timed.ticks.count += (stamp() - told).count;
    ++shared.timed.ops;
    site.ended.store(0, std::memory_order_relaxed);
    uint64_t item = 0;
    site.lost += site.line.try_pop(item);
  }
  site.accounts[thread] = mine;
  return iterations;
}

template <class Q>
uint64_t worker(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Shutdown<Q>>();
  Account mine = site.accounts[thread];
  for (uint64_t n = rounds(iterations); n != 0; --n) {
    site.barrier.meet(looks(shared));
    for (uint64_t item = 0; site.line.pop(item);) {
      do_work(item, shared);
      mine.end(item);
    }
    // (1) release: pairs with the acquire in (2); forbids MP
    site.ended.fetch_add(1, std::memory_order_release);
  }
  site.accounts[thread] = mine;
  return iterations;
}

const Registration registration([](std::vector<Kernel>& list) {
  over_each_line(
      list, "shutdown",
      "from the close of the line, with `buffer` items just put in, until all workers have done what was left "
      "and ended",
      []<class Q>(Kernel k) {
        k.lockstep = true;
        k.self_timed = true;
        k.metric = Metric::latency;
        k.roles = {{.name = "source", .run = source<Q>}, {.name = "worker", .most = kAnyThreads, .run = worker<Q>}};
        k.axes = {work_axis(), buffer<Q>()};
        k.axes[kBuffer].most = 1 << 12;  // a round has to fit into a window
        k.setup = [](Shared& shared) { shared.make<Shutdown<Q>>(shared); };
        k.verify = [](const Shared& shared, std::span<const uint64_t>) { return shared.object<Shutdown<Q>>().check(); };
        return k;
      });
});

}  // namespace
}  // namespace fenceline::patterns
