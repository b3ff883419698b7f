// No reclamation: what is retired stays until the domain goes. The least that any reclaimer can cost, and the memory that
// it takes to have it so.
//
// Tags: wait-free, unbounded. All calls of different members together.
#pragma once
#include <structures/reclaim/domain.h>

namespace fenceline {

template <class P = Native>
class Leak : public Domain<P, Retirable<P>, RetiredChain<Retirable<P>>, ShowsNothing> {
  using Base = Domain<P, Retirable<P>, RetiredChain<Retirable<P>>, ShowsNothing>;

 public:
  static constexpr unsigned kSlots = ~0u;
  static constexpr bool kRobust = false, kFlushes = false;

  explicit Leak(unsigned members) : Base(members) {}

  class Member : public Base::Member {
   public:
    explicit Member(Leak& domain) : Base::Member(domain) {}

    void flush() {}

    template <class T>
    void retire(T* node) {
      node->template dies_as<T>();
      this->cell_.kept.add(node);
      this->count();
    }
  };
};

}  // namespace fenceline
