#include <harness/results/thresholds.h>

#include <array>

namespace fenceline {

std::span<const Threshold> thresholds() {
  static constexpr auto all = std::to_array<Threshold>({
      {"threshold.interval", kGoodInterval},
      {"threshold.aimed_interval", kAimedInterval},
      {"threshold.next_to_nothing_ns", kNextToNothingNs},
      {"threshold.next_to_nothing_cycles", kNextToNothingCycles},
      {"threshold.least_between", kLeastBetween},
      {"threshold.rare_mode", kRareMode},
      {"threshold.frequency_change", kMostFrequencyChange},
      {"threshold.overlap", kLeastOverlap},
      {"threshold.run_delay", kMostRunDelay},
  });
  return all;
}

}  // namespace fenceline
