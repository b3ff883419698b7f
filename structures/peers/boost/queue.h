// Boost.Lockfree's queues: Michael and Scott's with tagged nodes from a fixed table, and the ring of one producer and
// one consumer.
// package: libboost-dev
// header: boost/lockfree/queue.hpp
#pragma once
#include <structures/peers/peer.h>

#include <boost/lockfree/queue.hpp>
#include <boost/lockfree/spsc_queue.hpp>

namespace fenceline::peers::boost {

struct Queue : Container<::boost::lockfree::queue<std::uint64_t>> {
  static bool push(Inner& queue, std::uint64_t item) { return queue.bounded_push(item); }
  static bool pop(Inner& queue, std::uint64_t& item) { return queue.pop(item); }
};
struct SpscQueue : Container<::boost::lockfree::spsc_queue<std::uint64_t>, 1, 1> {
  static bool push(Inner& queue, std::uint64_t item) { return queue.push(item); }
  static bool pop(Inner& queue, std::uint64_t& item) { return queue.pop(item); }
};

template <class F>
void for_each_queue(F&& f) {
  f.template operator()<Peer<Queue>>("boost_queue");
  f.template operator()<Peer<SpscQueue>>("boost_spsc_queue");
}

}  // namespace fenceline::peers::boost
