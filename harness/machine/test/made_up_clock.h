// A clock for tests, that moves only by what the calling thread does under it: by work(), and by its looks at it.
#pragma once
#include <harness/machine/clock.h>

#include <atomic>
#include <cstdint>

namespace fenceline {

/// Stands in for the kernel's clock as long as it lives; one at a time. Time goes on from one to the next.
class MadeUpClock {
 public:
  /// A look takes `cost` ns, readings are whole `step`s, and every `setback_in`th is 1 ms too low.
  MadeUpClock(double cost, double step, uint64_t setback_in = 0) {
    cost_ = cost, step_ = step, setback_in_ = setback_in, looks_ = 0;
    read_clock_from(read);
  }
  ~MadeUpClock() { read_clock_from(nullptr); }
  static void work(double ns) { time_ += ns; }
  static uint64_t looks() { return looks_; }

 private:
  static Nanoseconds read() {
    const uint64_t look = ++looks_;
    const double jitter = double(look * 7 % 5);  // looks that all took the same would hide a fine step
    work(cost_ + (cost_ > 20 ? jitter : 0));
    const double setback = setback_in_ && look % setback_in_ == 0 ? 1e6 : 0;
    return {double(uint64_t(time_ / step_)) * step_ - setback};
  }
  static inline thread_local double time_ = 1e9;
  static inline double cost_ = 1, step_ = 1;
  static inline uint64_t setback_in_ = 0;
  static inline std::atomic<uint64_t> looks_{0};
};

}  // namespace fenceline
