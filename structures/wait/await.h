// To wait until a word is another: by looking at it, for ever or for a while, and asleep after that.
#pragma once
#include <structures/native.h>

#include <cstdint>

namespace fenceline {

/// Threads that have a PU each may look for ever. Where they have not, one that looks keeps the PU from the one that it
/// waits for.
inline constexpr unsigned kForEver = ~0u;

/// Looks `looks` times, then sleeps; whoever writes the word wakes the sleepers unless looks is kForEver. The order is
/// the caller's, and has its number there.
template <class P, class Order>
void await_change(const typename P::template atomic<std::uint32_t>& word, std::uint32_t old, unsigned looks,
                  Order order, typename P::Where where = P::Where::current()) {
  for (unsigned looked = 0; word.load(order, where) == old;) {
    if (looks == kForEver) {
      P::pause();
    } else if (looked < looks) {
      ++looked;
      P::delay();
    } else {
      word.wait(old);
    }
  }
}

}  // namespace fenceline
