// libcds' queues: Michael and Scott's and the baskets queue over hazard pointers, Vyukov's ring, and a ring of one
// producer and one consumer.
// package: libcds-dev
// header: cds/container/msqueue.h
// library: cds
#pragma once
#include <cds/container/basket_queue.h>
#include <cds/container/msqueue.h>
#include <cds/container/vyukov_mpmc_cycle_queue.h>
#include <cds/container/weak_ringbuffer.h>
#include <structures/peers/cds/threads.h>
#include <structures/peers/peer.h>

#include <bit>

namespace fenceline::peers::cds {

namespace container = ::cds::container;

/// Not bounded: it is never full.
template <class List>
struct Listed : Container<Attached<List>> {
  static Attached<List> make(std::size_t) { return Attached<List>(); }
  static bool push(Attached<List>& queue, std::uint64_t item) { return (*queue).enqueue(item); }
  static bool pop(Attached<List>& queue, std::uint64_t& item) { return (*queue).dequeue(item); }
};
using MichaelScott = Listed<container::MSQueue<::cds::gc::HP, std::uint64_t>>;
using Basket = Listed<container::BasketQueue<::cds::gc::HP, std::uint64_t>>;

/// They take powers of two only.
template <class Ring, unsigned kThreads>
struct Ringed : Container<Ring, kThreads, kThreads> {
  static Ring make(std::size_t capacity) { return Ring(std::bit_ceil(capacity < 2 ? 2 : capacity)); }
  static bool push(Ring& ring, std::uint64_t item) { return ring.push(item); }
  static bool pop(Ring& ring, std::uint64_t& item) { return ring.pop(item); }
};
using Vyukov = Ringed<container::VyukovMPMCCycleQueue<std::uint64_t>, kMany>;
using Spsc = Ringed<container::WeakRingBuffer<std::uint64_t>, 1>;

template <class F>
void for_each_queue(F&& f) {
  f.template operator()<Peer<MichaelScott>>("cds_michael_scott");
  f.template operator()<Peer<Basket>>("cds_basket");
  f.template operator()<Peer<Vyukov>>("cds_vyukov");
  f.template operator()<Peer<Spsc>>("cds_spsc_ring");
}

}  // namespace fenceline::peers::cds
