// Read-copy update with grace periods of its own: a reader shows which period it began in; a period is over when nobody is
// left who began before it.
// M. Desnoyers, P. E. McKenney, A. S. Stern, M. R. Dagenais, J. Walpole, "User-level implementations of read-copy update",
// IEEE TPDS 23(2), 2012, section 4.2: there the period is one bit, and a reader that was late with it makes them wait
// twice; here it is a count, and the late one is waited for as the old reader that it may be.
//
// Tags: operations wait-free, not robust. All calls of different members together; synchronize() waits. Epochs go on one by
// one with all who are inside; here each batch of retired nodes has a period of its own, which nobody else waits for.
#pragma once
#include <arch/cpu.h>
#include <structures/reclaim/domain.h>
#include <structures/reclaim/fences.h>

#include <cstdint>
#include <utility>

namespace fenceline {

template <class P>
struct ShowsPeriod {
  typename P::template atomic<std::uint64_t> period{0};  // in which its operation began; 0: it is in none
};

/// What was retired, and before it what waits for its period.
template <class P>
struct Batches {
  RetiredChain<Retirable<P>> open, closed;
  std::uint64_t period = 0;  // of what is closed
  std::size_t size() const { return open.size() + closed.size(); }
  void destroy_all() {
    open.destroy_all();
    closed.destroy_all();
  }
};

template <class P = Native, class Fences = FullFences>
class Rcu : public Domain<P, Retirable<P>, Batches<P>, ShowsPeriod<P>> {
  using Base = Domain<P, Retirable<P>, Batches<P>, ShowsPeriod<P>>;

 public:
  static constexpr unsigned kSlots = ~0u;
  static constexpr bool kRobust = false;

  /// batch: so many retired nodes of a member share a grace period.
  explicit Rcu(unsigned members, std::size_t batch = Fences::kBatch) : Base(members), batch_(batch) {}

  class Member : public Base::Member {
   public:
    explicit Member(Rcu& domain) : Base::Member(domain), domain_(domain) {}

    FENCELINE_INLINE void enter() {
      // (1) release: pairs with the acquire in (5); forbids LB. The last operation, for who sees this and not its end.
      this->cell_.period.store(domain_.period_.load(relaxed), release<1>);
      // (2) seq_cst: pairs with the seq_cst in (4); forbids SB. Who begins a period sees that somebody is inside, or in
      // here is seen what was out by then; the latter also where that period has been seen.
      Fences::template reader<P>(seq_cst<2>);
    }
    FENCELINE_INLINE void leave() {
      this->cell_.period.store(0, release<3>);  // (3) release: pairs with the acquire in (5); forbids LB
    }

    template <class T>
    void retire(T* node) {
      node->template dies_as<T>();
      this->cell_.kept.open.add(node);
      if (this->is_due(domain_.batch_)) close();
      this->count();
    }

    /// Returns when all operations have ended that had begun. Between two operations.
    void synchronize() {
      const std::uint64_t period = begin();
      for (unsigned i = 0; i < this->roster_.size(); ++i) {
        while (is_before(i, period)) P::pause();
      }
    }

    void flush() {
      for (int batch = 0; batch < 2; ++batch) close();
      destroy_closed();
      this->count();
    }

   private:
    /// A batch at a time waits: where its period is not over, the next one grows.
    void close() {
      if (!destroy_closed()) return;
      std::swap(this->cell_.kept.open, this->cell_.kept.closed);
      this->cell_.kept.period = begin();
    }
    bool destroy_closed() {
      if (this->cell_.kept.closed.empty()) return true;
      for (unsigned i = 0; i < this->roster_.size(); ++i) {
        if (is_before(i, this->cell_.kept.period)) return false;
      }
      this->cell_.kept.closed.destroy_all();
      return true;
    }
    std::uint64_t begin() {
      Fences::template reclaimer<P>(seq_cst<4>);  // (4) seq_cst: pairs with the seq_cst in (2); forbids SB
      return domain_.period_.fetch_add(1, relaxed) + 1;
    }
    bool is_before(unsigned member, std::uint64_t period) const {
      // (5) acquire: pairs with the release in (1) and (3); forbids LB
      const std::uint64_t began = this->roster_[member].period.load(acquire<5>);
      return began != 0 && began < period;
    }

    Rcu& domain_;
  };

 private:
  const std::size_t batch_;
  alignas(arch::kPadBytes) typename P::template atomic<std::uint64_t> period_{1};
};

}  // namespace fenceline
