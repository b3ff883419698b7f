// Quiescent states: a thread says between its operations that it holds nothing, and the epoch goes on when all have said
// so in it. Reading costs nothing at all.
// P. E. McKenney, J. D. Slingwine, "Read-copy update: using execution history to solve concurrency problems", PDCS 1998;
// as an epoch: T. E. Hart, P. E. McKenney, A. D. Brown, J. Walpole, "Performance of memory reclamation for lockless
// synchronization", JPDC 67(12), 2007.
//
// Tags: operations wait-free, not robust: a member that does not say quiescent(), and is not offline(), stops the epoch,
// and nothing is destroyed; it is online from when it is made until it goes. All calls of different members together.
#pragma once
#include <arch/cpu.h>
#include <structures/reclaim/domain.h>
#include <structures/reclaim/limbo.h>

#include <cstdint>

namespace fenceline {

template <class P>
struct ShowsQuiescence {
  typename P::template atomic<std::uint64_t> epoch{0};  // in which it last held nothing; 0: it is offline
};

template <class P = Native>
class Qsbr : public Domain<P, Retirable<P>, Limbo<Retirable<P>>, ShowsQuiescence<P>> {
  using Base = Domain<P, Retirable<P>, Limbo<Retirable<P>>, ShowsQuiescence<P>>;

 public:
  static constexpr unsigned kSlots = ~0u;
  static constexpr bool kRobust = false;

  /// advance_at: after so many nodes that it has retired a member tries to go on to the next epoch.
  explicit Qsbr(unsigned members, std::size_t advance_at = 64) : Base(members), advance_at_(advance_at) {}

  class Member : public Base::Member {
   public:
    explicit Member(Qsbr& domain) : Base::Member(domain), domain_(domain) { online(); }
    ~Member() { offline(); }

    FENCELINE_INLINE void quiescent() {
      // (1) acquire: pairs with the release in (6); forbids MP. What was out when the epoch went on is seen as out.
      const std::uint64_t now = domain_.epoch_.load(acquire<1>);
      if (now == seen_) return;
      // (2) release: pairs with the acquire in (5); forbids LB. What was done with what was held.
      this->cell_.epoch.store(seen_ = now, release<2>);
    }
    void offline() {
      this->cell_.epoch.store(seen_ = 0, release<3>);  // (3) release: pairs with the acquire in (5); forbids LB
    }
    void online() {
      quiescent();
      // (4) seq_cst: pairs with the seq_cst in (8); forbids SB. Who goes on sees that somebody is back, or here is seen what was out
      // by then.
      P::fence(seq_cst<4>);
    }

    /// The epoch that is read here can be one behind a reader's.
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
        quiescent();
        advance();
      }
      turn();
      this->count();
    }

   private:
    void turn() {
      // (7) acquire: pairs with the release in (6); forbids LB. Whoever has held something is done.
      this->cell_.kept.turn_to(domain_.epoch_.load(acquire<7>));
    }
    /// Of one that is online and so keeps the epoch from going on by more than one: two that do this do the same.
    void advance() {
      const std::uint64_t now = domain_.epoch_.load(relaxed);
      P::fence(seq_cst<8>);  // (8) seq_cst: pairs with the seq_cst in (4); forbids SB
      for (unsigned i = 0; i < this->roster_.size(); ++i) {
        // (5) acquire: pairs with the release in (2) and (3); forbids LB
        const std::uint64_t seen = this->roster_[i].epoch.load(acquire<5>);
        if (seen != 0 && seen != now) return;
      }
      domain_.epoch_.store(now + 1, release<6>);  // (6) release: pairs with the acquire in (1) and (7); forbids MP
    }

    Qsbr& domain_;
    std::uint64_t seen_ = 0;
  };

 private:
  const std::size_t advance_at_;
  alignas(arch::kPadBytes) typename P::template atomic<std::uint64_t> epoch_{3};
};

}  // namespace fenceline
