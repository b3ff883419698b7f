// Ticks, nanoseconds and core cycles are three different things and here three different types:
// none converts to another without a frequency that says which.
#pragma once
#include <compare>
#include <cstdint>

namespace fenceline {

/// A reading, or a difference of readings, of the ISA's free-running counter (TSC, CNTVCT, time, TB,
/// TOD). Its rate is arch::tick_hz(); it is not the core's clock.
struct Ticks {
  uint64_t count = 0;
  friend auto operator<=>(Ticks, Ticks) = default;
  friend Ticks operator-(Ticks a, Ticks b) { return {a.count - b.count}; }
};

/// Wall time as CLOCK_MONOTONIC_RAW tells it. A double holds 2^53 ns = 104 days without loss.
struct Nanoseconds {
  double count = 0;
  friend auto operator<=>(Nanoseconds, Nanoseconds) = default;
  friend Nanoseconds operator-(Nanoseconds a, Nanoseconds b) { return {a.count - b.count}; }
  friend Nanoseconds operator+(Nanoseconds a, Nanoseconds b) { return {a.count + b.count}; }
};

/// Clocks of the core that executed. Only a PMU or a calibration next to the trial gives them.
struct Cycles {
  double count = 0;
  friend auto operator<=>(Cycles, Cycles) = default;
};

/// The core's clock rate, the only bridge between Nanoseconds and Cycles.
struct Gigahertz {
  double value = 0;
  friend Cycles operator*(Nanoseconds t, Gigahertz f) { return {t.count * f.value}; }
};

}  // namespace fenceline
