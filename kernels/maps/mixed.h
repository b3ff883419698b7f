// Threads that look keys up, insert and erase them, in a map that is half full: what the benchmarks do that such
// structures are published with. A thread's turn is an update by `update` of a hundred, an insert as often as an erase, of
// a key that is drawn; half of the updates find that there is nothing to do, so that the map stays half full.
//
// V. Gramoli, "More than you ever wanted to know about synchronization" (Synchrobench), PPoPP 2015, there with -f 0;
// T. David, R. Guerraoui, V. Trigonakis, "Asynchronized concurrency" (ASCYLIB), ASPLOS 2015; T. Brown,
// A. Prokopec, D. Alistarh, "Non-blocking interpolation search trees with doubly-logarithmic running time" (SetBench),
// PPoPP 2020, there with -i and -d half of `update` each.
#pragma once
#include <kernels/counted.h>
#include <kernels/maps/account.h>
#include <kernels/maps/draws.h>
#include <kernels/workload.h>
#include <structures/map/concept.h>

#include <deque>

namespace fenceline::maps {

/// args of the row
enum Arg : size_t { kUpdate, kRange, kSkew, kWriters };

/// A map with half of the range's keys in it.
template <class M>
class Filled {
  MapWithDomain<M> place_;

 public:
  M& map = place_.map;
  Account account;

  Filled(unsigned threads, const std::vector<uint32_t>& keys) : place_(threads + 1, keys.size()) {
    auto member = member_of(map);
    for (const uint64_t key : keys) {
      if (!map.insert(member, key, value_of(key))) continue;  // check() misses it
      ++account.inserted;
      account.inserted_sum += key;
    }
  }
};

template <class M>
class Site {
 public:
  struct alignas(arch::kPadBytes) Lane {
    Lane(M& map, std::vector<uint32_t> all, uint64_t seed)
        : member(member_of(map)), keys(std::move(all)), draws(seed) {}
    typename M::Member member;
    const std::vector<uint32_t> keys;
    uint64_t next = 0, draws;  ///< where it is in its keys, and in what it does with them
    Account account;
  };

  explicit Site(const Shared& shared)
      : Site(shared,
             {static_cast<uint64_t>(shared.args[kRange]), static_cast<uint64_t>(shared.args[kSkew]), shared.seed}) {}

  M& map() { return filled_.structure.map; }
  Lane& lane(unsigned thread) { return lanes_[thread]; }

  /// Each key is looked at once: what the thread's caches have room for is in them, and what a map makes when it is first
  /// wanted is made.
  void warm(unsigned thread) {
    uint64_t value = 0;
    for (uint64_t key = 0; key < range_; ++key) map().find(lanes_[thread].member, key, value);
    lanes_[thread].member.quiescent();
  }
  std::string check() {
    auto member = member_of(map());
    Content content{.size = map().size()};
    for (uint64_t key = 0; key < range_; ++key) {
      uint64_t value = 0;
      if (!map().find(member, key, value)) continue;
      ++content.found;
      content.found_sum += key;
      content.wrong += value != value_of(key);
    }
    return verdict(filled_.structure.account, all(), content);
  }
  std::vector<Figure> figures() const {
    std::vector<Figure> figures{effective(all())};
    if (kCounted<M>) figures.push_back(retries(all()));
    filled_.tell(figures);
    return figures;
  }

 private:
  Site(const Shared& shared, const Keys& keys)
      : range_(static_cast<uint64_t>(shared.args[kRange])), filled_(shared.threads, keys.half()) {
    for (unsigned t = 0; t < shared.threads; ++t) lanes_.emplace_back(map(), keys.of_thread(t), (shared.seed << 8) + t);
  }
  Account all() const {
    std::vector<Account> accounts;
    for (const Lane& lane : lanes_) accounts.push_back(lane.account);
    return sum(accounts);
  }

  const uint64_t range_;
  workload::Weighed<Filled<M>> filled_;
  std::deque<Lane> lanes_;
};

/// How often a thread says that it holds nothing: some reclaimers live by it.
inline constexpr uint64_t kQuiescent = 64;

/// A turn: `share` of 200 insert, as many erase, the others look up.
template <class M, class Member>
[[gnu::always_inline]] inline void turn(M& map, Member& member, Account& account, uint64_t key, uint64_t draw,
                                        uint64_t share) {
  if (draw < share) {
    if (!map.insert(member, key, value_of(key))) return;
    ++account.inserted;
    account.inserted_sum += key;
  } else if (draw < 2 * share) {
    if (!map.erase(member, key)) return;
    ++account.erased;
    account.erased_sum += key;
  } else {
    uint64_t value = value_of(key);
    map.find(member, key, value);
    account.wrong += value != value_of(key);
  }
}

template <class M>
uint64_t run(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<Site<M>>();
  auto& lane = site.lane(thread);
  const auto writers = static_cast<uint64_t>(shared.args[kWriters]);
  const uint64_t share = writers == 0 || thread < writers ? static_cast<uint64_t>(shared.args[kUpdate]) : 0;
  const CountsFailed counts(lane.account.retries);
  M& map = site.map();
  const uint32_t* const keys = lane.keys.data();
  const uint64_t mask = lane.keys.size() - 1;
  Account mine = lane.account;
  uint64_t draws = lane.draws;
  for (uint64_t n = 0; n != iterations; ++n) {
    turn(map, lane.member, mine, keys[(lane.next + n) & mask], one_of_200(draws), share);
    if (n % kQuiescent == 0) lane.member.quiescent();
  }
  mine.operations += iterations;
  lane.account = mine;
  lane.draws = draws;
  lane.next += iterations;
  return iterations;
}

/// How many threads may change a map: all, where it does not say.
template <class M>
constexpr int64_t writers() {
  if constexpr (requires { M::kWriters; }) return M::kWriters;
  return 0;
}

/// The parameters, with the range that is measured where none is given, and the largest. writers: 0: all threads.
std::vector<Axis> axes(int64_t range, int64_t most, int64_t writers);

/// The row of one map.
template <class M>
void add(std::vector<Kernel>& list, const char* group, const char* name, int64_t range, int64_t most) {
  Kernel k = workload::describe("maps", group, name, "mixed", Metric::contended,
                                "a key looked up, inserted or erased by each thread, in a map that is half full");
  k.axes = axes(range, most, writers<M>());
  k.roles = {{.most = kAnyThreads, .run = run<M>}};
  k.setup = [](Shared& shared) {
    workload::tidy_heap();
    shared.make<Site<M>>(shared);
  };
  k.settle = [](Shared& shared, unsigned thread) { shared.object<Site<M>>().warm(thread); };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) { return shared.object<Site<M>>().check(); };
  k.figures = [](const Shared& shared) { return shared.object<Site<M>>().figures(); };
  list.push_back(std::move(k));
}

}  // namespace fenceline::maps
