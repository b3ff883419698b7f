// Ticket lock: first come, first served.
// J. M. Mellor-Crummey, M. L. Scott, "Algorithms for scalable synchronization on shared-memory multiprocessors", ACM
// TOCS 1991, algorithm 2; the idea is in D. P. Reed, R. K. Kanodia, "Synchronization with eventcounts and sequencers",
// 1979.
//
//            lock       unlock
//   lock     together   together
//   unlock   together   the holder's alone
//
// Tags: blocking, FIFO, 8 bytes; all who wait look at one line. Another thread than the holder may unlock.
#pragma once
#include <structures/lock/concept.h>
#include <structures/native.h>

#include <cstdint>

namespace fenceline {

template <class P = Native>
class TicketLock {
 public:
  using Node = NoNode;

  void lock(Node&) {
    const std::uint32_t mine = next_.fetch_add(1, relaxed);
    while (serving_.load(acquire<1>) != mine) P::pause();  // (1) acquire: pairs with the release in (2); forbids MP
  }
  void unlock(Node&) {
    // (2) release: pairs with the acquire in (1); forbids MP
    serving_.store(serving_.load(relaxed) + 1, release<2>);
  }
  /// The holder's question: whether somebody waits.
  bool wanted() const { return next_.load(relaxed) != serving_.load(relaxed) + 1; }

 private:
  typename P::template atomic<std::uint32_t> next_{0}, serving_{0};
};

}  // namespace fenceline
