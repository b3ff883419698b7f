// Egorushkin's atomic_queue: a ring of atomic elements, for many producers and consumers and for one of each. An item
// must not be all ones: that is an empty element.
// package: libatomic-queue-dev
// header: atomic_queue/atomic_queue.h
// compiler's: atomic
#pragma once
#include <structures/peers/peer.h>

#include <atomic_queue/atomic_queue.h>
#include <memory>

namespace fenceline::peers::atomic_queue {

using Item = std::uint64_t;
template <bool kSpsc>
using Ring = ::atomic_queue::AtomicQueueB<Item, std::allocator<Item>, ~Item{0}, true, false, kSpsc>;

template <bool kSpsc>
struct Queue : Container<Ring<kSpsc>, kSpsc ? 1 : kMany, kSpsc ? 1 : kMany> {
  /// An element tells whether it is empty, not of which lap: a thread that stops between its turn and its element is
  /// overtaken by one of the next lap.
  static constexpr bool kOrdered = kSpsc;
  static Ring<kSpsc> make(std::size_t capacity) { return Ring<kSpsc>(static_cast<unsigned>(capacity)); }
  static bool push(Ring<kSpsc>& queue, Item item) { return queue.try_push(item); }
  static bool pop(Ring<kSpsc>& queue, Item& item) { return queue.try_pop(item); }
};

template <class F>
void for_each_queue(F&& f) {
  f.template operator()<Peer<Queue<false>>>("atomic_queue");
  f.template operator()<Peer<Queue<true>>>("atomic_queue_spsc");
}

}  // namespace fenceline::peers::atomic_queue
