// Spin locks of one word, from the simplest to one that waits longer the longer it has waited.
// T. E. Anderson, "The performance of spin lock alternatives for shared-memory multiprocessors", IEEE TPDS 1990; the
// look before the exchange is from L. Rudolph, Z. Segall, "Dynamic decentralized cache schemes", ISCA 1984.
//
//            lock       unlock
//   lock     together   together
//   unlock   together   the holder's alone
//
// Tags: blocking, unfair, 4 bytes.
//
//   TasLock         asks for the line to write it, again and again
//   TtasLock        looks first: waiting threads share the line
//   BackoffLock     and waits twice as long after each look that was in vain
#pragma once
#include <structures/lock/concept.h>
#include <structures/native.h>

#include <cstdint>

namespace fenceline {

enum class Spin { exchange, look, back_off };

template <Spin kSpin, class P>
class SpinLock {
 public:
  using Node = NoNode;

  void lock(Node&) {
    for (unsigned rounds = 1;; P::pause()) {
      // (1) acquire: pairs with the release in (2); forbids MP
      if ((kSpin == Spin::exchange || held_.load(relaxed) == 0) && held_.exchange(1, acquire<1>) == 0) return;
      if constexpr (kSpin == Spin::back_off) {
        for (unsigned i = 0; i < rounds; ++i) P::delay();
        if (rounds < kMostRounds) rounds *= 2;
      }
    }
  }
  void unlock(Node&) {
    held_.store(0, release<2>);  // (2) release: pairs with the acquire in (1); forbids MP
  }

 private:
  static constexpr unsigned kMostRounds = 1024;

  typename P::template atomic<std::uint32_t> held_{0};
};

template <class P = Native>
using TasLock = SpinLock<Spin::exchange, P>;
template <class P = Native>
using TtasLock = SpinLock<Spin::look, P>;
template <class P = Native>
using BackoffLock = SpinLock<Spin::back_off, P>;

}  // namespace fenceline
