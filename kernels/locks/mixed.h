// Readers and writers of one thing: each turn of a thread is one or the other, by `read_share`. What is shared says how
// it is read and written: a lock with a site (site.h), or a seqlock.
#pragma once
#include <kernels/draws.h>
#include <kernels/work.h>
#include <kernels/workload.h>

namespace fenceline::locks {

/// What a thread has done since setup, and where it is in its draws.
struct alignas(arch::kPadBytes) Turns {
  uint64_t writes = 0, draws = 0;
};

template <class Site>
struct Mixed {
  Site site;
  std::vector<Turns> turns;  ///< by thread
  explicit Mixed(const Shared& shared) : site(shared), turns(shared.threads) {
    for (unsigned t = 0; t < shared.threads; ++t) turns[t].draws = (shared.seed << 8) + t;
  }
};

/// args: read_share, critical, parallel
template <class Site>
uint64_t mixed(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& all = shared.object<Mixed<Site>>();
  const auto share = static_cast<uint64_t>(shared.args[0]), critical = static_cast<uint64_t>(shared.args[1]),
             parallel = static_cast<uint64_t>(shared.args[2]);
  Turns mine = all.turns[thread];
  auto&& node = all.site.node(thread);
  uint64_t x = 0;
  for (uint64_t n = 0; n != iterations; ++n) {
    if (drawn(mine.draws, share)) {
      x = all.site.read(node, x, critical);
    } else {
      x = all.site.write(node, thread, x, critical);
      ++mine.writes;
    }
    x = work(x, parallel);
  }
  arch::opaque(x);
  all.turns[thread] = mine;
  return iterations;
}

template <class Site>
void describe_mixed(Kernel& k) {
  k.roles = {{.least = 2, .most = kAnyThreads, .run = mixed<Site>}};
  k.axes = {{.name = "read_share",
             .unit = "%",
             .values = {50, 95},
             .most = 100,
             .what = "turns that only read, of a hundred; which ones is drawn"},
            cycles("critical", {128}, "work of a turn on what is protected"),
            cycles("parallel", {512}, "work between two turns of a thread")};
  k.setup = [](Shared& shared) { shared.make<Mixed<Site>>(shared); };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) {
    const auto& all = shared.object<Mixed<Site>>();
    uint64_t writes = 0;
    for (const Turns& turns : all.turns) writes += turns.writes;
    return all.site.check(writes);
  };
  k.figures = [](const Shared& shared) { return shared.object<Mixed<Site>>().site.figures(); };
}

}  // namespace fenceline::locks
