// libcds' stack: Treiber's over hazard pointers.
// package: libcds-dev
// header: cds/container/treiber_stack.h
// library: cds
#pragma once
#include <cds/container/treiber_stack.h>
#include <structures/peers/cds/threads.h>
#include <structures/peers/peer.h>

namespace fenceline::peers::cds {

/// Not bounded: it is never full.
struct Stack : Container<Attached<::cds::container::TreiberStack<::cds::gc::HP, std::uint64_t>>> {
  static Inner make(std::size_t) { return Inner(); }
  static bool push(Inner& stack, std::uint64_t item) { return (*stack).push(item); }
  static bool pop(Inner& stack, std::uint64_t& item) { return (*stack).pop(item); }
};

template <class F>
void for_each_stack(F&& f) {
  f.template operator()<Peer<Stack>>("cds_treiber");
}

}  // namespace fenceline::peers::cds
