// The reclaimers of this folder, for whoever does the same with each: f.operator()<R>(name). P: the policy.
#pragma once
#include <structures/reclaim/epochs.h>
#include <structures/reclaim/hazard_pointers.h>
#include <structures/reclaim/leak.h>

namespace fenceline {

/// Slots: how many nodes a member of hazard pointers can protect at once.
template <class P = Native, unsigned Slots = 3, class F>
void for_each_reclaimer(F&& f) {
  f.template operator()<HazardPointers<P, FullFences, Slots>>("hazard_pointers");
  f.template operator()<HazardPointers<P, AsymmetricFences, Slots>>("hazard_pointers_asymmetric");
  f.template operator()<Epochs<P, FullFences>>("epochs");
  f.template operator()<Epochs<P, AsymmetricFences>>("epochs_asymmetric");
  f.template operator()<Leak<P>>("leak");
}

}  // namespace fenceline
