// Intervals: a node knows when it was made and when it was retired, a reader shows from when to when it has been reading,
// and what did not live then is destroyed, whoever is still inside.
// H. Wen, J. Izraelevitz, W. Cai, H. A. Beadle, M. L. Scott, "Interval-based memory reclamation", PPoPP 2018, section 3.3
// (2GE-IBR). Time is counted in nodes made.
//
// Tags: lock-free, robust. All calls of different members together. An operation costs three stores and a fence, a read a
// second load; now and then, when time has gone on, a store and a fence more.
#pragma once
#include <arch/cpu.h>
#include <structures/reclaim/domain.h>
#include <structures/reclaim/fences.h>

#include <cstdint>
#include <vector>

namespace fenceline {

template <class P>
class Dated : public Retirable<P> {
  template <class, class>
  friend class Intervals;
  std::uint64_t made_ = 0, retired_ = 0;  // 0: not yet
};

template <class P>
struct ShowsInterval {
  typename P::template atomic<std::uint64_t> from{0}, to{0};  // to 0: it is in no operation
  std::size_t made = 0;                                       // nodes, since time went on by that
};

template <class P = Native, class Fences = FullFences>
class Intervals : public Domain<P, Dated<P>, RetiredChain<Dated<P>>, ShowsInterval<P>> {
  using Base = Domain<P, Dated<P>, RetiredChain<Dated<P>>, ShowsInterval<P>>;

 public:
  /// Without a bound, but each read has to be a protect(): what came later than it was not in the interval.
  static constexpr unsigned kSlots = ~0u - 1;
  static constexpr bool kRobust = true;

  /// scan_at: after so many nodes that it has retired a member looks which may go. tick_at: after so many that it has made
  /// it lets time go on.
  explicit Intervals(unsigned members, std::size_t scan_at = Fences::kBatch, std::size_t tick_at = 128)
      : Base(members), scan_at_(scan_at), tick_at_(tick_at) {}

  /// held() is no more while members that stopped inside stand still: what lived when the last of them stopped, what was
  /// made before time had gone on, and what waits for a look, then and now. live: of nodes that were not retired then.
  std::size_t most_held(std::size_t live) const { return live + this->roster_.size() * (tick_at_ + 2 * scan_at_); }

  class Member : public Base::Member {
   public:
    explicit Member(Intervals& domain) : Base::Member(domain), domain_(domain) {
      intervals_.reserve(domain.roster_.size());
    }

    FENCELINE_INLINE void enter() {
      to_ = domain_.time_.load(relaxed);
      // (1) release: pairs with the acquire in (4); forbids LB. The last operation, for who sees this and not its end.
      this->cell_.from.store(to_, release<1>);
      show();
    }
    FENCELINE_INLINE void leave() {
      this->cell_.to.store(0, release<3>);  // (3) release: pairs with the acquire in (5); forbids LB
    }

    /// Order: acquire at least. A node that is seen was made no later than the time that is seen after it.
    template <class Link, class Order>
    FENCELINE_INLINE typename Link::value_type protect(unsigned, const Link& link, Order order,
                                                       typename P::Where where = P::Where::current()) {
      for (;;) {
        const typename Link::value_type found = link.load(order, where);
        const std::uint64_t now = domain_.time_.load(relaxed);
        if (now == to_) return found;
        to_ = now;
        show();
      }
    }

    template <class T, class... Args>
    T* make(Args&&... args) {
      T* const node = Base::Member::template make<T>(std::forward<Args>(args)...);
      node->made_ = domain_.time_.load(relaxed);
      if (++this->cell_.made >= domain_.tick_at_) {
        this->cell_.made = 0;
        domain_.time_.fetch_add(1, relaxed);
      }
      return node;
    }

    template <class T>
    void retire(T* node) {
      node->template dies_as<T>();
      this->cell_.kept.add(node);
      if (this->is_due(domain_.scan_at_))
        flush();
      else
        this->count();
    }

    /// A scan. When a node was retired is said here and not before: it may be late, but must not be early, and the fence
    /// sees to that for all at once.
    void flush() {
      // (6) seq_cst: pairs with the seq_cst in (2); forbids SB
      Fences::template reclaimer<P>(seq_cst<6>);
      const std::uint64_t now = domain_.time_.load(relaxed);
      intervals_.clear();
      for (unsigned i = 0; i < this->roster_.size(); ++i) {
        // (4) acquire: pairs with the release in (1); forbids LB
        const std::uint64_t from = this->roster_[i].from.load(acquire<4>);
        // (5) acquire: pairs with the release in (3); forbids LB
        const std::uint64_t to = this->roster_[i].to.load(acquire<5>);
        if (to != 0) intervals_.push_back({from, to});
      }
      this->cell_.kept.sweep([&](Dated<P>& node) {
        if (node.retired_ == 0) node.retired_ = now;
        for (const auto& [from, to] : intervals_) {
          if (node.made_ <= to && node.retired_ >= from) return false;
        }
        return true;
      });
      this->count();
    }

   private:
    FENCELINE_INLINE void show() {
      this->cell_.to.store(to_, relaxed);
      // (2) seq_cst: pairs with the seq_cst in (6); forbids SB. Who has taken a node out sees that it may be read, or here
      // is seen that it is out.
      Fences::template reader<P>(seq_cst<2>);
    }

    struct Interval {
      std::uint64_t from, to;
    };
    Intervals& domain_;
    std::uint64_t to_ = 0;
    std::vector<Interval> intervals_;  // room for all members'
  };

 private:
  const std::size_t scan_at_, tick_at_;
  alignas(arch::kPadBytes) typename P::template atomic<std::uint64_t> time_{1};
};

}  // namespace fenceline
