// The maps of this folder that are there to be searched, for whoever does the same with each: f.operator()<Map>(group,
// name). Rows of one group are compared with each other.
#pragma once
#include <structures/lock/futex_mutex.h>
#include <structures/lock/rw_spin.h>
#include <structures/lock/tas.h>
#include <structures/map/cow_map.h>
#include <structures/map/cow_trie.h>
#include <structures/map/harris_michael.h>
#include <structures/map/michael_hash.h>
#include <structures/map/promoted_map.h>
#include <structures/map/skip_list.h>
#include <structures/map/split_ordered.h>
#include <structures/map/striped.h>

namespace fenceline {

/// Those over any reclaimer, a type-stable one among them.
template <class K, class V, class R, class F>
void for_each_reusing_map(F&& f) {
  f.template operator()<HarrisMichael<K, V, R>>("list", "harris_michael");
  f.template operator()<MichaelHash<K, V, R>>("hash", "michael");
}

/// Those over a reclaimer that destroys nodes.
template <class K, class V, class R, class F>
void for_each_reclaimed_map(F&& f) {
  for_each_reusing_map<K, V, R>(f);
  f.template operator()<SkipList<K, V, R>>("ordered", "skip_list");
  f.template operator()<SplitOrdered<K, V, R>>("hash", "split_ordered");
}

/// Those over a reclaimer whose readers look into what nobody changes any more. K: a whole number.
template <class K, class V, class R, class F>
void for_each_published_map(F&& f) {
  f.template operator()<CowMap<K, V, R>>("small", "cow_map");
  f.template operator()<CowTrie<K, V, R>>("hash", "cow_trie");
  f.template operator()<PromotedMap<K, V, R>>("hash", "promoted_map");
}

/// Those under locks.
template <class K, class V, class P = Native, class F>
void for_each_striped_map(F&& f) {
  f.template operator()<StripedMap<K, V, TtasLock<P>, P>>("hash", "striped_ttas");
  f.template operator()<StripedMap<K, V, FutexMutex<P>, P>>("hash", "striped_futex_mutex");
  f.template operator()<StripedMap<K, V, RwSpinLock<P>, P>>("hash", "striped_rw_spin");
}

}  // namespace fenceline
