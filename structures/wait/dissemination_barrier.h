// Barrier without a centre: in each round a thread tells one other, twice as far away as in the round before, and waits
// for the one that tells it; after log2 rounds all have heard of all. D. Hensgen, R. Finkel, U. Manber, "Two algorithms
// for barrier synchronization", IJPP 1988; J. Mellor-Crummey, M. Scott, ACM TOCS 9(1), 1991, algorithm 9.
//
//          meet
//   meet   together, each thread with a node of its own
//
// Tags: blocking, spins only (each round would be a wake-up), no update of one word by two threads, threads times log2
// padded lines.
#pragma once
#include <arch/cpu.h>
#include <structures/wait/await.h>

#include <bit>

namespace fenceline {

template <class P = Native>
class DisseminationBarrier {
 public:
  /// thread: from 0, each once.
  struct Node {
    explicit Node(unsigned number) : thread(number) {}
    unsigned thread;
    unsigned parity = 0;      // episodes take turns with two sets of flags: one may be an episode ahead of another
    std::uint32_t sense = 0;  // what the flags of this parity hold
  };

  explicit DisseminationBarrier(unsigned threads)
      : threads_(threads),
        rounds_(static_cast<unsigned>(std::bit_width(threads - 1))),
        flags_(P::template make_array<Flags>(size())) {}
  ~DisseminationBarrier() { P::destroy_array(flags_, size()); }
  DisseminationBarrier(const DisseminationBarrier&) = delete;
  DisseminationBarrier& operator=(const DisseminationBarrier&) = delete;

  /// Until all have come. What any did before, all see.
  void meet(Node& node) {
    for (unsigned round = 0; round < rounds_; ++round) {
      const unsigned other = (node.thread + (1u << round)) % threads_;
      // (1) release: pairs with the acquire in (2); forbids MP
      flags_[other * rounds_ + round].of[node.parity].store(1 - node.sense, release<1>);
      // (2) acquire: pairs with the release in (1); forbids MP
      await_change<P>(flags_[node.thread * rounds_ + round].of[node.parity], node.sense, kForEver, acquire<2>);
    }
    if (node.parity == 1) node.sense = 1 - node.sense;
    node.parity = 1 - node.parity;
  }

 private:
  /// Those of a thread and a round, by parity.
  struct alignas(arch::kPadBytes) Flags {
    typename P::template atomic<std::uint32_t> of[2] = {0, 0};
  };
  std::size_t size() const { return std::size_t{threads_} * rounds_; }

  const unsigned threads_, rounds_;
  Flags* const flags_;
};

}  // namespace fenceline
