// What a lock offers. A workload, a check or a scenario is written once for all that offer it.
#pragma once
#include <concepts>

namespace fenceline {

/// What a lock needs of each thread that holds it or waits for it: nothing.
struct NoNode {};

/// lock waits until the caller is alone; unlock by the same thread with the same node, which is not used for anything
/// else between the two. A node may be made for each call, and is not needed after it.
template <class L>
concept Lock = requires(L& lock, typename L::Node& node) {
  lock.lock(node);
  lock.unlock(node);
};

/// And readers, who may be together.
template <class L>
concept SharedLock = Lock<L> && requires(L& lock, typename L::Node& node) {
  lock.lock_shared(node);
  lock.unlock_shared(node);
};

/// Where a lock's threads are: any number, the same from lock to unlock. Locks with lanes go by it; a wrong one makes
/// them slower, not wrong.
struct Where {
  unsigned lane = 0;
};

/// A node for a thread that is there.
template <class L>
typename L::Node node_at(Where where) {
  if constexpr (std::derived_from<typename L::Node, Where>) {
    typename L::Node node{};
    node.lane = where.lane;
    return node;
  } else {
    return typename L::Node{};  // which need not be one that can be moved
  }
}

/// What such a lock has a lane for: it says so in kLanes, is made with the number of lanes, and its Node is a Where.
enum class Lanes { threads, nodes };
template <class L>
concept HasLanes = std::derived_from<typename L::Node, Where> && std::constructible_from<L, unsigned> && requires {
  { L::kLanes } -> std::convertible_to<Lanes>;
};

/// A lock with so many lanes, where it has some.
template <class L>
L lock_with([[maybe_unused]] unsigned lanes) {
  if constexpr (HasLanes<L>) {
    return L(lanes);
  } else {
    return L();
  }
}

/// Holds a lock for a block. What its node is made of may be given.
template <class L>
class Guard {
 public:
  template <class... Args>
  explicit Guard(L& lock, Args... args) : lock_(lock), node_{args...} {
    lock_.lock(node_);
  }
  ~Guard() { lock_.unlock(node_); }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

 private:
  L& lock_;
  typename L::Node node_;
};

/// Holds it with other readers.
template <class L>
class SharedGuard {
 public:
  template <class... Args>
  explicit SharedGuard(L& lock, Args... args) : lock_(lock), node_{args...} {
    lock_.lock_shared(node_);
  }
  ~SharedGuard() { lock_.unlock_shared(node_); }
  SharedGuard(const SharedGuard&) = delete;
  SharedGuard& operator=(const SharedGuard&) = delete;

 private:
  L& lock_;
  typename L::Node node_;
};

}  // namespace fenceline
