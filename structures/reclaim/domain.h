// What the domains of all reclaimers have in common that keep retired nodes until they may be destroyed: the members'
// cells, how many nodes are held, and what is left at the end.
#pragma once
#include <structures/reclaim/concept.h>
#include <structures/reclaim/retired.h>
#include <structures/reclaim/roster.h>

#include <utility>

namespace fenceline {

/// Of a member that shows the others nothing.
struct ShowsNothing {};

/// Shown: what a member shows the others. Kept: what it has retired: size(), and destroy_all().
template <class P, class NodeBase, class Kept, class Shown>
class Domain {
 public:
  using Policy = P;
  using Node = NodeBase;

  Domain(const Domain&) = delete;
  Domain& operator=(const Domain&) = delete;

  std::size_t held() const {
    std::size_t sum = 0;
    for (unsigned i = 0; i < roster_.size(); ++i) sum += roster_[i].held.load(relaxed);
    return sum;
  }

 protected:
  struct Cell : Shown {
    Kept kept;
    typename P::template atomic<std::size_t> held{0};
    std::size_t retired = 0;  // since one of the cell's members was last due
  };

  explicit Domain(unsigned members) : roster_(members) {}
  ~Domain() {
    for (unsigned i = 0; i < roster_.size(); ++i) roster_[i].kept.destroy_all();
  }

  Roster<Cell, P> roster_;

 public:
  /// What a member has where the reclaimer says nothing else. What it keeps stays in its cell for the next one.
  class Member {
   public:
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

    void enter() {}
    void leave() {}
    void quiescent() {}
    void offline() {}
    void online() {}

    template <class Link, class Order>
    FENCELINE_INLINE typename Link::value_type protect(unsigned, const Link& link, Order order,
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

   protected:
    explicit Member(Domain& domain) : roster_(domain.roster_), cell_(roster_.claim()) {}
    ~Member() { roster_.give_back(cell_); }
    /// Of each node that is retired: whether it is the `every`th. Members may come and go: their cell counts.
    bool is_due(std::size_t every) {
      if (++cell_.retired < every) return false;
      cell_.retired = 0;
      return true;
    }
    /// After each change of what is kept.
    void count() { cell_.held.store(cell_.kept.size(), relaxed); }

    Roster<Cell, P>& roster_;
    Cell& cell_;
  };
};

}  // namespace fenceline
