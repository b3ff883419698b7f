// Treiber's stack with elimination as its back-off: a push and a pop that meet need no stack.
// D. Hendler, N. Shavit, L. Yerushalmi, "A scalable lock-free stack algorithm", SPAA 2004; the meeting place is simpler
// than theirs: pushes offer and pops look.
//
//               try_push   try_pop
//   try_push    together   together
//   try_pop     together   together
//
// Tags: lock-free, linearizable, LIFO, bounded by its table, no allocation after construction. An attempt that fails on
// the stack goes to a booth: a push leaves its node there for a while, a pop that comes by takes it. Both then have
// been on the stack one right after the other.
#pragma once
#include <arch/cpu.h>
#include <structures/native.h>
#include <structures/stack/concept.h>
#include <structures/stack/treiber_list.h>

#include <utility>

namespace fenceline {

template <class T, class P = Native>
class EliminationStack {
 public:
  using value_type = T;

  /// booths: about half as many as threads that meet. patience: looks of a push at its booth.
  explicit EliminationStack(std::size_t capacity, unsigned booths = 4, unsigned patience = 64)
      : capacity_(capacity),
        nodes_(P::template make_array<Node>(capacity)),
        count_(booths),
        patience_(patience),
        booths_(P::template make_array<Booth>(booths)) {
    for (std::size_t i = 0; i < capacity; ++i) free_.push(static_cast<std::uint32_t>(i), links());
  }
  ~EliminationStack() {
    P::destroy_array(nodes_, capacity_);
    P::destroy_array(booths_, count_);
  }
  EliminationStack(const EliminationStack&) = delete;
  EliminationStack& operator=(const EliminationStack&) = delete;

  std::size_t capacity() const { return capacity_; }

  bool try_push(T item) {
    const std::uint32_t node = free_.pop(links());
    if (node == kNone) return false;
    nodes_[node].item.write(std::move(item));
    for (std::uint32_t turn = node; !used_.push_once(node, links()); ++turn) {
      if (offer(booths_[turn % count_].node, node)) break;
    }
    return true;
  }

  bool try_pop(T& item) {
    std::uint32_t node;
    for (std::uint32_t turn = 0; !used_.pop_once(node, links()); ++turn) {
      if (take(booths_[turn % count_].node, node)) break;
    }
    if (node == kNone) return false;
    item = nodes_[node].item.take();
    free_.push(node, links());
    return true;
  }

 private:
  static constexpr std::uint32_t kNone = TreiberList<P>::kNone, kTaken = kNone - 1;

  // A line apart: neighbours in the table are in the hands of different threads.
  struct alignas(arch::kLineBytes) Node {
    typename P::template atomic<std::uint32_t> below;
    typename P::template plain<T> item;
  };
  struct alignas(arch::kPadBytes) Booth {
    typename P::template atomic<std::uint32_t> node{kNone};
  };
  auto links() {
    return [this](std::uint32_t node) -> auto& { return nodes_[node].below; };
  }

  /// Whether somebody took the node.
  template <class Atomic>
  bool offer(Atomic& booth, std::uint32_t node) {
    std::uint32_t nobody = kNone;
    // (1) release: pairs with the acquire in (2); forbids MP. The item is in.
    if (booth.load(relaxed) != kNone || !booth.compare_exchange_strong(nobody, node, release<1>)) return false;
    for (unsigned looks = 0; looks < patience_ && booth.load(relaxed) == node; ++looks) P::delay();
    std::uint32_t mine = node;
    if (booth.compare_exchange_strong(mine, kNone, relaxed)) return false;
    booth.store(kNone, relaxed);
    return true;
  }
  template <class Atomic>
  bool take(Atomic& booth, std::uint32_t& node) {
    std::uint32_t offered = booth.load(relaxed);
    if (offered == kNone || offered == kTaken) return false;
    // (2) acquire: pairs with the release in (1); forbids MP
    if (!booth.compare_exchange_strong(offered, kTaken, acquire<2>)) return false;
    node = offered;
    return true;
  }

  const std::size_t capacity_;
  Node* const nodes_;
  const std::uint32_t count_;
  const unsigned patience_;
  Booth* const booths_;
  alignas(arch::kPadBytes) TreiberList<P> used_;
  alignas(arch::kPadBytes) TreiberList<P> free_;
};

}  // namespace fenceline
