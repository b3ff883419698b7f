// Barrier of one count and one word to look at, which turns each time: the sense-reversing one of D. Hensgen, R. Finkel,
// U. Manber, "Two algorithms for barrier synchronization", IJPP 1988, in the form of J. Mellor-Crummey, M. Scott,
// "Algorithms for scalable synchronization on shared-memory multiprocessors", ACM TOCS 9(1), 1991, algorithm 7.
//
//          meet
//   meet   together, each thread with a node of its own
//
// Tags: blocking, spins or sleeps, all write one line: an episode takes a line's trip for each thread.
#pragma once
#include <arch/cpu.h>
#include <structures/wait/await.h>

namespace fenceline {

template <class P = Native>
class CentralBarrier {
 public:
  struct Node {
    explicit Node(unsigned) {}
    std::uint32_t sense = 0;  // of the episode before
  };

  /// For so many threads, who look so often before they sleep.
  explicit CentralBarrier(unsigned threads, unsigned looks = kForEver) : threads_(threads), looks_(looks) {}

  /// Until all have come. What any did before, all see.
  void meet(Node& node) {
    const std::uint32_t before = node.sense;
    node.sense = 1 - before;
    // (1) acq_rel: pairs with itself: the last to come has seen what the others did; forbids MP
    if (arrived_.fetch_add(1, acq_rel<1>) + 1 != threads_) {
      // (3) acquire: pairs with the release in (2); forbids MP
      return await_change<P>(sense_, before, looks_, acquire<3>);
    }
    arrived_.store(0, relaxed);
    // (2) release: pairs with the acquire in (3); forbids MP
    sense_.store(node.sense, release<2>);
    if (looks_ != kForEver) sense_.notify_all();
  }

 private:
  const unsigned threads_, looks_;
  alignas(arch::kPadBytes) typename P::template atomic<std::uint32_t> arrived_{0};
  alignas(arch::kPadBytes) typename P::template atomic<std::uint32_t> sense_{0};
};

}  // namespace fenceline
