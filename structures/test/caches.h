// Caches, and maps whose readers look into what nobody changes, on any ISA: alone, and among threads.
#pragma once
#include <structures/cache/list.h>
#include <structures/map/cow_map.h>
#include <structures/map/cow_trie.h>
#include <structures/map/promoted_map.h>
#include <structures/reclaim/epochs.h>
#include <structures/test/threads.h>

namespace fenceline {

inline constexpr int kRoundsOnAnyIsa = 300;

/// Threads toggle keys; each counts what it changed. Whether a key is in at the end if it was put in once more than it was
/// taken out, and has its own value.
template <class M>
bool toggles() {
  constexpr int kKeys = 5;
  typename M::Domain domain(3);
  M map(domain);
  std::atomic<int> in[kKeys]{}, wrong{0};
  together(3, [&](unsigned thread) {
    typename M::Member member(domain);
    for (int i = 0; i < kRoundsOnAnyIsa; ++i) {
      const int key = (i + static_cast<int>(thread)) % kKeys;
      int value = ~key;
      if (i % 3 == 0)
        in[key] += map.insert(member, key, ~key);
      else if (i % 3 == 1)
        in[key] -= map.erase(member, key);
      else
        map.find(member, key, value);
      wrong += value != ~key;
    }
  });
  typename M::Member member(domain);
  for (int key = 0; key < kKeys; ++key) {
    int value = 0;
    const bool there = map.find(member, key, value);
    wrong += in[key] != there || (there && value != ~key);
  }
  return wrong == 0;
}

/// More keys than there is room for; each has values of its own.
template <class C>
bool forgets() {
  C cache(4, 3);
  std::atomic<int> wrong{0};
  together(3, [&](unsigned thread) {
    for (int i = 0; i < kRoundsOnAnyIsa; ++i) {
      const int key = i * (static_cast<int>(thread) + 1) % 7;
      int value = key;
      if (!cache.find({thread}, key, value)) cache.put({thread}, key, key + 7 * i);
      wrong += value % 7 != key;
    }
  });
  return wrong == 0 && cache.size() == 4;
}

template <class C>
bool expires() {
  C cache(4, 10, 3);
  std::atomic<int> wrong{0};
  together(3, [&](unsigned thread) {
    for (int now = 0; now < kRoundsOnAnyIsa; ++now) {
      int value = -1;
      if (!cache.find({thread}, now % 5, static_cast<std::uint64_t>(now), value))
        cache.put({thread}, now % 5, static_cast<std::uint64_t>(now), now % 5);
      else
        wrong += value != now % 5;
    }
  });
  int value = 0;
  return wrong == 0 && cache.hits() + cache.misses() == 3u * kRoundsOnAnyIsa &&
         !cache.find({}, 0, kRoundsOnAnyIsa + 10, value);
}

/// A writer changes a source; nobody finds what is older than it knew.
template <class C>
bool invalidates() {
  C cache(2);
  std::atomic<int> source{0}, known{0}, stale{0};
  together(3, [&](unsigned thread) {
    for (int i = 1; i <= kRoundsOnAnyIsa; ++i) {
      if (thread == 0) {
        source = i;
        cache.invalidate(1);
        known = i;
        continue;
      }
      const int least = known;
      int value = 0;
      typename C::Lease lease;
      if (!cache.find(1, value, lease)) cache.fill(1, value = source, lease);
      stale += value < least;
    }
  });
  return stale == 0;
}

/// report(name, ok) of each.
template <class Report>
void caches(Report&& report) {
  using R = Epochs<>;
  report("CowMap", toggles<CowMap<int, int, R>>());
  report("CowTrie", toggles<CowTrie<int, int, R>>());
  report("PromotedMap", toggles<PromotedMap<int, int, R>>());
  for_each_lru<int, int>([&]<class C>(const char* name) { report(name, forgets<C>()); });
  for_each_ttl<int, int>([&]<class C>(const char* name) { report(name, expires<C>()); });
  for_each_leased<int, int>([&]<class C>(const char* name) { report(name, invalidates<C>()); });
}

}  // namespace fenceline
