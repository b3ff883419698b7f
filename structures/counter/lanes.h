// A count for each lane, added up by whoever wants to know.
// P. E. McKenney, "Is parallel programming hard, and, if so, what can you do about it?", chapter 5 (statistical
// counters).
//
//          add        read
//   add    together   together
//   read   together   together
//
// Tags: wait-free; a read adds up while others go on: between what was there when it began and when it ended, but not
// linearizable (two readers may see two adds in different order). Reading costs a line a lane.
//
//   ShardedCounter      a lane for each PU: fetch_add, for a thread may be moved in the middle. Lanes a line apart
//   PackedCounter       the same with lanes side by side: the line still goes round
//   StatisticalCounter  a lane for each thread: nobody else writes there, so it is load, add, store
#pragma once
#include <arch/cpu.h>
#include <structures/counter/concept.h>
#include <structures/native.h>

#include <cstddef>

namespace fenceline {

enum class Lane { shared, own };

template <class P, std::size_t kApart, Lane kLane>
class LaneCounter {
 public:
  static constexpr bool kExact = true, kLanePerThread = kLane == Lane::own;

  explicit LaneCounter(unsigned lanes = 8) : count_(lanes), lanes_(P::template make_array<Cell>(lanes)) {}
  ~LaneCounter() { P::destroy_array(lanes_, count_); }
  LaneCounter(const LaneCounter&) = delete;
  LaneCounter& operator=(const LaneCounter&) = delete;

  /// Lane::own: lane is below the number of lanes, and this thread's alone.
  void add(std::uint64_t n, unsigned lane) {
    auto& sum = lanes_[lane % count_].sum;
    if constexpr (kLane == Lane::own) {
      sum.store(sum.load(relaxed) + n, relaxed);
    } else {
      sum.fetch_add(n, relaxed);
    }
  }
  std::uint64_t read() const {
    std::uint64_t sum = 0;
    for (unsigned i = 0; i < count_; ++i) sum += lanes_[i].sum.load(relaxed);
    return sum;
  }

 private:
  struct alignas(kApart) Cell {
    typename P::template atomic<std::uint64_t> sum{0};
  };

  const unsigned count_;
  Cell* const lanes_;
};

template <class P = Native>
using ShardedCounter = LaneCounter<P, arch::kPadBytes, Lane::shared>;
template <class P = Native>
using PackedCounter = LaneCounter<P, alignof(std::uint64_t), Lane::shared>;
template <class P = Native>
using StatisticalCounter = LaneCounter<P, arch::kPadBytes, Lane::own>;

}  // namespace fenceline
