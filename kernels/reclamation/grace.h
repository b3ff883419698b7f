// What it takes to wait until everybody who could see the old object has gone on.
#pragma once
#include <kernels/reclamation/reads.h>

namespace fenceline::reclamation {

template <class R>
concept Synchronizes = requires(typename R::Member& member) {
  member.synchronize();
};

template <class R>
uint64_t grace_periods(Shared& shared, unsigned thread, uint64_t iterations) {
  return timed(shared, thread, [&] {
    return steps(shared.object<Site<R>>(), iterations,
                 [](typename R::Member& member) { return member.synchronize(), true; });
  });
}

/// args: reading. One that does not read says that it holds nothing, and no more.
template <class R>
uint64_t bystand(Shared& shared, unsigned thread, uint64_t iterations) {
  if (shared.args[0] != 0) return read_all<R>(shared, thread, iterations);
  Patience patience(shared);
  return steps(shared.object<Site<R>>(), iterations, [&](typename R::Member& member) {
    member.quiescent();
    patience.wait();
    return true;
  });
}

template <class R>
void add_grace(std::vector<Kernel>& list, const char* name) {
  if constexpr (Synchronizes<R>) {
    Kernel k = describe<R>(name, "grace", Metric::throughput,
                           "a grace period, for which one thread waits while the others read or stand by");
    k.roles = {{.name = "waiter", .run = grace_periods<R>},
               {.name = "bystander", .least = 0, .most = kAnyThreads, .run = bystand<R>}};
    k.self_timed = true;
    k.axes = {{.name = "reading",
               .unit = "",
               .values = {0, 1},
               .most = 1,
               .what = "1: the others read; 0: they hold nothing"}};
    list.push_back(std::move(k));
  }
}

}  // namespace fenceline::reclamation
