// Counting the outcomes of a perpetual run: threads that never waited for each other, whose stores
// carried their iteration's number. Melissaris, Markakis, Shaw, Martonosi, "PerpLE", MICRO 2020.
//
// A frame, one iteration of each thread, is an outcome of the test: a register that read a location
// which iteration m of another thread stores to holds the test's new value if it saw that store or
// a later one, the old value otherwise. That a later store counts is sound: in the whole run it
// follows the store of iteration m in program order and in coherence.
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

/// Which outcome: for each Seen, whether the store of the frame's iteration was seen.
using Pattern = std::vector<bool>;

struct Frames {
  uint64_t all = 0;       ///< that show the pattern; UINT64_MAX: so many or more
  uint64_t distinct = 0;  ///< with every iteration in at most one
  void add(const Frames&);
};

/// Counts the frames that show a pattern, in time linear in the iterations. What a thread read
/// grows with its iteration (reads of one location by one thread are coherent), so that an
/// iteration of one thread goes with an interval of another's whose ends both grow.
///
/// The work can be shared: prepare() for parts of 0 … iterations-1, when all are done relate() for
/// parts, and when all are done count() for parts.
class FrameCounter {
 public:
  FrameCounter(unsigned threads, std::vector<Seen>, Pattern, uint32_t iterations, unsigned step);
  /// Reads the values of iterations from … to-1.
  void prepare(uint32_t from, uint32_t to);
  /// Finds what goes with iterations from … to-1 of each thread.
  void relate(uint32_t from, uint32_t to);
  /// Frames whose iteration of thread 0 is in from … to-1. `distinct` is the most that can be had
  /// when counted in one part, and a little less in several: each keeps to partners of its own.
  Frames count(uint32_t from, uint32_t to) const;
  /// Whether count() tells `all`: where two threads can be chosen such that the others, at most
  /// two, have nothing to do with each other. So it is with two and three threads, and with four
  /// that form a cycle.
  bool counts_all() const { return outer_ > 0; }

 private:
  using Ends = std::vector<uint16_t>;  // by iteration; one more that ends every search
  /// Thread t's iteration i goes with iterations low[i] … high[i]-1 of thread u. With t = u, and
  /// i not possible by what t read of its own: goes with the next that is.
  struct Relation {
    int t, u;
    Ends low, high;
  };
  using Frame = std::vector<uint32_t>;  // [thread]
  const Relation* relation(int t, int u) const;
  bool settle(Frame&) const;
  Frames pairs(uint32_t from, uint32_t to) const;
  uint64_t all(uint32_t from, uint32_t to) const;

  int threads_;
  std::vector<Seen> seen_;
  Pattern pattern_;
  uint32_t iterations_;
  unsigned step_, shift_;
  std::vector<Relation> reads_;      ///< t has read what u wrote
  std::vector<Relation> relations_;  ///< both that and what u has read of t
  int outer_ = -1;                   ///< with thread 0: the two of counts_all()
  std::vector<int> inner_;           ///< the others
};

}  // namespace fenceline::litmus
