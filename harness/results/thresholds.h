// What a figure is judged by. Every run tells it in run.csv, so that whoever reads its results judges by the same.
#pragma once
#include <span>
#include <string_view>

namespace fenceline {

/// The half width of a median's 95 % interval, relative to the median, that is good enough.
inline constexpr double kGoodInterval = 0.02;
/// The same that is aimed at: medians of two runs lie as far apart as their intervals are wide.
inline constexpr double kAimedInterval = 0.01;
/// Of what costs less, in ns, no share can be told: an interval is as good as one of the same width at this cost.
inline constexpr double kNextToNothingNs = 0.1;
inline constexpr double kNextToNothingCycles = 0.3;
/// Medians of two runs are not taken for the same any nearer than this share of them.
inline constexpr double kLeastBetween = 0.0025;
/// Hidden placement modes with a smaller share of a trial's repetitions are rare: they hold nothing up, and a trial is
/// not called open for them.
inline constexpr double kRareMode = 0.1;
// What makes a repetition disturbed: beyond these its time is not the kernel's alone.
inline constexpr double kMostFrequencyChange = 0.02;  ///< of the core clock over the window
inline constexpr double kLeastOverlap = 0.95;         ///< share of the longest window in which all threads ran
inline constexpr double kMostRunDelay = 0.005;        ///< share of the window in which a thread waited for a CPU

struct Threshold {
  std::string_view fact;  ///< its name in run.csv
  double value;
};
/// All of the above.
std::span<const Threshold> thresholds();

}  // namespace fenceline
