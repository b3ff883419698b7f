// Producers put numbered items into a queue, consumers take them out: what passing an item on costs, by how many on
// each side. Where it is full a producer waits, where it is empty a consumer, with the ISA's spin hint.
#pragma once
#include <kernels/pairs.h>
#include <sched.h>
#include <structures/native.h>
#include <structures/queue/concept.h>

#include <algorithm>

namespace fenceline::streams {

static_assert(kMany == kAnyThreads, "a queue's word for it is a role's");

/// What a thread has done since setup.
struct alignas(arch::kPadBytes) Account {
  uint64_t items = 0, sum = 0;
  uint64_t waits = 0;          ///< attempts that found it full, or empty
  uint64_t disorder = 0;       ///< items of a producer that came after a later one of the same
  std::vector<uint64_t> last;  ///< of a consumer: the last item of each producer
};

template <class Q>
struct Site {
  Q queue;
  std::vector<Account> accounts;  ///< by thread
  Site(size_t capacity, unsigned threads) : queue(capacity), accounts(threads) {}
};

/// An item: its producer, and its number from 1.
constexpr unsigned kNumberBits = 48;
constexpr uint64_t item_of(unsigned producer, uint64_t number) { return uint64_t{producer} << kNumberBits | number; }

/// Between two attempts that found nothing to do. A thread that waits for long may stand in the way of the one that it
/// waits for, where there are more threads than PUs.
class Patience {
 public:
  void wait() {
    if (++looks_ % 1024 != 0) return Native::pause();
    sched_yield();
  }

 private:
  unsigned looks_ = 0;
};

template <class Q>
uint64_t produce(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<Q>>();
  Account& mine = site.accounts[thread];
  const unsigned producer = shared.cast.parts[thread].number;
  uint64_t done = 0, number = mine.items, sum = 0, waits = 0;
  for (Patience patience; done != iterations; ++done) {
    const uint64_t item = item_of(producer, number + 1);
    bool put;
    while (!(put = site.queue.try_push(item)) && !shared.stopped()) ++waits, patience.wait();
    if (!put) break;
    ++number;
    sum += item;
  }
  mine.items = number;
  mine.sum += sum;
  mine.waits += waits;
  return done;
}

template <class Q>
uint64_t consume(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<Q>>();
  Account& mine = site.accounts[thread];
  mine.last.resize(shared.cast.threads[0]);
  uint64_t done = 0, sum = 0, waits = 0;
  for (Patience patience; done != iterations; ++done) {
    uint64_t item = 0;
    bool got;
    while (!(got = site.queue.try_pop(item)) && !shared.stopped()) ++waits, patience.wait();
    if (!got) break;
    const auto producer = std::min<size_t>(item >> kNumberBits, mine.last.size() - 1);
    mine.disorder += item <= mine.last[producer];
    mine.last[producer] = item;
    sum += item;
  }
  mine.items += done;
  mine.sum += sum;
  mine.waits += waits;
  return done;
}

/// Every item has come out once, or is there still, and each consumer has seen those of a producer in their order.
template <class Q>
std::string check(const Shared& shared, std::span<const uint64_t>) {
  auto& site = shared.object<Site<Q>>();
  Account in, out;
  for (unsigned t = 0; t < shared.threads; ++t) {
    Account& side = shared.cast.parts[t].role == 0 ? in : out;
    side.items += site.accounts[t].items;
    side.sum += site.accounts[t].sum;
    side.disorder += site.accounts[t].disorder;
  }
  for (uint64_t item = 0; site.queue.try_pop(item); out.sum += item) ++out.items;
  if (in.items != out.items)
    return std::to_string(in.items) + " items were put in, " + std::to_string(out.items) + " came out";
  if (in.sum != out.sum) return "what came out is not what was put in";
  return out.disorder == 0 ? "" : std::to_string(out.disorder) + " items overtook others of the same producer";
}

/// Waits on each side, for each item.
template <class Q>
std::vector<Figure> figures(const Shared& shared) {
  const auto& site = shared.object<Site<Q>>();
  double full = 0, empty = 0, items = 0;
  for (unsigned t = 0; t < shared.threads; ++t) {
    const bool producer = shared.cast.parts[t].role == 0;
    (producer ? full : empty) += double(site.accounts[t].waits);
    if (!producer) items += double(site.accounts[t].items);
  }
  items = std::max(items, 1.0);
  return {{"found_full", "", full / items}, {"found_empty", "", empty / items}};
}

/// Kernels over one queue. args: capacity
template <class Q>
void add(std::vector<Kernel>& list, Kernel k) {
  if constexpr (Q::kProducers == kMany && Q::kConsumers == kMany) pairs::add<Q>(list, k);
  k.how = "stream";
  k.what =
      "an item from a producer to a consumer through a queue of `capacity`, as many of the one as of the other; the "
      "figure is of each thread";
  k.metric = Metric::contended;
  k.axes = {{.name = "capacity",
             .unit = "item",
             .values = {1024},
             .least = 1,
             .most = 1 << 24,
             .what = "room of the queue, where it is bounded; most round it up to a power of two"}};
  k.roles = {{.name = "producer", .most = Q::kProducers, .run = produce<Q>},
             {.name = "consumer", .most = Q::kConsumers, .run = consume<Q>}};
  k.setup = [](Shared& shared) {
    shared.make<Site<Q>>(static_cast<size_t>(std::max<int64_t>(shared.args[0], 1)), shared.threads);
  };
  k.verify = check<Q>;
  k.figures = figures<Q>;
  list.push_back(std::move(k));
}

}  // namespace fenceline::streams
