// What structures offer for which threads wait. A workload, a check or a scenario is written once for all that offer it.
#pragma once
#include <concepts>
#include <cstdint>

namespace fenceline {

/// call(f) runs f unless that was done before, and returns when it has been done; is_done() says so.
template <class O>
concept OnceFlag = requires(O& once, void (*f)()) {
  once.call(f);
  { once.is_done() } -> std::same_as<bool>;
};

/// wait() returns when done() was called as often as was added, or as the count says with which it was made.
template <class L>
concept CountingLatch = std::constructible_from<L, std::uint32_t> && requires(L& latch, std::uint32_t n) {
  latch.add(n);
  latch.done();
  latch.wait();
};

}  // namespace fenceline
