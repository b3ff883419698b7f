// Epochs: whoever is inside an operation says in which epoch it began; the epoch goes on when all who are inside have
// begun in it, so what was taken out three epochs ago nobody has any more.
// K. Fraser, "Practical lock-freedom", University of Cambridge UCAM-CL-TR-579, 2004, section 5.2.3.
//
// Tags: operations wait-free, not robust: who stops inside stops the epoch, and nothing is destroyed. All calls of
// different members together. An operation costs two stores and a fence, however much it reads; with AsymmetricFences no
// fence, and a system call in each attempt to go on.
#pragma once
#include <arch/cpu.h>
#include <structures/reclaim/domain.h>
#include <structures/reclaim/fences.h>
#include <structures/reclaim/limbo.h>

#include <cstdint>

namespace fenceline {

template <class P>
struct ShowsEpoch {
  typename P::template atomic<std::uint64_t> epoch{0};  // in which its operation began; 0: it is in none
};

template <class P = Native, class Fences = FullFences>
class Epochs : public Domain<P, Retirable<P>, Limbo<Retirable<P>>, ShowsEpoch<P>> {
  using Base = Domain<P, Retirable<P>, Limbo<Retirable<P>>, ShowsEpoch<P>>;

 public:
  static constexpr unsigned kSlots = ~0u;
  static constexpr bool kRobust = false;

  /// advance_at: after so many nodes that it has retired a member tries to go on to the next epoch.
  explicit Epochs(unsigned members, std::size_t advance_at = Fences::kBatch) : Base(members), advance_at_(advance_at) {}

  class Member : public Base::Member {
   public:
    explicit Member(Epochs& domain) : Base::Member(domain), domain_(domain) {}

    FENCELINE_INLINE void enter() {
      // (8) acquire: pairs with the release in (5); forbids MP. What was out when the epoch went on: no light fence
      // keeps the operation's first look behind this one.
      const std::uint64_t now = domain_.epoch_.load(acquire<8>);
      // (1) release: pairs with the acquire in (4); forbids LB. The last operation, for who sees this and not its end.
      this->cell_.epoch.store(now, release<1>);
      // (2) seq_cst: pairs with the seq_cst in (3); forbids SB. Who goes on sees that somebody is inside, or in here is
      // seen what was out by then.
      Fences::template reader<P>(seq_cst<2>);
    }
    FENCELINE_INLINE void leave() {
      this->cell_.epoch.store(0, release<6>);  // (6) release: pairs with the acquire in (4); forbids LB
    }

    /// The epoch that is read here can be one behind, and a reader one ahead of it: hence three, where there would be two.
    template <class T>
    void retire(T* node) {
      node->template dies_as<T>();
      turn();
      this->cell_.kept.add(node);
      this->count();
      if (this->is_due(domain_.advance_at_)) advance();
    }

    void flush() {
      for (int epoch = 0; epoch < 3; ++epoch) {
        const Inside inside(*this);
        advance();
      }
      turn();
      this->count();
    }

   private:
    void turn() {
      // (7) acquire: pairs with the release in (5); forbids LB. Whoever has been inside is done.
      this->cell_.kept.turn_to(domain_.epoch_.load(acquire<7>));
    }
    /// Within an operation, which keeps the epoch from going on by more than one: two that do this do the same.
    void advance() {
      const std::uint64_t now = domain_.epoch_.load(relaxed);
      Fences::template reclaimer<P>(seq_cst<3>);  // (3) seq_cst: pairs with the seq_cst in (2); forbids SB
      for (unsigned i = 0; i < this->roster_.size(); ++i) {
        // (4) acquire: pairs with the release in (1) and (6); forbids LB
        const std::uint64_t began = this->roster_[i].epoch.load(acquire<4>);
        if (began != 0 && began != now) return;
      }
      domain_.epoch_.store(now + 1, release<5>);  // (5) release: pairs with the acquire in (7) and (8); forbids LB
    }

    Epochs& domain_;
  };

 private:
  const std::size_t advance_at_;
  alignas(arch::kPadBytes) typename P::template atomic<std::uint64_t> epoch_{3};
};

}  // namespace fenceline
