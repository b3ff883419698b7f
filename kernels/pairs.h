// Every thread puts an item in and takes one out, in turn: what a container costs where each thread is both sides, as
// free lists and pools are. It is never full, and mostly empty: the contention is for its ends.
#pragma once
#include <kernels/kernel.h>

#include <span>
#include <string>
#include <vector>

namespace fenceline::pairs {

/// What a thread has put in and taken out since setup. Sums are of items that are all different.
struct alignas(arch::kPadBytes) Account {
  uint64_t puts = 0, put_sum = 0, takes = 0, taken_sum = 0, empty = 0;
};

template <class C>
struct Site {
  C container;
  std::vector<Account> accounts;
  Site(size_t capacity, unsigned threads) : container(capacity), accounts(threads) {}
};

/// Room for `held` items and one more of each thread. The first `held` are there from the beginning.
template <class C>
void setup(Shared& shared, size_t held) {
  auto& site = shared.make<Site<C>>(held + shared.threads, shared.threads);
  Account& account = site.accounts[0];
  for (size_t i = 0; i < held; ++i) {
    const uint64_t item = uint64_t{1} << 63 | i;
    if (!site.container.try_push(item)) continue;  // check() misses it
    account.put_sum += item;
    ++account.puts;
  }
}

/// An iteration is an item put in and one taken out, not always the same. Attempts to take that found nothing, where
/// another thread was faster, are counted.
template <class C>
uint64_t run(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<C>>();
  Account account = site.accounts[thread];
  uint64_t done = 0;
  for (; done != iterations; ++done) {
    const uint64_t item = uint64_t{thread} << 48 | account.puts;
    while (!site.container.try_push(item))
      if (shared.stopped()) return site.accounts[thread] = account, done;
    ++account.puts;
    account.put_sum += item;
    uint64_t taken = 0;
    while (!site.container.try_pop(taken)) ++account.empty;
    ++account.takes;
    account.taken_sum += taken;
  }
  site.accounts[thread] = account;
  return done;
}

/// All that was put in has come out or is there still, nothing twice.
template <class C>
std::string check(const Shared& shared, std::span<const uint64_t>) {
  auto& site = shared.object<Site<C>>();
  Account all;
  for (const Account& a : site.accounts) {
    all.puts += a.puts;
    all.takes += a.takes;
    all.put_sum += a.put_sum;
    all.taken_sum += a.taken_sum;
  }
  for (uint64_t item = 0; site.container.try_pop(item); all.taken_sum += item) ++all.takes;
  if (all.puts != all.takes)
    return std::to_string(all.puts) + " items were put in, " + std::to_string(all.takes) + " came out";
  return all.put_sum == all.taken_sum ? "" : "what came out is not what was put in";
}

/// Attempts that found nothing, for each item taken.
template <class C>
std::vector<Figure> figures(const Shared& shared) {
  double empty = 0, takes = 0;
  for (const Account& a : shared.object<Site<C>>().accounts) empty += double(a.empty), takes += double(a.takes);
  return {{"found_empty", "", takes == 0 ? 0 : empty / takes}};
}

/// Two kernels: one thread, and several. args: held
template <class C>
void add(std::vector<Kernel>& list, Kernel k) {
  k.axes = {{.name = "held",
             .unit = "item",
             .values = {0, 1024},
             .most = 1 << 20,
             .what = "items that lie there all the time"}};
  k.setup = [](Shared& shared) { setup<C>(shared, static_cast<size_t>(shared.args[0])); };
  k.verify = check<C>;
  k.figures = figures<C>;
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

}  // namespace fenceline::pairs
