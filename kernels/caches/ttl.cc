// Caches whose values live for some time: the lock around them and the counters of hits are what a look pays. The clock is
// one that servers have: a word that one thread sets now and then, and all read.
#include <kernels/caches/lookers.h>
#include <structures/cache/list.h>

namespace fenceline::caches {
namespace {

/// What is put in says when that was.
struct Stamped {
  uint64_t value = 0, at = 0;
};
/// args of the row
enum Arg : size_t { kKeys, kLife, kSkew };
/// So many looks of the first thread are a tick.
constexpr uint64_t kLooksInATick = 16;

template <class C>
struct Site {
  const uint64_t life;
  workload::Weighed<C> weighed;
  std::vector<Looker> lookers;
  alignas(arch::kPadBytes) std::atomic<uint64_t> clock{0};

  Site(const Shared& shared, uint64_t keys, uint64_t ticks, uint64_t skew)
      : life(ticks),
        weighed(keys, ticks, shared.threads),
        lookers(caches::lookers(shared.threads, maps::Keys(keys, skew, shared.seed))) {
    for (uint64_t key = 0; key < keys; ++key) weighed.structure.put({}, key, 0, {value_of(key), 0});
  }
};

template <class C>
uint64_t run(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<C>>();
  C& cache = site.weighed.structure;
  Looker& looker = site.lookers[thread];
  uint64_t looks = looker.next;
  return look_up(looker, iterations, [&](uint64_t key) {
    if (thread == 0 && ++looks % kLooksInATick == 0) site.clock.store(looks / kLooksInATick, std::memory_order_relaxed);
    const uint64_t now = site.clock.load(std::memory_order_relaxed);
    Stamped found;
    if (!cache.find({thread}, key, now, found)) {
      cache.put({thread}, key, now, {value_of(key), now});
      return false;
    }
    const bool lives = static_cast<int64_t>(found.at + site.life - now) > 0;
    if (found.value != value_of(key) || !lives) ++looker.account.wrong;
    return true;
  });
}

template <class C>
std::string check(const Shared& shared, std::span<const uint64_t>) {
  const auto& site = shared.object<Site<C>>();
  const C& cache = site.weighed.structure;
  uint64_t looks = 0, hits = 0;
  for (const Looker& looker : site.lookers) looks += looker.account.looks, hits += looker.account.hits;
  if (cache.hits() != hits || cache.hits() + cache.misses() != looks) return "its counters are not what was looked up";
  if (cache.size() > cache.capacity()) return "more keys are in than there is room for";
  return verdict(site.lookers);
}

template <class C>
void add(std::vector<Kernel>& list, const char* name) {
  const auto add = [&](const char* how, int64_t life, const char* what) {
    auto& k = list.emplace_back(workload::describe("caches", "ttl", name, how, Metric::contended, what));
    k.roles = {{.most = kAnyThreads, .run = run<C>}};
    k.axes = {keys(1024),
              {.name = "life",
               .unit = "tick",
               .values = {life},
               .least = 1,
               .most = int64_t{1} << 48,
               .what = "how long a value lives; a tick is 16 looks of the first thread",
               .usual = life},
              skew(0)};
    k.axes[0].what = "keys that are drawn from, all of which there is room for";
    k.setup = [](Shared& shared) {
      const auto arg = [&](Arg i) { return static_cast<uint64_t>(shared.args[i]); };
      shared.make<Site<C>>(shared, arg(kKeys), arg(kLife), arg(kSkew));
    };
    k.verify = check<C>;
    k.figures = [](const Shared& shared) {
      const auto& site = shared.object<Site<C>>();
      std::vector<Figure> all{hit_ratio(site.lookers)};
      site.weighed.tell(all);
      return all;
    };
  };
  add("hit", int64_t{1} << 40, "each thread looks keys up that are in and live");
  add("expiry", 64, "each thread looks keys up, and puts in anew what has lived for `life` ticks");
}

const Registration registration([](std::vector<Kernel>& list) {
  for_each_ttl<uint64_t, Stamped>([&]<class C>(const char* name) { add<C>(list, name); });
});

}  // namespace
}  // namespace fenceline::caches
