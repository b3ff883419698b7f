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

/// wait() takes one, when there is one; try_wait() says whether it could; post() puts one in. Made with a count.
template <class S>
concept CountingSemaphore = std::constructible_from<S, std::uint32_t> && requires(S& semaphore) {
  semaphore.wait();
  { semaphore.try_wait() } -> std::same_as<bool>;
  semaphore.post();
};

/// post() lets one wait() through, whichever comes first. They take turns: one more post() than wait() at most, each by one
/// thread at a time.
template <class G>
concept Gate = std::default_initializable<G> && requires(G& gate) {
  gate.post();
  gate.wait();
};

/// For so many threads, each with a node that is made of its number from 0 and kept: meet() returns when all have come.
template <class B>
concept ThreadBarrier = std::constructible_from<B, unsigned> && std::constructible_from<typename B::Node, unsigned> &&
    requires(B& barrier, typename B::Node& node) {
  barrier.meet(node);
};

/// And one whose waiters look so often before they sleep.
template <class B>
concept SleepingBarrier = ThreadBarrier<B> && std::constructible_from<B, unsigned, unsigned>;

}  // namespace fenceline
