// The reclaimers of this folder, for whoever does the same with each: f.operator()<R>(name). P: the policy.
#pragma once
#include <structures/reclaim/epochs.h>
#include <structures/reclaim/hazard_pointers.h>
#include <structures/reclaim/intervals.h>
#include <structures/reclaim/leak.h>
#include <structures/reclaim/qsbr.h>
#include <structures/reclaim/rcu.h>
#include <structures/reclaim/type_stable.h>

namespace fenceline {

/// Those that any structure can stand on. Slots: how many nodes a member of hazard pointers can protect at once.
template <class P = Native, unsigned Slots = 3, class F>
void for_each_reclaimer(F&& f) {
  f.template operator()<HazardPointers<P, FullFences, Slots>>("hazard_pointers");
  f.template operator()<HazardPointers<P, AsymmetricFences, Slots>>("hazard_pointers_asymmetric");
  f.template operator()<Epochs<P, FullFences>>("epochs");
  f.template operator()<Epochs<P, AsymmetricFences>>("epochs_asymmetric");
  f.template operator()<Qsbr<P>>("qsbr");
  f.template operator()<Rcu<P, FullFences>>("rcu");
  f.template operator()<Rcu<P, AsymmetricFences>>("rcu_asymmetric");
  f.template operator()<Intervals<P, FullFences>>("intervals");
  f.template operator()<Intervals<P, AsymmetricFences>>("intervals_asymmetric");
  f.template operator()<Leak<P>>("leak");
}

/// And that for structures that keep to structures/reclaim/reuse.h.
template <class P = Native, unsigned Slots = 3, class F>
void for_each_reclaimer_and_reuse(F&& f) {
  for_each_reclaimer<P, Slots>(f);
  f.template operator()<TypeStable<P>>("type_stable");
}

}  // namespace fenceline
