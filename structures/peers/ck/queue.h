// Concurrency Kit's rings, for one producer and one consumer and for many. They are C that is no C++: each operation is
// a call, a nanosecond or two that the others do not pay.
// package: libck-dev
// header: ck_ring.h
// source: ck.c
#pragma once
#include <structures/peers/ck/ck.h>
#include <structures/peers/peer.h>

#include <bit>
#include <memory>

namespace fenceline::peers::ck {

struct DeleteRing {
  void operator()(fenceline_ck_ring* ring) const { fenceline_ck_ring_delete(ring); }
};

template <unsigned kThreads, bool (*kPush)(fenceline_ck_ring*, std::uint64_t),
          bool (*kPop)(fenceline_ck_ring*, std::uint64_t*)>
struct Ring : Container<std::unique_ptr<fenceline_ck_ring, DeleteRing>, kThreads, kThreads> {
  using Inner = std::unique_ptr<fenceline_ck_ring, DeleteRing>;
  static Inner make(std::size_t capacity) {
    return Inner(fenceline_ck_ring_new(static_cast<unsigned>(std::bit_ceil(capacity + 1))));
  }
  static bool push(Inner& ring, std::uint64_t item) { return kPush(ring.get(), item); }
  static bool pop(Inner& ring, std::uint64_t& item) { return kPop(ring.get(), &item); }
};

template <class F>
void for_each_queue(F&& f) {
  f.template operator()<Peer<Ring<1, fenceline_ck_push_spsc, fenceline_ck_pop_spsc>>>("ck_ring_spsc");
  f.template operator()<Peer<Ring<kMany, fenceline_ck_push_mpmc, fenceline_ck_pop_mpmc>>>("ck_ring_mpmc");
}

}  // namespace fenceline::peers::ck
