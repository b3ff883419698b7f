// Threads that take objects from a pool and give them back themselves, one by one or several at a time; others may be
// held meanwhile, and then it is the oldest that goes.
#pragma once
#include <kernels/pools/objects.h>

namespace fenceline::pools {

/// args of these rows
enum HoldingArg : size_t { kBatch, kHeld };

template <class O>
struct Holding {
  using T = typename O::value_type;

  std::vector<Account> accounts;     ///< by thread
  std::vector<std::vector<T*>> out;  ///< by thread: what it has, by its number since setup
  workload::Weighed<O> weighed;
  O& pool = weighed.structure;

  Holding(const Shared& shared, size_t most)
      : accounts(shared.threads),
        out(shared.threads, std::vector<T*>(most)),
        weighed(shared.threads * most, shared.threads) {}
  ~Holding() { give_back(); }

  [[gnu::always_inline]] void give_oldest(unsigned thread, Account& account) {
    std::vector<T*>& mine = out[thread];
    T* const object = mine[account.given % mine.size()];
    account.wrong += !object->has(mark(thread, account.given));
    pool.give(object, thread);
    ++account.given;
  }
  void give_back() {
    for (unsigned t = 0; t < accounts.size(); ++t)
      while (accounts[t].given != accounts[t].taken) give_oldest(t, accounts[t]);
  }
  std::string check() {
    give_back();
    const std::string wrong = verdict(accounts, 0);
    return !wrong.empty() ? wrong : once_each(pool, accounts.size() * out[0].size(), unsigned(accounts.size()));
  }
};

/// An iteration is an object that was taken and one that was given back.
template <class O>
uint64_t hold(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Holding<O>>();
  const auto batch = static_cast<uint64_t>(shared.args[kBatch]), held = static_cast<uint64_t>(shared.args[kHeld]);
  auto& mine = site.out[thread];
  const CountsFailed counts(site.accounts[thread].retries);
  Account account = site.accounts[thread];
  Patience patience(shared);
  uint64_t done = 0;
  const auto take_one = [&]() __attribute__((always_inline)) {
    auto* const object = take(site.pool, thread, account, shared, patience);
    if (object == nullptr) return false;
    object->put(mark(thread, account.taken - 1));
    mine[(account.taken - 1) % mine.size()] = object;
    return true;
  };
  bool on = true;
  while (on && account.taken - account.given < held) on = take_one();
  while (on && done != iterations) {
    const uint64_t some = std::min(batch, iterations - done);
    for (uint64_t i = 0; on && i != some; ++i) on = take_one();
    for (; account.taken - account.given > held; ++done) site.give_oldest(thread, account);
  }
  account.retries = site.accounts[thread].retries;
  site.accounts[thread] = account;
  return done;
}

/// The rows over one pool.
template <ObjectPool O>
void add_holding(std::vector<Kernel>& list, Kernel k) {
  k.axes = {{.name = "batch",
             .unit = "object",
             .values = {},
             .least = 1,
             .most = 1024,
             .what = "objects that are taken before as many are given back",
             .usual = 1},
            {.name = "held",
             .unit = "object",
             .values = {},
             .most = 1 << 16,
             .what = "objects that each thread has all the time; the oldest is given back",
             .usual = 0}};
  k.setup = [](Shared& shared) {
    shared.make<Holding<O>>(shared, static_cast<size_t>(shared.args[kBatch] + shared.args[kHeld]));
  };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) { return shared.object<Holding<O>>().check(); };
  k.figures = [](const Shared& shared) {
    const auto& site = shared.object<Holding<O>>();
    return figures(site.accounts, site.weighed);
  };
  const auto add = [&](const char* how, const char* what, std::vector<int64_t> batch, int64_t held) {
    k.how = how;
    k.what = what;
    k.axes[kBatch].values = std::move(batch);
    k.axes[kHeld].values = {held};
    list.push_back(k);
  };
  k.metric = Metric::latency;
  k.roles = {{.run = hold<O>}};
  add("alone", "an object taken and given back by one thread, or `batch` taken and then given back", {1, 32}, 0);
  add("held",
      "an object taken and the oldest of `held` given back by one thread: memory and free lists are as long use leaves "
      "them",
      {1}, 1024);
  k.metric = Metric::contended;
  k.roles = {{.least = 2, .most = kAnyThreads, .run = hold<O>}};
  add("together",
      "an object taken and given back by each thread, again and again, or `batch` taken and then given back", {1, 32},
      0);
}

}  // namespace fenceline::pools
