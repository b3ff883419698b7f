// No reclamation: what is retired stays until the domain goes. The least that any reclaimer can cost, and the memory that
// it takes to have it so.
//
// Tags: wait-free, unbounded. All calls of different members together.
#pragma once
#include <structures/reclaim/concept.h>
#include <structures/reclaim/retired.h>
#include <structures/reclaim/roster.h>

#include <utility>

namespace fenceline {

template <class P = Native>
class Leak {
 public:
  using Policy = P;
  using Node = Retirable<P>;
  static constexpr unsigned kSlots = ~0u;
  static constexpr bool kRobust = false, kFlushes = false;

  explicit Leak(unsigned members) : roster_(members) {}
  ~Leak() {
    for (unsigned i = 0; i < roster_.size(); ++i) roster_[i].retired.sweep([](const Node&) { return true; });
  }
  Leak(const Leak&) = delete;
  Leak& operator=(const Leak&) = delete;

  std::size_t held() const {
    std::size_t sum = 0;
    for (unsigned i = 0; i < roster_.size(); ++i) sum += roster_[i].held.load(relaxed);
    return sum;
  }

 private:
  struct Cell {
    RetiredChain<Node> retired;
    typename P::template atomic<std::size_t> held{0};
  };

 public:
  class Member {
   public:
    explicit Member(Leak& domain) : domain_(domain), cell_(domain.roster_.claim()) {}
    ~Member() { domain_.roster_.give_back(cell_); }
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

    void enter() {}
    void leave() {}
    void quiescent() {}
    void flush() {}

    template <class Link, class Order>
    typename Link::value_type protect(unsigned, const Link& link, Order order,
                                      typename P::Where where = P::Where::current()) {
      return link.load(order, where);
    }
    template <class T, class... Args>
    T* make(Args&&... args) {
      return P::template make<T>(std::forward<Args>(args)...);
    }
    template <class T>
    void discard(T* node) {
      P::destroy(node);
    }
    template <class T>
    void retire(T* node) {
      node->template dies_as<T>();
      cell_.retired.add(node);
      cell_.held.store(cell_.retired.size(), relaxed);
    }

   private:
    Leak& domain_;
    Cell& cell_;
  };

 private:
  Roster<Cell, P> roster_;
};

}  // namespace fenceline
