#include <harness/placement/core_states.h>

#include <algorithm>

namespace fenceline {
namespace {

/// A sibling at work leaves about half; a clock that moves while the adds are timed takes less than a fifth.
constexpr double kSharedBelow = 0.8;

}  // namespace

std::string CoreStates::of(unsigned cpu, double width) {
  if (!(width > 0)) return "";
  double& widest = widest_[cpu];
  widest = std::max(widest, width);
  return width < kSharedBelow * widest ? kSharedCore : "";
}

}  // namespace fenceline
