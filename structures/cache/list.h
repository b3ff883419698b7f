// The caches of this folder, for whoever does the same with each: f.operator()<Cache>(name).
#pragma once
#include <structures/cache/leased.h>
#include <structures/cache/lru.h>
#include <structures/cache/mutex_leased.h>
#include <structures/cache/mutex_lru.h>
#include <structures/cache/ttl.h>
#include <structures/counter/lanes.h>
#include <structures/lock/rw_lanes.h>
#include <structures/lock/standard.h>

namespace fenceline {

template <class K, class V, class P = Native, class F>
void for_each_lru(F&& f) {
  f.template operator()<MutexLruCache<K, V, P, StdMutex>>("mutex_lru");
  f.template operator()<LruCache<K, V, P>>("lru");
  f.template operator()<LazyLruCache<K, V, P>>("lazy_lru");
  f.template operator()<LazyLruCache<K, V, P, RwLanes<P>>>("lazy_lru_lanes");
}

template <class K, class V, class P = Native, class F>
void for_each_ttl(F&& f) {
  f.template operator()<TtlCache<K, V, P, StdSharedMutex>>("ttl_shared_mutex");
  f.template operator()<TtlCache<K, V, P>>("ttl");
  f.template operator()<TtlCache<K, V, P, RwLanes<P>, StatisticalCounter<P>>>("ttl_lanes");
}

template <class K, class V, class P = Native, class F>
void for_each_leased(F&& f) {
  f.template operator()<MutexLeasedCache<K, V, StdMutex>>("mutex_leased");
  f.template operator()<LeasedCache<K, V, P>>("leased");
}

}  // namespace fenceline
