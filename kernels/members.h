// A queue or a stack over a reclaimer, as a container that is measured beside the others: each thread's hand has its
// member.
#pragma once
#include <kernels/counted.h>
#include <kernels/hand.h>
#include <structures/queue/concept.h>
#include <structures/reclaim/epochs.h>
#include <structures/reclaim/hazard_pointers.h>
#include <structures/reclaim/type_stable.h>

namespace fenceline {

template <class S>
class WithMembers {
 public:
  using value_type = typename S::value_type;
  static constexpr unsigned kProducers = kMany, kConsumers = kMany;

  /// Not bounded. A member for each thread, and one for who looks at the work.
  explicit WithMembers(Room room) : domain_(room.threads + 1), structure_(domain_) {}

  class Hand {
   public:
    explicit Hand(S& structure) : structure_(structure), member_(structure.domain()) {}
    bool try_push(value_type item) { return structure_.push(member_, item), true; }
    bool try_pop(value_type& item) { return structure_.try_pop(member_, item); }

   private:
    S& structure_;
    typename S::Member member_;
  };
  Hand hand() { return Hand(structure_); }

 private:
  typename S::Domain domain_;
  S structure_;
};
template <class S>
inline constexpr bool kCounted<WithMembers<S>> = true;

/// f.operator()<R>(name) of the reclaimers that they are measured over. Slots: what they need.
template <unsigned Slots, class F>
void for_each_measured_reclaimer(F&& f) {
  f.template operator()<HazardPointers<Counted, FullFences, Slots>>("hazard_pointers");
  f.template operator()<HazardPointers<Counted, AsymmetricFences, Slots>>("hazard_pointers_asymmetric");
  f.template operator()<Epochs<Counted, FullFences>>("epochs");
  f.template operator()<Epochs<Counted, AsymmetricFences>>("epochs_asymmetric");
  f.template operator()<TypeStable<Counted>>("type_stable");
}

}  // namespace fenceline
