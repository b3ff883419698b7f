// The maps that are tested, over the reclaimers that they are tested over: f.operator()<Map>(name).
#pragma once
#include <structures/map/list.h>
#include <structures/reclaim/list.h>

#include <string>
#include <type_traits>

namespace fenceline {

/// Every map over hazard pointers, which it must ask for each node that it comes to, and over epochs; those that bear
/// it over type-stable memory; and a map of few lines over every reclaimer. All pairs would be four times as many to
/// compile, and a map does not know which reclaimer it has.
template <class K, class V, class F>
void for_each_tested_map(F&& f) {
  constexpr unsigned kSlots = 16;
  using Pointers = HazardPointers<Native, FullFences, kSlots>;
  using Waiting = Epochs<Native, AsymmetricFences>;
  for_each_reclaimer_and_reuse<Native, kSlots>([&]<class R>(const std::string& reclaimer) {
    const auto named = [&]<class M>(const char*, const char* map) {
      f.template operator()<M>(map + (" over " + reclaimer));
    };
    if constexpr (std::is_same_v<R, Pointers> || std::is_same_v<R, Waiting>) {
      for_each_reclaimed_map<K, V, R>(named);
      for_each_published_map<K, V, R>(named);
    } else if constexpr (std::is_same_v<R, TypeStable<>>) {
      for_each_reusing_map<K, V, R>(named);
    } else {
      named.template operator()<HarrisMichael<K, V, R>>("list", "harris_michael");
    }
  });
  for_each_striped_map<K, V>([&]<class M>(const char*, const char* map) { f.template operator()<M>(map); });
}

}  // namespace fenceline
