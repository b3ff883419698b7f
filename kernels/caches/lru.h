// Caches that forget what was used least recently: what a hit costs, a miss, a fill that pushes another key out, and all
// of it together with keys by Zipf's law, as what people ask for is (L. Breslau et al., "Web caching and Zipf-like
// distributions", INFOCOM 1999).
#pragma once
#include <kernels/caches/lookers.h>
#include <structures/cache/concept.h>

namespace fenceline::caches {

/// A cache that is full of the first keys, the last of which was used last.
template <class C>
class Site {
  workload::Weighed<C> weighed_;
  std::vector<Looker> lookers_;

 public:
  Site(const Shared& shared, size_t capacity, const maps::Keys& keys)
      : weighed_(capacity, shared.threads), lookers_(lookers(shared.threads, keys)) {
    for (uint64_t key = 0; key < capacity; ++key) get({}, key);
  }

  C& cache() { return weighed_.structure; }
  Looker& looker(unsigned thread) { return lookers_[thread]; }

  /// Looks a key up, and puts its value in where it is missed: whether it was a hit. A library's cache may do both itself.
  [[gnu::always_inline]] bool get(Where where, uint64_t key) {
    uint64_t value = value_of(key);
    bool hit = false;
    if constexpr (Cache<C>) {
      hit = cache().find(where, key, value);
      if (!hit) cache().put(where, key, value);
    } else {
      hit = cache().get(key, value);
    }
    if (value != value_of(key)) ++lookers_[where.lane].account.wrong;
    return hit;
  }

  std::string check() const {
    if constexpr (Cache<C>) {
      const C& cache = weighed_.structure;
      if (cache.size() > cache.capacity()) return "more keys are in than there is room for";
    }
    return verdict(lookers_);
  }
  std::vector<Figure> figures() const {
    std::vector<Figure> all{hit_ratio(lookers_)};
    weighed_.tell(all);
    return all;
  }
};

template <class C>
uint64_t run_get(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<C>>();
  return look_up(site.looker(thread), iterations, [&](uint64_t key) { return site.get({thread}, key); });
}

template <class C>
uint64_t run_miss(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<C>>();
  return look_up(site.looker(thread), iterations, [&](uint64_t key) {
    uint64_t value = 0;
    return site.cache().find({thread}, key + (uint64_t{1} << 32), value);
  });
}

/// Each key is a new one.
template <class C>
uint64_t run_fill(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<C>>();
  Looker& looker = site.looker(thread);
  uint64_t key = (uint64_t{thread} + 1) << 48 | looker.next;
  return look_up(looker, iterations, [&](uint64_t) { return site.get({thread}, key++); });
}

/// The kernels over one cache.
template <class C>
void add_lru(std::vector<Kernel>& list, const char* name) {
  const auto add = [&](const char* how, const char* what, Run run) -> Kernel& {
    auto& k = list.emplace_back(workload::describe("caches", "lru", name, how, Metric::contended, what));
    k.roles = {{.most = kAnyThreads, .run = run}};
    k.axes = {capacity("keys that there is room for")};
    k.setup = [](Shared& shared) {
      const auto room = static_cast<size_t>(shared.args[0]);
      shared.make<Site<C>>(shared, room, maps::Keys(room, 0, shared.seed));
    };
    k.verify = [](const Shared& shared, std::span<const uint64_t>) { return shared.object<Site<C>>().check(); };
    k.figures = [](const Shared& shared) { return shared.object<Site<C>>().figures(); };
    return k;
  };
  add("hit", "each thread looks keys up that are in", run_get<C>);
  if constexpr (Cache<C>) add("miss", "each thread looks keys up that are not in, and leaves it at that", run_miss<C>);
  add("fill", "each thread looks up keys that nobody has, and puts them in: each pushes another one out", run_fill<C>);
  auto& zipf = add("zipf", "each thread looks keys up, by Zipf's law, and puts in those that it misses", run_get<C>);
  zipf.axes = {capacity("keys that there is room for"), keys(1 << 14), skew(99)};
  zipf.setup = [](Shared& shared) {
    const auto arg = [&](size_t i) { return static_cast<uint64_t>(shared.args[i]); };
    shared.make<Site<C>>(shared, static_cast<size_t>(arg(0)), maps::Keys(arg(1), arg(2), shared.seed));
  };
}

}  // namespace fenceline::caches
