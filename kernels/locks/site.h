// A lock and what it protects: a count that is written when the lock has been taken and once more, on a line of its
// own, before it is given back. Whoever finds the two apart was not alone.
#pragma once
#include <kernels/locks/hand_overs.h>
#include <kernels/stamp.h>
#include <kernels/work.h>
#include <structures/lock/concept.h>

namespace fenceline::locks {

template <class L>
class Site {
 public:
  using Node = typename L::Node;

  explicit Site(const Shared& shared) : Site(shared, homes_of(shared)) {}

  L& lock() { return lock_; }

  /// What the lock needs of a thread: where it has lanes, that of the thread or of its neighbourhood.
  Node node(unsigned thread) const { return node_at<L>({by_node() ? nodes_[thread] : thread}); }

  /// A turn begins when `x` is known; the result is known when what is protected has been written.
  uint64_t write(Node& node, unsigned thread, uint64_t x, uint64_t critical) {
    arch::opaque(x);
    lock_.lock(node);
    x = change(thread, x, critical);
    lock_.unlock(node);
    return x;
  }
  /// What is done under it.
  uint64_t change(unsigned thread, uint64_t x, uint64_t critical) {
    const uint64_t found = count_;
    if (found != mirror_) torn_.store(true, std::memory_order_relaxed);
    hand_overs_.to(thread);
    count_ = found + 1;
    x = work(when_known(x, found), critical);
    mirror_ = when_known(found + 1, x);
    return x;
  }
  /// A turn of a reader: the second word is read when the work is done.
  uint64_t read(Node& node, uint64_t x, uint64_t critical) requires SharedLock<L> {
    arch::opaque(x);
    lock_.lock_shared(node);
    const uint64_t found = count_;
    x = work(when_known(x, found), critical);
    if ((&mirror_)[when_known(0, x)] != found) torn_.store(true, std::memory_order_relaxed);
    lock_.unlock_shared(node);
    return x;
  }

  /// Once all threads have ended. writes: of all together.
  std::string check(uint64_t writes) const {
    if (torn_.load(std::memory_order_relaxed)) return "two threads held the lock at once";
    return count_ == writes ? "" : "additions under the lock were lost";
  }
  std::vector<Figure> figures() const { return hand_overs_.figures(count_); }

 private:
  Site(const Shared& shared, const std::vector<Shared::Home>& homes)
      : nodes_(neighbourhoods(homes)),
        lock_(lock_with<L>(by_node() ? std::ranges::max(nodes_) + 1 : shared.threads)),
        hand_overs_(homes) {}
  static constexpr bool by_node() {
    if constexpr (HasLanes<L>) return L::kLanes == Lanes::nodes;
    return false;
  }

  const std::vector<unsigned> nodes_;  // by thread: see neighbourhoods()
  alignas(arch::kPadBytes) L lock_;
  alignas(arch::kPadBytes) volatile uint64_t count_ = 0;
  HandOvers hand_overs_;
  alignas(arch::kPadBytes) volatile uint64_t mirror_ = 0;
  alignas(arch::kPadBytes) std::atomic<bool> torn_{false};
};

}  // namespace fenceline::locks
