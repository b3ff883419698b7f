// What a look at the clock costs and how fine it is: measured before anything is timed. A clock that the kernel reads
// from a chip (hpet, acpi_pm) or asks a hypervisor for takes microseconds where an instruction takes 20 ns, and some
// move in steps of a microsecond or more.
#pragma once
#include <arch/units.h>

#include <algorithm>
#include <string>

namespace fenceline {

struct ClockQuality {
  Nanoseconds cost;  ///< of a look at it, median
  Nanoseconds step;  ///< the least by which it moves, as far as its cost lets that be seen
  Nanoseconds back;  ///< how far it was seen to go backwards at most, on one CPU or from one to the next; 0: never

  /// What two looks can be wrong by.
  Nanoseconds grain() const { return std::max(cost, step); }
  /// Work between two looks takes at least so long: the looks are 1 % of it at most.
  Nanoseconds least_piece() const { return {100 * grain().count}; }
};

/// Looks at the clock for 2 ms, and longer where it moves in steps of more than that; then once from each CPU that the
/// calling thread may use (from 64, where there are more). Throws RunError for a clock that stands still.
ClockQuality measure_clock();
/// measure_clock(), asked once of each clock.
ClockQuality clock_quality();

/// A window has so many pieces between two looks.
inline constexpr unsigned kPieces = 25;
/// The window that was asked for, or the shortest that such a clock can time: up to 100 ms it is taken instead. Throws
/// RunError, with what to do, for a clock that would need a longer one, or that goes backwards.
Nanoseconds window_for(const ClockQuality&, Nanoseconds asked);

/// A window's length in the sense of window_for(), for what is not a window: the least stretch of time in which such a
/// clock can time something. Throws RunError for a clock that goes backwards.
Nanoseconds least_window(const ClockQuality&);

/// "a look at the clock takes 10000 ns, and it moves in steps of 1 ns (clocksource hpet)"
std::string words(const ClockQuality&);

}  // namespace fenceline
