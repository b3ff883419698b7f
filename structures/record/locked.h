// A record under a lock: any of structures/lock. Readers are together where the lock lets them.
//
//            read                    update
//   read     as the lock's readers   one at a time
//   update   one at a time           one at a time
//
// Tags: blocking, linearizable.
#pragma once
#include <structures/lock/concept.h>

#include <utility>

namespace fenceline {

template <class T, class L>
class Locked {
 public:
  using value_type = T;

  class Member {
   public:
    Member(Locked&, [[maybe_unused]] unsigned thread) {
      if constexpr (std::derived_from<typename L::Node, Where>) node_.lane = thread;
    }

   private:
    friend Locked;
    typename L::Node node_{};
  };

  /// threads: that will call it.
  explicit Locked(unsigned threads) : lock_(made(threads)) {}

  template <class F>
  void read(Member& member, F&& visit) {
    if constexpr (SharedLock<L>) {
      lock_.lock_shared(member.node_);
      visit(std::as_const(record_));
      lock_.unlock_shared(member.node_);
    } else {
      lock_.lock(member.node_);
      visit(std::as_const(record_));
      lock_.unlock(member.node_);
    }
  }

  template <class F>
  void update(Member& member, F&& change) {
    lock_.lock(member.node_);
    change(record_);
    lock_.unlock(member.node_);
  }

 private:
  static L made([[maybe_unused]] unsigned threads) {
    if constexpr (HasLanes<L>) {
      return L(threads);
    } else {
      return L();
    }
  }

  L lock_;
  T record_{};
};

}  // namespace fenceline
