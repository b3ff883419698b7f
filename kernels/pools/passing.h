// Objects that one thread takes from a pool and another gives back, as messages and requests do: they pile up where they
// were not taken, and the pool must bring them back. They go through a queue on their way, which is in the figure.
#pragma once
#include <kernels/pools/objects.h>
#include <structures/queue/vyukov_mpmc.h>

namespace fenceline::pools {

template <class O>
struct Passing {
  static constexpr size_t kPassing = 256;
  using T = typename O::value_type;

  std::vector<Account> accounts;  ///< by thread
  std::vector<uint64_t> sums;     ///< by thread: of marks
  VyukovMpmc<T*> queue{kPassing};
  workload::Weighed<O> weighed;
  O& pool = weighed.structure;
  Account last{};  ///< of what lay in the queue at the end
  uint64_t last_sum = 0;

  explicit Passing(const Shared& shared)
      : accounts(shared.threads),
        sums(shared.threads * kApartSums),
        weighed(capacity(shared.threads), shared.threads) {}
  ~Passing() { sweep(); }

  /// A thread's, on a line of its own.
  static constexpr size_t kApartSums = arch::kPadBytes / sizeof(uint64_t);
  uint64_t& sum(unsigned thread) { return sums[thread * kApartSums]; }
  /// Of each thread one, besides what is on its way.
  static size_t capacity(unsigned threads) { return kPassing + threads; }

  /// Gives it back, and returns its mark.
  [[gnu::always_inline]] uint64_t give(T* object, unsigned thread, Account& account) {
    const uint64_t found = object->words[0];
    account.wrong += !object->has(found);
    pool.give(object, thread);
    ++account.given;
    return found;
  }
  void sweep() {
    for (T* object = nullptr; queue.try_pop(object);) last_sum += give(object, 0, last);
  }
  /// All that went in came out with the mark that it went in with.
  std::string check(const Cast& cast) {
    sweep();
    uint64_t in = 0, out = last_sum;
    for (unsigned t = 0; t < accounts.size(); ++t) (cast.parts[t].role == 0 ? in : out) += sum(t);
    if (last.wrong != 0 || in != out) return "objects were in the hands of two threads";
    const std::string wrong = verdict(accounts, last.given);
    return !wrong.empty() ? wrong : once_each(pool, capacity(unsigned(accounts.size())), unsigned(accounts.size()));
  }
};

template <class O>
uint64_t send(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Passing<O>>();
  Account& account = site.accounts[thread];
  const CountsFailed counts(account.retries);
  Patience patience(shared);
  uint64_t done = 0, sum = 0;
  for (; done != iterations; ++done) {
    auto* const object = take(site.pool, thread, account, shared, patience);
    if (object == nullptr) break;
    const uint64_t stamp = mark(thread, account.taken);
    object->put(stamp);
    bool passed = false;
    while (!(passed = site.queue.try_push(object)) && !shared.stopped()) patience.wait();
    if (!passed) {
      site.give(object, thread, account);
      break;
    }
    sum += stamp;
  }
  site.sum(thread) += sum;
  return done;
}

template <class O>
uint64_t receive(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Passing<O>>();
  Account& account = site.accounts[thread];
  const CountsFailed counts(account.retries);
  Patience patience(shared);
  uint64_t done = 0, sum = 0;
  while (done != iterations) {
    typename O::value_type* object = nullptr;
    if (site.queue.try_pop(object)) {
      sum += site.give(object, thread, account);
      ++done;
    } else if (shared.stopped()) {
      break;
    } else {
      patience.wait();
    }
  }
  site.sum(thread) += sum;
  return done;
}

template <ObjectPool O>
Kernel passing(Kernel k) {
  k.how = "exchanged";
  k.what =
      "an object that one thread takes and passes on through a queue, and another gives back; the figure is of each "
      "thread, and the queue is in it";
  k.metric = Metric::contended;
  k.roles = {{.name = "source", .most = kAnyThreads, .run = send<O>},
             {.name = "sink", .most = kAnyThreads, .run = receive<O>}};
  k.setup = [](Shared& shared) { shared.make<Passing<O>>(shared); };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) {
    return shared.object<Passing<O>>().check(shared.cast);
  };
  k.figures = [](const Shared& shared) {
    const auto& site = shared.object<Passing<O>>();
    return figures(site.accounts, site.weighed);
  };
  return k;
}

}  // namespace fenceline::pools
