// Pipeline: a source, stages that each do their part of an item and pass it on, and a sink. Items keep their order.
#include <kernels/patterns/flow.h>

#include <memory>

namespace fenceline::patterns {
namespace {

template <class Q>
struct Pipeline {
  std::vector<Account> accounts;
  std::vector<std::unique_ptr<Q>> lines;  ///< lines[i]: from the i-th thread on the way to the next
  Left left;

  explicit Pipeline(const Shared& shared) : accounts(shared.threads) {
    for (unsigned t = 1; t < shared.threads; ++t) lines.push_back(std::make_unique<Q>(buffer_of(shared)));
  }
  void open() {
    for (auto& line : lines) line->reopen();
  }
  void close() {
    for (auto& line : lines) line->close();
  }
  std::string check() {
    for (auto& line : lines) left.sweep(*line);
    return verdict(accounts, left.items, left.sum);
  }
};

template <class Q>
uint64_t source(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Pipeline<Q>>();
  Account mine = site.accounts[thread];
  uint64_t done = 0;
  for (; done != iterations; ++done) {
    const uint64_t item = mine.in + 1;
    do_work(item, shared);
    if (!site.lines.front()->push(item)) break;
    mine.make(item);
  }
  site.accounts[thread] = mine;
  return done;
}

template <class Q>
uint64_t stage(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Pipeline<Q>>();
  const unsigned place = shared.cast.parts[thread].number;
  Q &from = *site.lines[place], &to = *site.lines[place + 1];
  Account mine = site.accounts[thread];
  uint64_t done = 0;
  for (uint64_t item = 0; done != iterations && from.pop(item); ++done) {
    mine.see(item);
    do_work(item, shared);
    if (!to.push(item)) {
      mine.keep(item);
      break;
    }
  }
  site.accounts[thread] = mine;
  return done;
}

template <class Q>
uint64_t sink(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Pipeline<Q>>();
  Account mine = site.accounts[thread];
  uint64_t done = 0;
  for (uint64_t item = 0; done != iterations && site.lines.back()->pop(item); ++done) {
    mine.see(item);
    do_work(item, shared);
    mine.end(item);
  }
  site.accounts[thread] = mine;
  return done;
}

const Registration registration([](std::vector<Kernel>& list) {
  over_each_line(
      list, "pipeline",
      "an item through a source, stages and a sink, a thread each, which all do `work` for it; the figure is "
      "of each thread",
      []<class Q>(const Kernel& k) {
        return row<Pipeline<Q>>(k,
                                {{.name = "source", .run = source<Q>},
                                 {.name = "stage", .least = 0, .most = kAnyThreads, .run = stage<Q>},
                                 {.name = "sink", .run = sink<Q>}},
                                buffer<Q>());
      });
});

}  // namespace
}  // namespace fenceline::patterns
