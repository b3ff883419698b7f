// moodycamel's ConcurrentQueue: a list of blocks for each producer; not bounded, FIFO for each producer alone.
// package: libconcurrentqueue-dev
// header: concurrentqueue/concurrentqueue.h
#pragma once
#include <structures/peers/peer.h>

#include <concurrentqueue/concurrentqueue.h>

namespace fenceline::peers::moodycamel {

/// A producer's index of blocks is not enlarged by try_enqueue: this many blocks of 32 items are room for any capacity
/// that is asked for here.
struct Traits : ::moodycamel::ConcurrentQueueDefaultTraits {
  static const std::size_t IMPLICIT_INITIAL_INDEX_SIZE = 1 << 15;
};

/// Without tokens: a thread's list is looked up in a table of threads. It takes no memory after it was made, so that it
/// is bounded as the others are: room for blocks that are not full of up to 16 threads.
struct Queue : Container<::moodycamel::ConcurrentQueue<std::uint64_t, Traits>> {
  static Inner make(std::size_t capacity) { return Inner(capacity, 0, 16); }
  static bool push(Inner& queue, std::uint64_t item) { return queue.try_enqueue(item); }
  static bool pop(Inner& queue, std::uint64_t& item) { return queue.try_dequeue(item); }
};

template <class F>
void for_each_queue(F&& f) {
  f.template operator()<Peer<Queue>>("moodycamel");
}

}  // namespace fenceline::peers::moodycamel
