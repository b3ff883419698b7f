#include <harness/machine/clock.h>

#include <arch/cpu.h>
#include <arch/opaque.h>
#include <harness/machine/clock_quality.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace fenceline {
namespace {

// About 18 µs of adds at 3.6 GHz, and at most 32 times as much.
constexpr uint64_t kLinks = 65536, kMostLinks = 32 * kLinks;

Nanoseconds kernels_clock() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC_RAW, &t);
  return {double(t.tv_sec) * 1e9 + double(t.tv_nsec)};
}
ClockSource clock_source = kernels_clock;
unsigned times_set = 1;

/// What the calling thread has seen of a clock.
struct Seen {
  unsigned of = 0;
  Nanoseconds last;
  uint64_t setbacks = 0;
};
thread_local Seen seen;

Nanoseconds timed(uint64_t (*chain)(uint64_t), uint64_t links) {
  const Nanoseconds start = now();
  chain(links);
  return now() - start;
}

/// A chain that is so long that neither the clock's step nor a look that takes longer than another can shift its time
/// by more than a percent. 0: it would be too long.
uint64_t links_for(const ClockQuality& clock, const Chains& chains) {
  const Nanoseconds least{std::max(100 * clock.step.count, 4 * clock.cost.count)};
  for (uint64_t links = kLinks; links <= kMostLinks; links *= 2)
    if (timed(chains.add, links) - clock.cost > least) return links;
  return 0;
}

/// adds: multiple of 64.
uint64_t independent_adds(uint64_t adds) {
  size_t step = 1, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
  arch::opaque(step);
  const auto add = [&](size_t& sum) {
    sum += step;
    arch::opaque(sum);
  };
  for (uint64_t n = adds / 64; n != 0; --n) {
#pragma GCC unroll 8
    for (int i = 0; i < 8; ++i) add(a), add(b), add(c), add(d), add(e), add(f), add(g), add(h);
  }
  return a + b + c + d + e + f + g + h;
}

/// A wall clock reading and a tick of the same moment, as near as the clock's own cost allows: at a step of the clock,
/// since between two of them it shows what was.
struct Moment {
  Nanoseconds wall;
  Ticks tick;
};
Moment moment() {
  Moment best;
  Ticks narrowest{std::numeric_limits<uint64_t>::max()};
  for (int i = 0; i < 20; ++i) {
    const Nanoseconds before = now();
    Nanoseconds wall;
    Ticks earlier, tick = arch::tick();
    do {
      earlier = tick;
      wall = now();
      tick = arch::tick();
    } while (wall == before);
    if (const Ticks width = tick - earlier; width < narrowest) {
      narrowest = width;
      best = {wall, {earlier.count + width.count / 2}};
    }
  }
  return best;
}

}  // namespace

void read_clock_from(ClockSource other) {
  clock_source = other ? other : kernels_clock;
  ++times_set;
}
unsigned clock_number() { return times_set; }

Nanoseconds clock_reading() { return clock_source(); }

Nanoseconds now() {
  const Nanoseconds reading = clock_source();
  if (seen.of != times_set)
    seen = {times_set, reading, seen.setbacks};
  else if (reading < seen.last)
    ++seen.setbacks;
  else
    seen.last = reading;
  return seen.last;
}

uint64_t clock_setbacks() { return seen.setbacks; }

CoreClock judge_chains(Nanoseconds add, Nanoseconds mul, double links) {
  CoreClock clock;
  if (!(add.count > 0) || !(mul.count > 0)) return clock;
  clock.mul_ratio = mul.count / add.count;
  // Multipliers take 2 to 8 whole cycles. A renamer that folds the adds, a clock that changed
  // between the two or an emulator gives some other ratio, and then neither is to be believed.
  const double whole = std::round(clock.mul_ratio);
  clock.agreed = whole >= 2 && whole <= 8 && std::abs(clock.mul_ratio - whole) <= 0.03 * whole;
  if (clock.agreed) clock.frequency = {links / std::min(add.count, mul.count / whole)};
  return clock;
}

Chains chains() { return {arch::chain_add, arch::chain_mul, independent_adds}; }

CoreClock calibrate_core_clock(const Chains& chains) {
  CoreClock clock;
  const uint64_t links = links_for(clock_quality(), chains);
  if (links == 0) return clock;
  // The core may change its clock in the middle of an attempt; the next one then agrees.
  for (int attempt = 0; attempt < 3 && !clock.agreed; ++attempt) {
    constexpr double kNever = std::numeric_limits<double>::infinity();
    Nanoseconds call{kNever}, add{kNever}, mul{kNever}, wide{kNever};
    for (int run = 0; run < 6; ++run) {
      call = std::min(call, timed(chains.add, 0));
      add = std::min(add, timed(chains.add, links));
      mul = std::min(mul, timed(chains.mul, links));
      wide = std::min(wide, timed(chains.wide, links));
    }
    clock = judge_chains(add - call, mul - call, double(links));
    if (clock.agreed && wide > call) clock.width = double(links) / ((wide - call) * clock.frequency).count;
  }
  return clock;
}

double measure_tick_hz() {
  const ClockQuality clock = clock_quality();
  const double least = std::max({10e6, 1000 * clock.cost.count, 3 * clock.step.count});
  const Moment first = moment();
  while ((now() - first.wall).count < least) {
  }
  const Moment last = moment();
  return double((last.tick - first.tick).count) * 1e9 / (last.wall - first.wall).count;
}

}  // namespace fenceline
