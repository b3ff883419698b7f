// Fan-out and fan-in: one thread hands a task to each of the workers, and waits for what they have made of them. No more
// than there are workers are out at once, or the one and the others would each wait for room with the other, where the
// buffers are small.
#include <kernels/patterns/flow.h>

namespace fenceline::patterns {
namespace {

template <class Q>
struct Fan {
  std::vector<Account> accounts;
  Q tasks, results;
  Left left;

  explicit Fan(const Shared& shared) : accounts(shared.threads), tasks(buffer_of(shared)), results(buffer_of(shared)) {}
  void open() {
    // What was on its way when the phase ended is nobody's round.
    left.sweep(tasks);
    left.sweep(results);
    tasks.reopen();
    results.reopen();
  }
  void close() {
    tasks.close();
    results.close();
  }
  std::string check() {
    left.sweep(tasks);
    left.sweep(results);
    return verdict(accounts, left.items, left.sum);
  }
};

template <class Q>
uint64_t coordinator(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Fan<Q>>();
  Account mine = site.accounts[thread];
  const uint64_t workers = shared.cast.threads[1];
  uint64_t done = 0;
  for (bool on = true; on && done != iterations;) {
    const uint64_t round = std::min(workers, iterations - done);
    for (uint64_t i = 0; on && i != round; ++i) {
      const uint64_t item = item_of(thread, mine.in + 1);
      on = site.tasks.push(item);
      if (on) mine.make(item);
    }
    for (uint64_t i = 0, item = 0; on && i != round; ++i) {
      on = site.results.pop(item);
      if (!on) break;
      mine.end(item);
      ++done;
    }
  }
  site.accounts[thread] = mine;
  return done;
}

template <class Q>
uint64_t worker(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Fan<Q>>();
  Account mine = site.accounts[thread];
  uint64_t done = 0;
  for (uint64_t item = 0; done != iterations && site.tasks.pop(item);) {
    do_work(item, shared);
    if (!site.results.push(item)) {
      mine.keep(item);
      break;
    }
    ++done;
  }
  site.accounts[thread] = mine;
  return done;
}

const Registration registration([](std::vector<Kernel>& list) {
  over_each_line(
      list, "fan_out_in",
      "one thread hands a task to each worker and waits for all results; the figure is of each thread, a task",
      []<class Q>(const Kernel& k) {
        return row<Fan<Q>>(
            k,
            {{.name = "coordinator", .run = coordinator<Q>}, {.name = "worker", .most = kAnyThreads, .run = worker<Q>}},
            buffer<Q>());
      });
});

}  // namespace
}  // namespace fenceline::patterns
