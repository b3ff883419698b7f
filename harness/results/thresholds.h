// What a figure is judged by. Every run tells it in run.csv, so that whoever reads its results judges by the same.
#pragma once

namespace fenceline {

/// The half width of a median's 95 % interval, relative to the median, that is good enough.
inline constexpr double kGoodInterval = 0.02;
/// Of what costs less, in ns, no share can be told: an interval is as good as one of the same width at this cost.
inline constexpr double kNextToNothingNs = 0.1;
/// Hidden placement modes with a smaller share of a trial's repetitions are rare: they hold nothing up, and a trial is
/// not called open for them.
inline constexpr double kRareMode = 0.1;

}  // namespace fenceline
