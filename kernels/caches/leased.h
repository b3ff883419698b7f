// Readers that fill a cache from a source which a writer changes, and invalidates in the cache: what is older than a
// change that was made known must not be found any more.
#pragma once
#include <kernels/caches/lookers.h>
#include <kernels/work.h>

#include <atomic>

namespace fenceline::caches {

/// args of the row
enum LeasedArg : size_t { kLeasedKeys, kRest };

/// A cache of a source, whose values are how often they were changed.
template <class C>
class Source {
  struct Entry {
    std::atomic<uint64_t> changes{0};
    std::atomic<uint64_t> announced{0};  ///< those that the cache was told of
  };

  std::vector<Entry> entries_;
  workload::Weighed<C> weighed_;
  std::vector<Looker> lookers_;

 public:
  Source(const Shared& shared, uint64_t keys)
      : entries_(keys), weighed_(4 * keys), lookers_(lookers(shared.threads, maps::Keys(keys, 0, shared.seed))) {
    for (uint64_t key = 0; key < keys; ++key) get(0, key);
  }
  Looker& looker(unsigned thread) { return lookers_[thread]; }

  /// Whether it was a hit. A value that is older than what was announced before is wrong.
  bool get(unsigned thread, uint64_t key) {
    const Entry& entry = entries_[key];
    // (1) acquire: pairs with the release in (2); forbids MP
    const uint64_t known = entry.announced.load(std::memory_order_acquire);
    uint64_t value = 0;
    typename C::Lease lease;
    const bool hit = weighed_.structure.find(key, value, lease);
    if (!hit) {
      value = entry.changes.load(std::memory_order_relaxed);
      weighed_.structure.fill(key, value, lease);
    }
    if (value < known) ++lookers_[thread].account.wrong;
    return hit;
  }
  /// By one thread at a time.
  void change(uint64_t key) {
    Entry& entry = entries_[key];
    const uint64_t now = entry.changes.load(std::memory_order_relaxed) + 1;
    entry.changes.store(now, std::memory_order_relaxed);
    weighed_.structure.invalidate(key);
    entry.announced.store(now, std::memory_order_release);  // (2) release: pairs with the acquire in (1); forbids MP
  }

  /// Looks each key up once more: what was filled in last must not be old either.
  std::string check() {
    for (uint64_t key = 0; key < entries_.size(); ++key) get(0, key);
    return verdict(lookers_);
  }
  std::vector<Figure> figures() const {
    std::vector<Figure> all{hit_ratio(lookers_)};
    weighed_.tell(all);
    return all;
  }
};

template <class C>
uint64_t run_read(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& source = shared.object<Source<C>>();
  return look_up(source.looker(thread), iterations, [&](uint64_t key) { return source.get(thread, key); });
}

template <class C>
uint64_t run_change(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& source = shared.object<Source<C>>();
  Looker& looker = source.looker(thread);
  const auto rest = static_cast<uint64_t>(shared.args[kRest]);
  for (uint64_t n = 0; n != iterations; ++n) {
    source.change(looker.keys[looker.next++ & (looker.keys.size() - 1)]);
    uint64_t rested = work(n, rest);
    arch::opaque(rested);
  }
  return iterations;
}

/// The kernels over one cache.
template <class C>
void add_leased(std::vector<Kernel>& list, const char* name) {
  const auto add = [&](const char* how, int64_t many, const char* what, std::vector<Role> roles) -> Kernel& {
    auto& k = list.emplace_back(workload::describe("caches", "leased", name, how, Metric::contended, what));
    k.roles = std::move(roles);
    k.axes = {keys(many)};
    k.setup = [](Shared& shared) { shared.make<Source<C>>(shared, static_cast<uint64_t>(shared.args[kLeasedKeys])); };
    k.verify = [](const Shared& shared, std::span<const uint64_t>) { return shared.object<Source<C>>().check(); };
    k.figures = [](const Shared& shared) { return shared.object<Source<C>>().figures(); };
    return k;
  };
  add("hit", 1024, "each thread looks keys up that are in", {{.most = kAnyThreads, .run = run_read<C>}});
  auto& race =
      add("race", 64, "readers look keys up and fill in what they miss, while a writer changes and invalidates them",
          {{.name = "reader", .most = kAnyThreads, .run = run_read<C>}, {.name = "writer", .run = run_change<C>}});
  race.axes.push_back(cycles("rest", {256}, "work of the writer between two changes"));
  race.axes.back().usual = 256;
}

}  // namespace fenceline::caches
