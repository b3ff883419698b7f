// Hazard pointers: a reader names each node that it is about to use, and what somebody names is not destroyed.
// M. M. Michael, "Hazard pointers: safe memory reclamation for lock-free objects", IEEE TPDS 15(6), 2004.
//
// Tags: lock-free, robust. All calls of different members together. A read costs a store, a fence and a second look at
// the link; with AsymmetricFences no fence, and a system call in each scan.
#pragma once
#include <structures/reclaim/domain.h>
#include <structures/reclaim/fences.h>

#include <algorithm>
#include <functional>
#include <type_traits>
#include <vector>

namespace fenceline {

template <class P, unsigned Slots>
struct ShowsHazards {
  typename P::template atomic<const Retirable<P>*> hazards[Slots];
};

/// Slots: how many nodes a member can protect at once, as few as the structures need: leave() clears a few of them all,
/// used or not, and of many those up to the highest that was used.
template <class P = Native, class Fences = FullFences, unsigned Slots = 3>
class HazardPointers : public Domain<P, Retirable<P>, RetiredChain<Retirable<P>>, ShowsHazards<P, Slots>> {
  using Base = Domain<P, Retirable<P>, RetiredChain<Retirable<P>>, ShowsHazards<P, Slots>>;

 public:
  static constexpr unsigned kSlots = Slots;
  static constexpr bool kRobust = true;

  /// scan_at: a member that holds so many looks which may go; 0: twice as many as can be protected, and a batch at least, so
  /// that each scan destroys half of them.
  explicit HazardPointers(unsigned members, std::size_t scan_at = 0)
      : Base(members), scan_at_(scan_at > 0 ? scan_at : std::max(Fences::kBatch, 2 * most_protected())) {}

  /// held() never is more, however many are in the structures.
  std::size_t most_held(std::size_t) const { return this->roster_.size() * std::max(scan_at_, most_protected() + 1); }

  class Member : public Base::Member {
   public:
    explicit Member(HazardPointers& domain) : Base::Member(domain), scan_at_(domain.scan_at_) {
      seen_.reserve(domain.most_protected());
    }

    FENCELINE_INLINE void leave() {
      // (1) release: pairs with the acquire in (5); forbids LB. What was done with the node.
      for (unsigned slot = 0; slot < used_; ++slot) this->cell_.hazards[slot].store(nullptr, release<1>);
      if constexpr (kMany) used_ = 0;
    }

    template <class Link, class Order>
    FENCELINE_INLINE typename Link::value_type protect(unsigned slot, const Link& link, Order order,
                                                       typename P::Where where = P::Where::current()) {
      for (;; P::retry()) {
        if constexpr (kMany) used_ = std::max(used_, slot + 1);
        const typename Link::value_type found = link.load(relaxed);
        // (2) release: pairs with the acquire in (5); forbids LB. What was done with the last one that the slot named.
        this->cell_.hazards[slot].store(node_of(found), release<2>);
        // (3) seq_cst: pairs with the seq_cst in (4); forbids SB. Who has taken the node out sees that it is named, or
        // here is seen that it is out.
        Fences::template reader<P>(seq_cst<3>);
        if (link.load(order, where) == found) return found;
      }
    }

    template <class T>
    void retire(T* node) {
      node->template dies_as<T>();
      this->cell_.kept.add(node);
      if (this->cell_.kept.size() >= scan_at_)
        flush();
      else
        this->count();
    }

    /// A scan.
    void flush() {
      Fences::template reclaimer<P>(seq_cst<4>);  // (4) seq_cst: pairs with the seq_cst in (3); forbids SB
      seen_.clear();
      for (unsigned i = 0; i < this->roster_.size(); ++i) {
        for (auto& hazard : this->roster_[i].hazards) {
          // (5) acquire: pairs with the release in (1) and (2); forbids LB
          if (const auto* node = hazard.load(acquire<5>)) seen_.push_back(node);
        }
      }
      std::sort(seen_.begin(), seen_.end(), std::less<>());
      this->cell_.kept.sweep(
          [&](const auto& node) { return !std::binary_search(seen_.begin(), seen_.end(), &node, std::less<>()); });
      this->count();
    }

   private:
    static constexpr bool kMany = Slots > 4;

    const std::size_t scan_at_;
    std::conditional_t<kMany, unsigned, std::integral_constant<unsigned, Slots>> used_{};
    std::vector<const Retirable<P>*> seen_;  // room for all that can be protected
  };

 private:
  std::size_t most_protected() const { return std::size_t{Slots} * this->roster_.size(); }

  const std::size_t scan_at_;
};

}  // namespace fenceline
