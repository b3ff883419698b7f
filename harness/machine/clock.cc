#include <harness/machine/clock.h>

#include <arch/cpu.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace fenceline {
namespace {

// About 18 µs of adds at 3.6 GHz: some machines step CLOCK_MONOTONIC_RAW by 10 ns.
constexpr uint64_t kLinks = 65536;

Nanoseconds timed(uint64_t (*chain)(uint64_t), uint64_t links) {
  const Nanoseconds start = now();
  chain(links);
  return now() - start;
}

/// A wall clock reading and a tick of the same moment, as near as the clock's own cost allows.
struct Moment {
  Nanoseconds wall;
  Ticks tick;
};
Moment moment() {
  Moment best;
  Nanoseconds narrowest{std::numeric_limits<double>::infinity()};
  for (int i = 0; i < 20; ++i) {
    const Nanoseconds before = now();
    const Ticks tick = arch::tick();
    const Nanoseconds width = now() - before;
    if (width < narrowest) {
      narrowest = width;
      best = {{before.count + width.count / 2}, tick};
    }
  }
  return best;
}

}  // namespace

Nanoseconds now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC_RAW, &t);
  return {double(t.tv_sec) * 1e9 + double(t.tv_nsec)};
}

CoreClock judge_chains(Nanoseconds add, Nanoseconds mul, double links) {
  CoreClock clock;
  if (!(add.count > 0) || !(mul.count > 0)) return clock;
  clock.mul_ratio = mul.count / add.count;
  // Multipliers take 2 to 8 whole cycles. A renamer that folds the adds, a clock that changed
  // between the two or an emulator gives some other ratio, and then neither is to be believed.
  const double whole = std::round(clock.mul_ratio);
  clock.agreed = whole >= 2 && whole <= 8 && std::abs(clock.mul_ratio - whole) <= 0.03 * whole;
  if (clock.agreed) clock.frequency = {links / add.count};
  return clock;
}

CoreClock calibrate_core_clock() {
  CoreClock clock;
  // The core may change its clock in the middle of an attempt; the next one then agrees.
  for (int attempt = 0; attempt < 3 && !clock.agreed; ++attempt) {
    constexpr double kNever = std::numeric_limits<double>::infinity();
    Nanoseconds call{kNever}, add{kNever}, mul{kNever};
    for (int run = 0; run < 6; ++run) {
      call = std::min(call, timed(arch::chain_add, 0));
      add = std::min(add, timed(arch::chain_add, kLinks));
      mul = std::min(mul, timed(arch::chain_mul, kLinks));
    }
    clock = judge_chains(add - call, mul - call, kLinks);
  }
  return clock;
}

double measure_tick_hz() {
  const Moment first = moment();
  while ((now() - first.wall).count < 10e6) {
  }
  const Moment last = moment();
  return double((last.tick - first.tick).count) * 1e9 / (last.wall - first.wall).count;
}

}  // namespace fenceline
