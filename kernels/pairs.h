// Every thread puts an item in and takes one out, in turn: what a container costs where each thread is both sides, as
// free lists and pools are. It is never full, and mostly empty: the contention is for its ends.
#pragma once
#include <kernels/counted.h>
#include <kernels/hand.h>
#include <kernels/sojourn.h>
#include <kernels/work.h>
#include <kernels/workload.h>

#include <span>
#include <string>
#include <vector>

namespace fenceline::pairs {

/// What a thread has put in and taken out since setup. Sums are of items that are all different.
struct alignas(arch::kPadBytes) Account {
  uint64_t puts = 0, put_sum = 0, takes = 0, taken_sum = 0, empty = 0;
  uint64_t retries = 0;  ///< compare-and-swaps that failed, where they are counted
};
/// Empty where all that was put in has come out or was still there (`left`, of which the sum is `left_sum`), nothing
/// twice.
std::string verdict(std::span<const Account>, uint64_t left, uint64_t left_sum);
/// Attempts that found nothing, for each item taken.
Figure found_empty(std::span<const Account>);
/// Compare-and-swaps that failed, for each item put in and taken out.
Figure retries(std::span<const Account>);

template <class C>
struct Site {
  std::vector<Account> accounts;
  workload::Weighed<C> weighed;
  C& container = weighed.structure;

  /// Room for `held` items and one more of each thread. The first `held` are there from the beginning.
  Site(const Shared& shared, size_t held)
      : accounts(shared.threads), weighed(Room{held + shared.threads, shared.threads}) {
    Account& account = accounts[0];
    auto&& hand = hand_of(container);
    for (size_t i = 0; i < held; ++i) {
      const uint64_t item = uint64_t{1} << 63 | i;
      if (!hand.try_push(item)) continue;  // check() misses it
      account.put_sum += item;
      ++account.puts;
    }
  }
  std::string check() {
    uint64_t left = 0, sum = 0;
    auto&& hand = hand_of(container);
    for (uint64_t item = 0; hand.try_pop(item); ++left) sum += item;
    return verdict(accounts, left, sum);
  }
  std::vector<Figure> figures() const {
    std::vector<Figure> all{found_empty(accounts)};
    if (kCounted<C>) all.push_back(retries(accounts));
    weighed.tell(all);
    return all;
  }
};

/// An item put in and one taken out, not always the same. Attempts to take that found nothing, where another thread was
/// faster, are counted. False where there is no room and the phase is over.
template <class C>
[[gnu::always_inline]] inline bool turn(C& container, Account& account, unsigned thread, const Shared& shared) {
  const uint64_t item = uint64_t{thread} << 48 | account.puts;
  while (!container.try_push(item))
    if (shared.stopped()) return false;
  ++account.puts;
  account.put_sum += item;
  uint64_t taken = 0;
  while (!container.try_pop(taken)) ++account.empty;
  ++account.takes;
  account.taken_sum += taken;
  return true;
}

/// args: held, think
template <class C>
uint64_t run(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<C>>();
  const auto think = static_cast<uint64_t>(shared.args[1]);
  const CountsFailed counts(site.accounts[thread].retries);
  Account account = site.accounts[thread];
  auto&& hand = hand_of(site.container);
  uint64_t done = 0;
  for (; done != iterations && turn(hand, account, thread, shared); ++done) {
    if (think == 0) continue;
    uint64_t rested = work(done, think);
    arch::opaque(rested);
  }
  site.accounts[thread] = account;
  return done;
}

inline Axis held() {
  return {.name = "held",
          .unit = "item",
          .values = {0, 1024},
          .most = 1 << 20,
          .what = "items that lie there all the time"};
}

/// A thread alone, and several.
template <class C>
void add_closed(std::vector<Kernel>& list, Kernel k) {
  k.axes = {held(), cycles("think", {0}, "work between two turns of a thread")};
  k.axes[1].usual = 0;
  k.setup = [](Shared& shared) { shared.make<Site<C>>(shared, static_cast<size_t>(shared.args[0])); };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) { return shared.object<Site<C>>().check(); };
  k.figures = [](const Shared& shared) { return shared.object<Site<C>>().figures(); };
  k.how = "alone";
  k.what = "an item put in and one taken out by one thread; `held` items lie there all the time";
  k.metric = Metric::latency;
  k.roles = {{.run = run<C>}};
  list.push_back(k);
  k.how = "pairs";
  k.what = "an item put in and one taken out by each thread, again and again; `held` items lie there besides";
  k.metric = Metric::contended;
  k.roles = {{.least = 2, .most = kAnyThreads, .run = run<C>}};
  list.push_back(std::move(k));
}

template <class C>
struct PacedSite : Site<C> {
  sojourn::Traffic traffic;
  PacedSite(const Shared& shared, size_t held, int64_t interval_ns)
      : Site<C>(shared, held), traffic(shared, interval_ns) {}
};

/// args: held, interval
template <class C, class Clock>
uint64_t run_paced(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<PacedSite<C>>();
  sojourn::Lane& lane = site.traffic.template due<Clock>(thread);
  Account& account = site.accounts[thread];
  const CountsFailed counts(account.retries);
  auto&& hand = hand_of(site.container);
  uint64_t done = 0;
  for (; done != iterations && sojourn::wait<Clock>(shared, lane); ++done) {
    if (!turn(hand, account, thread, shared)) break;
    lane.over(lane.arrivals.due(), Clock::now());
    lane.arrivals.next();
  }
  return done;
}

/// Turns that come when they come.
template <class C, class Clock = sojourn::Stamps>
Kernel paced(Kernel k) {
  k = sojourn::row(std::move(k),
                   "an item put in and one taken out, from when that was due, at random but `interval` apart in the "
                   "mean, until it was done; the figure is the median, percentiles.csv has the others");
  k.axes = {held(), sojourn::interval()};
  k.axes[0].values = {1024};
  k.roles = {{.most = kAnyThreads, .run = run_paced<C, Clock>}};
  k.setup = [](Shared& shared) {
    shared.make<PacedSite<C>>(shared, static_cast<size_t>(shared.args[0]), shared.args[1]);
  };
  k.settle = [](Shared& shared, unsigned thread) { shared.object<PacedSite<C>>().traffic.forget(thread); };
  k.begin = [](Shared& shared) { shared.object<PacedSite<C>>().traffic.begin(); };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) { return shared.object<PacedSite<C>>().check(); };
  k.figures = [](const Shared& shared) {
    const auto& site = shared.object<PacedSite<C>>();
    return site.traffic.with_figures(site.figures());
  };
  k.distributions = [](const Shared& shared) { return shared.object<PacedSite<C>>().traffic.distributions(""); };
  return k;
}

/// Kernels over one container.
template <class C>
void add(std::vector<Kernel>& list, Kernel k) {
  add_closed<C>(list, k);
  list.push_back(paced<C>(std::move(k)));
}

}  // namespace fenceline::pairs
