// Worker pool: some threads have tasks, others do them, whoever is free.
#pragma once
#include <kernels/patterns/flow.h>

namespace fenceline::patterns {

template <class Q>
struct WorkerPool {
  std::vector<Account> accounts;
  Q tasks;
  Left left;

  explicit WorkerPool(const Shared& shared) : accounts(shared.threads), tasks(buffer_of(shared)) {}
  void open() { tasks.reopen(); }
  void close() { tasks.close(); }
  std::string check() {
    left.sweep(tasks);
    return verdict(accounts, left.items, left.sum);
  }
};

template <class Q>
uint64_t give_tasks(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<WorkerPool<Q>>();
  Account mine = site.accounts[thread];
  uint64_t done = 0;
  for (; done != iterations; ++done) {
    const uint64_t item = item_of(thread, mine.in + 1);
    if (!site.tasks.push(item)) break;
    mine.make(item);
  }
  site.accounts[thread] = mine;
  return done;
}

template <class Q>
uint64_t do_tasks(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<WorkerPool<Q>>();
  Account mine = site.accounts[thread];
  uint64_t done = 0;
  for (uint64_t item = 0; done != iterations && site.tasks.pop(item); ++done) {
    do_work(item, shared);
    mine.end(item);
  }
  site.accounts[thread] = mine;
  return done;
}

template <class Q>
Kernel worker_pool(const Kernel& k) {
  return row<WorkerPool<Q>>(k,
                            {{.name = "source", .most = kAnyThreads, .run = give_tasks<Q>},
                             {.name = "worker", .most = kAnyThreads, .run = do_tasks<Q>}},
                            buffer<Q>());
}

}  // namespace fenceline::patterns
