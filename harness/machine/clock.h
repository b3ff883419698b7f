// Wall time, the core's clock rate, and the tick counter's rate: three things that are measured,
// since on most machines none of them can be had from another.
#pragma once
#include <arch/units.h>

namespace fenceline {

/// CLOCK_MONOTONIC_RAW: never slewed, so that windows of one run can be compared. A reading below the calling thread's
/// last one is not shown, but that one again, and counted by clock_setbacks(): no stretch of time is negative.
Nanoseconds now();
/// How often the clock went backwards under the calling thread.
uint64_t clock_setbacks();

using ClockSource = Nanoseconds (*)();
/// What the clock shows, backwards or not: for judging it.
Nanoseconds clock_reading();
/// For tests: where now() reads from; nullptr: the kernel again. Nobody may be reading meanwhile.
void read_clock_from(ClockSource);
/// Another one for each clock that now() has read from.
unsigned clock_number();

struct CoreClock {
  Gigahertz frequency;   ///< of the calling thread's core; 0 unless `agreed`
  double mul_ratio = 0;  ///< a multiply's latency in adds: a whole number of cycles if all is well
  bool agreed = false;   ///< the two chains tell the same clock; else there are no cycles to be had
  double width = 0;  ///< independent adds in a cycle: fewer while a sibling is at work on the core; 0 unless `agreed`
};

/// Loops of so many operations by which a core's clock and width are told.
struct Chains {
  uint64_t (*add)(uint64_t);   ///< each waits for the one before: a cycle each
  uint64_t (*mul)(uint64_t);   ///< the same: a multiplier's latency, whole cycles
  uint64_t (*wide)(uint64_t);  ///< adds, eight of which do not wait for each other
};
/// Of this ISA.
Chains chains();

/// Times them on the calling thread, about 0.5 ms in all; longer where looks at the clock are dear or coarse, and not
/// agreed where they are too much so. The least of several runs of each counts: an interrupt can only make a run longer.
CoreClock calibrate_core_clock(const Chains& = chains());

/// What two chain times say: `add` and `mul` for `links` links each, empty call subtracted. Interference, as of a sibling that
/// takes the adder, only lengthens: the chain that is the shorter by its cycles tells the clock.
CoreClock judge_chains(Nanoseconds add, Nanoseconds mul, double links);

/// Rate of arch::tick() against CLOCK_MONOTONIC_RAW over about 10 ms, longer where looks at the clock are dear; error
/// below 1e-5 where the counter is fast enough for that.
double measure_tick_hz();

}  // namespace fenceline
