// A record published through a pointer: readers follow it, a writer changes a copy, puts that in its place, and leaves the
// old one to a reclaimer, for somebody may still be reading it.
// P. E. McKenney, J. D. Slingwine, "Read-copy update: using execution history to solve concurrency problems", PDCS 1998;
// with a compare-and-swap, so that writers need no lock.
//
//            read       update
//   read     together   together
//   update   together   together
//
// Tags: lock-free if the reclaimer is, and wait-free reads where its protect() is; linearizable; readers write nothing of
// the record's. T: what its constructor takes, and copied for each update.
#pragma once
#include <arch/cpu.h>
#include <structures/reclaim/concept.h>

#include <utility>

namespace fenceline {

template <class T, class R>
class Published {
  using P = typename R::Policy;
  static_assert(R::kSlots >= 1);
  static_assert(!type_stable<R>(), "a reader does not look again whether its node is another one by now");

 public:
  using value_type = T;
  using Domain = R;
  /// One of the domain's.
  struct Member : R::Member {
    explicit Member(Published& record, unsigned = 0) : R::Member(record.domain_) {}
  };

  /// The first record is made of the arguments, by a member that is gone when the constructor returns.
  template <class... Args>
  explicit Published(R& domain, Args&&... args) : domain_(domain) {
    Member first(*this);
    current_.store(first.template make<Node>(std::forward<Args>(args)...), relaxed);
  }
  ~Published() { P::destroy(current_.load(relaxed)); }
  Published(const Published&) = delete;
  Published& operator=(const Published&) = delete;

  R& domain() { return domain_; }

  template <class F>
  void read(Member& member, F&& visit) {
    const Inside inside(member);
    // (2) acquire: pairs with the release in (1); forbids MP
    const Node* const node = member.protect(0, current_, acquire<2>);
    visit(node->record);
  }

  template <class F>
  void update(Member& member, F&& change) {
    const Inside inside(member);
    for (;; P::retry()) {
      // (3) acquire: pairs with the release in (1); forbids MP. While it is protected no other node has its place: that it
      // is still there below says that nothing has come between.
      Node* last = member.protect(0, current_, acquire<3>);
      Node* const next = member.template make<Node>(std::as_const(last->record));
      change(next->record);
      // (1) release: pairs with the acquire in (2) and (3); forbids MP
      if (current_.compare_exchange_weak(last, next, release<1>)) return member.retire(last);
      member.discard(next);
    }
  }

 private:
  struct Node : R::Node {
    template <class... Args>
    explicit Node(Args&&... args) : record(std::forward<Args>(args)...) {}
    T record;
  };

  R& domain_;
  alignas(arch::kPadBytes) typename P::template atomic<Node*> current_{nullptr};
};

}  // namespace fenceline
