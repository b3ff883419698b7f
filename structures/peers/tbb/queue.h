// oneTBB's concurrent_bounded_queue: eight micro-queues of pages, with tickets.
// package: libtbb-dev
// header: tbb/concurrent_queue.h
// library: tbb
#pragma once
#include <structures/peers/peer.h>

#include <memory>
#include <tbb/concurrent_queue.h>

namespace fenceline::peers::tbb {

using Bounded = ::tbb::concurrent_bounded_queue<std::uint64_t>;

struct Queue : Container<std::unique_ptr<Bounded>> {
  static Inner make(std::size_t capacity) {
    auto queue = std::make_unique<Bounded>();
    queue->set_capacity(static_cast<std::ptrdiff_t>(capacity));
    return queue;
  }
  static bool push(Inner& queue, std::uint64_t item) { return queue->try_push(item); }
  static bool pop(Inner& queue, std::uint64_t& item) { return queue->try_pop(item); }
};

template <class F>
void for_each_queue(F&& f) {
  f.template operator()<Peer<Queue>>("tbb_bounded_queue");
}

}  // namespace fenceline::peers::tbb
