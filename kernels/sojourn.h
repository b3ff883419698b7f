// How long operations take that come when they come, and not when the one before is done: from when each was due until
// it was over. Waiting in line counts so, and so does a thread that comes too late to its next operation because the
// last took long. A loop that times one operation after the other misses just these: G. Tene calls it coordinated
// omission ("How NOT to measure latency", 2013; his wrk2 paces requests for the same reason). Operations are due at
// random, as those of many who know nothing of each other: a Poisson process, whose gaps are exponential (W. Feller,
// "An Introduction to Probability Theory and Its Applications", vol. 2, I.4).
#pragma once
#include <kernels/patience.h>
#include <kernels/stamp.h>

#include <cmath>
#include <span>

namespace fenceline::sojourn {

/// Of the calling thread's PU, in ticks. A test brings another.
struct Stamps {
  static uint64_t now() { return stamp().count; }
};

/// When the operations of one source are due, in ticks.
class Arrivals {
 public:
  Arrivals(double mean_gap, uint64_t seed) : mean_(mean_gap), random_(seed) {}

  /// The first one is due a gap from now.
  void restart(uint64_t now) {
    start_ = due_ = now;
    after_ = 0;
    next();
  }
  uint64_t due() const { return due_; }
  /// The one after it: no two are due at once.
  void next() {
    after_ += gap();
    due_ = std::max(due_ + 1, start_ + static_cast<uint64_t>(after_));
  }

 private:
  double gap() { return -mean_ * std::log1p(-static_cast<double>(random() >> 11) * 0x1p-53); }
  /// SplitMix64: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
  uint64_t random() {
    uint64_t z = random_ += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }

  double mean_, after_ = 0;
  uint64_t random_, start_ = 0, due_ = 0;
};

/// What one thread keeps of its operations.
struct alignas(arch::kPadBytes) Lane {
  Arrivals arrivals;
  unsigned phase = 0;  ///< in which they began to be due
  Histogram took{};
  uint64_t early = 0;  ///< that were over before they were due: by so much at least two PUs' clocks disagree

  void over(uint64_t due, uint64_t now) {
    early += now < due;
    took.add(now < due ? 0 : now - due);
  }
};

/// Of all threads of a trial. In every phase operations begin to be due anew.
class Traffic {
 public:
  /// interval_ns: mean gap between two operations of one thread.
  Traffic(const Shared&, int64_t interval_ns);

  /// Before each phase, by one thread.
  void begin() { ++phase_; }
  /// Before the window, by each thread: what it met so far does not count.
  void forget(unsigned thread);

  Lane& lane(unsigned thread) { return lanes_[thread]; }
  /// The same, where the thread is about to wait for what is due.
  template <class Clock>
  Lane& due(unsigned thread) {
    Lane& lane = lanes_[thread];
    if (lane.phase != phase_) lane.arrivals.restart(Clock::now());
    lane.phase = phase_;
    return lane;
  }

  /// From due to done, of all threads together; theirs are of `role`.
  std::vector<Distribution> distributions(const char* role) const;
  /// Adds `early`, the share of operations that were over before they were due, and `clock_cost`, of a reading: one is in
  /// each.
  std::vector<Figure> with_figures(std::vector<Figure>) const;

 private:
  std::vector<Lane> lanes_;
  unsigned phase_ = 0;
};

/// Until the lane's next operation is due; false where the phase is over before.
template <class Clock>
bool wait(const Shared& shared, const Lane& lane) {
  for (Patience patience(shared); Clock::now() < lane.arrivals.due(); patience.looked())
    if (shared.stopped()) return false;
  return true;
}

/// The parameter that says how often. The first is more than most structures of two threads can take without a line,
/// the second leaves them idle most of the time.
Axis interval();

/// A row that tells how long operations took: the median is its figure.
Kernel row(Kernel, const char* what);

}  // namespace fenceline::sojourn
