// A deque of one owner: what it costs its owner alone, and while others steal from it.
#pragma once
#include <kernels/patience.h>
#include <kernels/workload.h>
#include <structures/queue/concept.h>

namespace fenceline::steals {

/// What a thread has done since setup. Items are numbered from 1, as they are pushed.
struct alignas(arch::kPadBytes) Account {
  uint64_t pushed = 0;              ///< items
  uint64_t got = 0, sum = 0;        ///< items that it took or stole
  uint64_t last = 0, disorder = 0;  ///< of a thief: the last item, and those that came after a later one
  uint64_t lost = 0, empty = 0;     ///< of a thief: attempts in vain

  void get(uint64_t item) {
    ++got;
    sum += item;
  }
};

template <class D>
struct Site {
  D deque;
  std::vector<Account> accounts;  ///< by thread
  Site(size_t capacity, unsigned threads) : deque(capacity), accounts(threads) {}
};

/// `held` items lie there all the time; the owner is thread 0.
template <class D>
void setup_held(Shared& shared) {
  const auto held = static_cast<size_t>(shared.args[0]);
  auto& site = shared.make<Site<D>>(held + 1, shared.threads);
  Account& owner = site.accounts[0];
  for (size_t i = 0; i < held; ++i)
    if (site.deque.push(owner.pushed + 1)) ++owner.pushed;
}

/// An iteration is an item pushed and one taken.
template <class D>
uint64_t push_and_take(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<D>>();
  Account mine = site.accounts[thread];
  for (uint64_t n = 0; n != iterations; ++n) {
    if (site.deque.push(mine.pushed + 1)) ++mine.pushed;
    if (uint64_t item = 0; site.deque.take(item)) mine.get(item);
  }
  site.accounts[thread] = mine;
  return iterations;
}

/// An iteration is an item pushed. Every second time one is taken, too, and one for each that finds no room.
template <class D>
uint64_t own(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<D>>();
  Account mine = site.accounts[thread];
  const auto take = [&] {
    if (uint64_t item = 0; site.deque.take(item)) mine.get(item);
  };
  for (uint64_t n = 0; n != iterations; ++n) {
    while (!site.deque.push(mine.pushed + 1)) take();
    if (++mine.pushed % 2 == 0) take();
  }
  site.accounts[thread] = mine;
  return iterations;
}

/// An iteration is an item stolen.
template <class D>
uint64_t steal(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<D>>();
  Account mine = site.accounts[thread];
  uint64_t done = 0;
  Patience patience(shared);
  while (done != iterations) {
    uint64_t item = 0;
    const Steal what = site.deque.steal(item);
    if (what == Steal::item) {
      mine.get(item);
      mine.disorder += item <= mine.last;
      mine.last = item;
      ++done;
      continue;
    }
    ++(what == Steal::lost ? mine.lost : mine.empty);
    if (shared.stopped()) break;
    patience.wait();
  }
  site.accounts[thread] = mine;
  return done;
}

/// Every item has come out once or is there still, and each thief has seen them in the order of their pushes: an item
/// is the youngest when it is pushed, and thieves take the oldest.
template <class D>
std::string check(const Shared& shared, std::span<const uint64_t>) {
  auto& site = shared.object<Site<D>>();
  Account all;
  for (const Account& a : site.accounts) {
    all.pushed += a.pushed;
    all.got += a.got;
    all.sum += a.sum;
    all.disorder += a.disorder;
  }
  for (uint64_t item = 0; site.deque.take(item);) all.get(item);
  if (all.got != all.pushed)
    return std::to_string(all.pushed) + " items were pushed, " + std::to_string(all.got) + " came out";
  if (all.sum != all.pushed * (all.pushed + 1) / 2) return "what came out is not what was pushed";
  return all.disorder == 0 ? "" : std::to_string(all.disorder) + " items were stolen after younger ones";
}

/// Of all items that share was stolen; and the attempts in vain for each of those.
template <class D>
std::vector<Figure> figures(const Shared& shared) {
  double pushed = 0, stolen = 0, lost = 0, empty = 0;
  for (unsigned t = 0; t < shared.threads; ++t) {
    const Account& a = shared.object<Site<D>>().accounts[t];
    pushed += double(a.pushed);
    if (shared.cast.parts[t].role == 0) continue;
    stolen += double(a.got);
    lost += double(a.lost);
    empty += double(a.empty);
  }
  const auto each = [](double of, double in) { return in == 0 ? 0 : of / in; };
  return {
      {"stolen", "", each(stolen, pushed)}, {"lost", "", each(lost, stolen)}, {"found_empty", "", each(empty, stolen)}};
}

/// The kernels over one deque.
template <WorkStealingDeque D>
void add(std::vector<Kernel>& list, const char* name) {
  auto k = workload::describe("queues", "deque", name, "owner", Metric::latency,
                              "an item pushed and one taken by the owner, alone; `held` items lie there all the time");
  k.roles = {{.run = push_and_take<D>}};
  k.axes = {{.name = "held",
             .unit = "item",
             .values = {0, 64},
             .most = 1 << 20,
             .what = "items that lie there all the time"}};
  k.setup = setup_held<D>;
  k.verify = check<D>;
  list.push_back(k);

  k.how = "steal";
  k.what =
      "the owner pushes, and takes one of two, while thieves steal; an operation is an item pushed, or one stolen; the "
      "figure is of both";
  k.metric = Metric::contended;
  k.roles = {{.name = "owner", .run = own<D>}, {.name = "thief", .most = kAnyThreads, .run = steal<D>}};
  k.axes = {{.name = "capacity",
             .unit = "item",
             .values = {1024},
             .least = 1,
             .most = 1 << 24,
             .what = "room of the deque, where it is bounded; rounded up to a power of two"}};
  k.setup = [](Shared& shared) { shared.make<Site<D>>(static_cast<size_t>(shared.args[0]), shared.threads); };
  k.figures = figures<D>;
  list.push_back(std::move(k));
}

}  // namespace fenceline::steals
