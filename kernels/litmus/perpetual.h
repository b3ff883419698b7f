// Counting the outcomes of a perpetual run: threads that never waited for each other, whose stores
// carried their iteration's number. Melissaris, Markakis, Shaw, Martonosi, "PerpLE", MICRO 2020.
//
// An iteration n of one thread and an iteration m of another are together an outcome of the test:
// a register that read a location which the other stores to holds the test's new value if it saw
// the store of iteration m or a later one, the old value otherwise. That a later store counts is
// sound: in the whole run it follows the store of iteration m in program order and in coherence.
#pragma once
#include <cstdint>
#include <vector>

namespace fenceline::litmus {

/// A register of one thread over its iterations. The store of iteration i left a value in
/// i * step + 1 … i * step + step - 1 (step: a power of two), so that 0 means: none was seen.
/// `writer`: the thread that makes these stores; may be the reader.
struct Seen {
  int reader = 0, writer = 0;
  const uint16_t* values = nullptr;
};

/// Which outcome: for each Seen, whether the store of the partner iteration was seen.
using Pattern = std::vector<bool>;

struct Pairs {
  uint64_t pairs = 0;     ///< of iterations (n of thread 0, m of thread 1) that show the pattern
  uint64_t distinct = 0;  ///< pairs with every iteration in at most one
};

/// Counts the pairs of a two-thread test that show a pattern, in time linear in the iterations.
/// The work can be shared: prepare() and then count() for parts of 0 … iterations-1, all of the
/// first before any of the second.
class PairCounter {
 public:
  PairCounter(std::vector<Seen>, Pattern, uint32_t iterations, unsigned step);
  /// Reads the values of iterations from … to-1.
  void prepare(uint32_t from, uint32_t to);
  /// Pairs whose n is in from … to-1. Values must grow with the iteration: reads of one location by
  /// one thread are coherent. `distinct` is the most that can be had when counted in one part, and
  /// a little less in several: each keeps to partners of its own.
  Pairs count(uint32_t from, uint32_t to) const;

 private:
  /// What a thread's iteration i allows: partners first[i] … last[i]-1, by what it read of the
  /// other thread; none, where it is not possible by what it read of its own.
  struct Side {
    std::vector<uint16_t> first, last;
    std::vector<uint8_t> possible;  ///< empty: all
  };
  std::vector<Seen> seen_;
  Pattern pattern_;
  uint32_t iterations_;
  unsigned step_, shift_;
  Side sides_[2];
};

}  // namespace fenceline::litmus
