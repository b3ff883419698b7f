// What a writer pays: to replace the object beside others, to retire what was there, and to look for what may go.
#pragma once
#include <kernels/draws.h>
#include <kernels/reclamation/reads.h>

namespace fenceline::reclamation {

/// args: update_share
template <class R>
uint64_t read_or_replace(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<R>>();
  const auto share = static_cast<uint64_t>(shared.args[0]);
  Account& account = site.accounts[thread];
  uint64_t broken = 0, draws = account.draws != 0 ? account.draws : (shared.seed << 8) + thread + 1;
  const uint64_t done = steps(site, iterations, [&](typename R::Member& member) {
    if (drawn(draws, share))
      site.replace(member, thread);
    else
      broken += !site.read(member);
    return true;
  });
  account.broken += broken;
  account.draws = draws;
  return done;
}

template <class R>
uint64_t replace_all(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<R>>();
  return steps(site, iterations, [&](typename R::Member& member) { return site.replace(member, thread), true; });
}
/// The same without a reclaimer: nobody reads meanwhile.
template <class R>
uint64_t replace_at_once(Shared& shared, unsigned, uint64_t iterations) {
  auto& site = shared.object<Site<R>>();
  return steps(site, iterations, [&, n = uint64_t{0}](typename R::Member& member) mutable {
    return site.published().replace_alone(member, n++), true;
  });
}

/// args: retired
template <class R>
uint64_t scan(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<R>>();
  return steps(site, iterations, [&](typename R::Member& member) {
    for (int64_t n = shared.args[0]; n != 0; --n) site.replace(member, thread);
    member.quiescent();
    timed(shared, 0, [&] { return member.flush(), 1; });
    return true;
  });
}

template <class R>
void add_updates(std::vector<Kernel>& list, const char* name) {
  Kernel k = describe<R>(name, "mixed", Metric::contended,
                         "the object is read, or replaced in `update_share` of a hundred operations of each thread");
  k.roles = {{.least = 2, .most = kAnyThreads, .run = read_or_replace<R>}};
  k.axes = {{.name = "update_share",
             .unit = "%",
             .values = {10, 50},
             .most = 100,
             .what = "operations that replace the object, of a hundred; which ones is drawn"}};
  list.push_back(k);

  k = describe<R>(name, "retire", Metric::throughput,
                  "the object is replaced by one thread: what it takes longer than where each is destroyed at once");
  k.roles = {{.run = replace_all<R>, .empty = replace_at_once<R>, .own = {OwnWork::whole}}};
  list.push_back(k);

  if (!flushes<R>()) return;
  k = describe<R>(name, "scan", Metric::throughput,
                  "a flush after `retired` objects were retired, while the other threads read");
  k.roles = {{.name = "writer", .run = scan<R>},
             {.name = "reader", .least = 0, .most = kAnyThreads, .run = read_all<R>}};
  k.self_timed = true;
  k.axes = {{.name = "retired",
             .unit = "",
             .values = {1, 48},
             .least = 1,
             .most = 1 << 16,
             .what = "objects retired since the last flush"}};
  list.push_back(std::move(k));
}

}  // namespace fenceline::reclamation
