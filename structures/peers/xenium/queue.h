// xenium's queues: Vyukov's ring, and Michael and Scott's and Ramalhete's lists over epoch-based reclamation.
// package: libxenium-dev
// header: xenium/vyukov_bounded_queue.hpp
#pragma once
#include <structures/peers/peer.h>

#include <bit>
#include <xenium/michael_scott_queue.hpp>
#include <xenium/reclamation/generic_epoch_based.hpp>
#include <xenium/vyukov_bounded_queue.hpp>

namespace fenceline::peers::xenium {

namespace policy = ::xenium::policy;

struct Vyukov : Container<::xenium::vyukov_bounded_queue<std::uint64_t>> {
  /// It takes powers of two only.
  static Inner make(std::size_t capacity) { return Inner(std::bit_ceil(capacity < 2 ? 2 : capacity)); }
  static bool push(Inner& queue, std::uint64_t item) { return queue.try_push(item); }
  static bool pop(Inner& queue, std::uint64_t& item) { return queue.try_pop(item); }
};

using List = ::xenium::michael_scott_queue<std::uint64_t, policy::reclaimer<::xenium::reclamation::epoch_based<>>>;

/// Not bounded: it is never full.
struct MichaelScott : Container<List> {
  static Inner make(std::size_t) { return Inner(); }
  static bool push(Inner& queue, std::uint64_t item) { return queue.push(item), true; }
  static bool pop(Inner& queue, std::uint64_t& item) { return queue.try_pop(item); }
};

template <class F>
void for_each_queue(F&& f) {
  f.template operator()<Peer<Vyukov>>("xenium_vyukov");
  f.template operator()<Peer<MichaelScott>>("xenium_michael_scott");
}

}  // namespace fenceline::peers::xenium
