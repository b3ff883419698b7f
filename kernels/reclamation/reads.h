// What a reader pays: to come in, to protect what it looks at, and to go out.
#pragma once
#include <kernels/patience.h>
#include <kernels/reclamation/site.h>
#include <kernels/timed.h>

namespace fenceline::reclamation {

template <class R>
uint64_t read_all(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<R>>();
  uint64_t broken = 0;
  const uint64_t done =
      steps(site, iterations, [&](typename R::Member& member) { return broken += !site.read(member), true; });
  site.accounts[thread].broken += broken;
  return done;
}

/// args: interval
template <class R>
uint64_t replace_paced(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<R>>();
  const auto gap = static_cast<uint64_t>(double(shared.args[0]) * shared.tick_hz * 1e-9);
  uint64_t due = stamp().count;
  return steps(site, iterations, [&](typename R::Member& member) {
    due += gap;
    for (Patience patience(shared); stamp().count < due; patience.looked()) {
      member.quiescent();
      if (shared.stopped()) return false;
    }
    site.replace(member, thread);
    return true;
  });
}

template <class R>
void add_reads(std::vector<Kernel>& list, const char* name) {
  Kernel k = describe<R>(name, "alone", Metric::throughput, "an object is read by one thread; nobody writes");
  k.roles = {{.run = read_all<R>}};
  list.push_back(k);

  k = describe<R>(name, "read", Metric::contended, "an object is read by all threads; nobody writes");
  k.roles = {{.least = 2, .most = kAnyThreads, .run = read_all<R>}};
  list.push_back(k);

  k = describe<R>(name, "read_beside_writer", Metric::contended,
                  "an object is read while one thread replaces it every `interval`; a reader's time");
  k.roles = {{.name = "reader",
              .most = kAnyThreads,
              .run =
                  [](Shared& shared, unsigned thread, uint64_t iterations) {
                    return timed(shared, thread, [&] { return read_all<R>(shared, thread, iterations); });
                  }},
             {.name = "writer", .run = replace_paced<R>}};
  k.self_timed = true;
  k.axes = {{.name = "interval",
             .unit = "ns",
             .values = {1000},
             .most = 1'000'000,
             .what = "time from one replacement to the next; 0: as fast as the writer can"}};
  list.push_back(std::move(k));
}

}  // namespace fenceline::reclamation
