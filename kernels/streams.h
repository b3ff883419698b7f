// Producers put numbered items into a queue, consumers take them out: what passing an item on costs, by how many on
// each side. Where it is full a producer waits, where it is empty a consumer: with the ISA's spin hint, or, where the
// queue lets them, asleep.
#pragma once
#include <kernels/items.h>
#include <kernels/paced.h>
#include <kernels/pairs.h>
#include <kernels/work.h>
#include <structures/queue/concept.h>

namespace fenceline::streams {

using items::Account;
using items::Site;

static_assert(kMany == kAnyThreads, "a queue's word for it is a role's");

/// The same queue of parcels, where its type tells how that is made and it takes them.
template <template <class, class...> class Q, class... More>
Q<items::Parcel, More...>* of_parcels(Q<uint64_t, More...>*);
template <class Q>
concept TakesParcels = requires(Q* queue) {
  of_parcels(queue);
};

/// args of all rows here
enum Arg : size_t { kCapacity, kPayload, kBurst, kThink, kPrefill, kProducers };

/// f.operator()<Queue>(), for the queue of what the trial's items carry.
template <class Q, class F>
[[gnu::always_inline]] inline auto with_payload(const Shared& shared, F&& f) {
  if constexpr (TakesParcels<Q>) {
    if (shared.args[kPayload] == items::kParcelBytes)
      return f.template operator()<std::remove_pointer_t<decltype(of_parcels(static_cast<Q*>(nullptr)))>>();
  }
  return f.template operator()<Q>();
}

/// Producers rest for `think` cycles after every `burst` items. This and the next are inlined, that --explain shows them.
template <class Q, class Way>
[[gnu::always_inline]] inline uint64_t produce_in(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<Q>>();
  auto&& queue = hand_of(site.queue);
  Account& mine = site.accounts[thread];
  const CountsFailed counts(mine.retries);
  const uint64_t before = items::item_of(shared.cast.parts[thread].number, mine.items);
  const auto burst = static_cast<uint64_t>(shared.args[kBurst]), think = static_cast<uint64_t>(shared.args[kThink]);
  uint64_t left = think == 0 ? ~uint64_t{0} : burst - mine.in_burst;
  Way way(shared);
  uint64_t done = 0;
  while (done != iterations) {
    if (!way.put(queue, items::pack<typename Q::value_type>(before + done + 1))) break;
    ++done;
    if (--left != 0) continue;
    uint64_t rested = work(done, think);
    arch::opaque(rested);
    left = burst;
  }
  if (think != 0) mine.in_burst = burst - left;
  mine.add(done, done * before + done * (done + 1) / 2, way.waits());
  return done;
}

template <class Q, class Way>
[[gnu::always_inline]] inline uint64_t consume_in(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<Q>>();
  auto&& queue = hand_of(site.queue);
  Account& mine = site.accounts[thread];
  const CountsFailed counts(mine.retries);
  Way way(shared);
  uint64_t done = 0, sum = 0;
  for (typename Q::value_type box{}; done != iterations; ++done) {
    if (!way.take(queue, box)) break;
    const uint64_t item = items::unpack(box);
    mine.see(item);
    sum += item;
  }
  mine.add(done, sum, way.waits());
  return done;
}

template <class Q, class Way>
uint64_t produce(Shared& shared, unsigned thread, uint64_t iterations) {
  return with_payload<Q>(
      shared, [&]<class Of>()
                  __attribute__((always_inline)) { return produce_in<Of, Way>(shared, thread, iterations); });
}
template <class Q, class Way>
uint64_t consume(Shared& shared, unsigned thread, uint64_t iterations) {
  return with_payload<Q>(
      shared, [&]<class Of>()
                  __attribute__((always_inline)) { return consume_in<Of, Way>(shared, thread, iterations); });
}

/// `prefill` items of the first producer lie there, or as many as there is room for.
template <class Q>
void setup(Shared& shared) {
  with_payload<Q>(shared, [&]<class Of>() {
    auto& site = shared.make<Site<Of>>(static_cast<size_t>(shared.args[kCapacity]), shared);
    Account& first = site.accounts[0];
    auto&& queue = hand_of(site.queue);
    for (int64_t n = 0; n < shared.args[kPrefill]; ++n) {
      const uint64_t item = items::item_of(0, first.items + 1);
      if (!queue.try_push(items::pack<typename Of::value_type>(item))) break;
      first.add(1, item, 0);
    }
  });
}

template <class Q>
std::vector<Axis> axes() {
  std::vector<Axis> all(kProducers + 1);
  all[kCapacity] = paced::capacity();
  all[kPayload] = {.name = "payload",
                   .unit = "B",
                   .values = {8},
                   .least = 8,
                   .most = items::kParcelBytes,
                   .what = "what an item carries",
                   .usual = 8,
                   .only = {8}};
  if (TakesParcels<Q>) all[kPayload].only.push_back(items::kParcelBytes);
  all[kBurst] = {.name = "burst",
                 .unit = "item",
                 .values = {1},
                 .least = 1,
                 .most = 1 << 20,
                 .what = "items that a producer puts in before it rests for `think`",
                 .usual = 1};
  all[kThink] = cycles("think", {0}, "work of a producer between two bursts");
  all[kThink].usual = 0;
  all[kPrefill] = {.name = "prefill",
                   .unit = "item",
                   .values = {0},
                   .most = 1 << 24,
                   .what = "items that lie there at the beginning, as many as there is room for",
                   .usual = 0};
  all[kProducers] = paced::producers(Q::kProducers);
  return all;
}

template <class Q, class Way>
Kernel row(Kernel k, const char* how, const char* what) {
  k.how = how;
  k.what = what;
  k.metric = Metric::contended;
  k.axes = axes<Q>();
  k.roles = paced::roles<Q>(produce<Q, Way>, consume<Q, Way>);
  k.setup = setup<Q>;
  k.verify = [](const Shared& shared, std::span<const uint64_t>) {
    return with_payload<Q>(shared, [&]<class Of>() { return items::check(shared, shared.object<Site<Of>>()); });
  };
  k.figures = [](const Shared& shared) {
    return with_payload<Q>(
        shared, [&]<class Of>() { return items::figures(shared, shared.object<Site<Of>>(), Way::kCountsLooks); });
  };
  return k;
}

template <class Q>
Kernel blocking(Kernel k) {
  k = row<Q, items::Sleeping>(
      std::move(k), "blocking",
      "an item from a producer to a consumer through a queue of `capacity`, in which both sleep until it is their "
      "turn; the figure is of each thread");
  k.axes[kCapacity].values = {0, 1024};
  k.axes[kCapacity].least = 0;
  k.begin = [](Shared& shared) {
    with_payload<Q>(shared, [&]<class Of>() { shared.object<Site<Of>>().queue.reopen(); });
  };
  k.release = [](Shared& shared) {
    with_payload<Q>(shared, [&]<class Of>() { shared.object<Site<Of>>().queue.close(); });
  };
  return k;
}

/// Kernels over one queue.
template <class Q>
void add(std::vector<Kernel>& list, Kernel k) {
  if constexpr (Q::kProducers == kMany && Q::kConsumers == kMany) pairs::add_closed<Q>(list, k);
  list.push_back(row<Q, items::Spinning>(
      k, "stream",
      "an item from a producer to a consumer through a queue of `capacity`, as many of the one as of the other; the "
      "figure is of each thread"));
  if constexpr (BlockingQueue<Q>) list.push_back(blocking<Q>(k));
  list.push_back(paced::row<Q>(std::move(k)));
}

}  // namespace fenceline::streams
