// Boost.Lockfree's stack: Treiber's with tagged pointers, nodes from a fixed table.
// package: libboost-dev
// header: boost/lockfree/stack.hpp
#pragma once
#include <structures/peers/peer.h>

#include <boost/lockfree/stack.hpp>

namespace fenceline::peers::boost {

struct Stack : Container<::boost::lockfree::stack<std::uint64_t>> {
  static bool push(Inner& stack, std::uint64_t item) { return stack.bounded_push(item); }
  static bool pop(Inner& stack, std::uint64_t& item) { return stack.pop(item); }
};

template <class F>
void for_each_stack(F&& f) {
  f.template operator()<Peer<Stack>>("boost_stack");
}

}  // namespace fenceline::peers::boost
