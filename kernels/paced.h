// Items that come to a queue when they come: how long each is on its way, from when it was due until a consumer has it.
// It was due before it was put in where its producer was late, and lies in the queue while no consumer is free.
#pragma once
#include <kernels/items.h>
#include <kernels/sojourn.h>
#include <structures/queue/concept.h>

namespace fenceline::paced {

/// The parameters that all rows of queues have.
Axis capacity();
Axis producers(unsigned most);

/// Producers and consumers, as many of each as the queue allows.
template <class Q>
std::vector<Role> roles(Run produce, Run consume) {
  return {{.name = "producer", .most = Q::kProducers, .run = produce, .given = "producers"},
          {.name = "consumer", .most = Q::kConsumers, .run = consume}};
}

/// An item's number is when it was due, in ticks after `start`.
template <class Q>
struct Site : items::Site<Q> {
  sojourn::Traffic traffic;
  uint64_t start;

  Site(const Shared& shared, size_t capacity, int64_t interval_ns, uint64_t now)
      : items::Site<Q>(capacity, shared), traffic(shared, interval_ns), start(now) {}
};

/// args of the row
enum Arg : size_t { kCapacity, kInterval, kProducers };

template <class Q, class Clock>
void setup(Shared& shared) {
  shared.make<Site<Q>>(shared, static_cast<size_t>(shared.args[kCapacity]), shared.args[kInterval], Clock::now());
}

template <class Q, class Clock>
uint64_t produce(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<Q>>();
  sojourn::Lane& lane = site.traffic.template due<Clock>(thread);
  const unsigned producer = shared.cast.parts[thread].number;
  items::Spinning way(shared);
  const CountsFailed counts(site.accounts[thread].retries);
  auto&& queue = hand_of(site.queue);
  uint64_t done = 0, sum = 0;
  for (; done != iterations && sojourn::wait<Clock>(shared, lane); ++done) {
    const uint64_t item = items::item_of(producer, lane.arrivals.due() - site.start);
    if (!way.put(queue, item)) break;
    sum += item;
    lane.arrivals.next();
  }
  site.accounts[thread].add(done, sum, way.waits());
  return done;
}

template <class Q, class Clock>
uint64_t consume(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<Q>>();
  sojourn::Lane& lane = site.traffic.lane(thread);
  items::Account& mine = site.accounts[thread];
  items::Spinning way(shared);
  const CountsFailed counts(site.accounts[thread].retries);
  auto&& queue = hand_of(site.queue);
  uint64_t done = 0, sum = 0;
  for (uint64_t item = 0; done != iterations && way.take(queue, item); ++done) {
    lane.over(site.start + items::number_of(item), Clock::now());
    mine.see(item);
    sum += item;
  }
  mine.add(done, sum, way.waits());
  return done;
}

/// What is left of one phase would be old in the next.
template <class Q>
void begin(Shared& shared) {
  auto& site = shared.object<Site<Q>>();
  site.sweep();
  site.traffic.begin();
}

template <class Q, class Clock = sojourn::Stamps>
Kernel row(Kernel k) {
  k = sojourn::row(std::move(k),
                   "an item on its way from when it was due, at random but `interval` apart in the mean, until a "
                   "consumer has it; the figure is the median, percentiles.csv has the others");
  k.axes = {capacity(), sojourn::interval(), producers(Q::kProducers)};
  k.roles = roles<Q>(produce<Q, Clock>, consume<Q, Clock>);
  k.setup = setup<Q, Clock>;
  k.settle = [](Shared& shared, unsigned thread) { shared.object<Site<Q>>().traffic.forget(thread); };
  k.begin = begin<Q>;
  k.verify = [](const Shared& shared, std::span<const uint64_t>) {
    return items::check(shared, shared.object<Site<Q>>());
  };
  k.figures = [](const Shared& shared) {
    const auto& site = shared.object<Site<Q>>();
    return site.traffic.with_figures(items::figures(shared, site, true));
  };
  k.distributions = [](const Shared& shared) { return shared.object<Site<Q>>().traffic.distributions("consumer"); };
  return k;
}

}  // namespace fenceline::paced
