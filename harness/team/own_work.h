// What of a loop's own work is in a figure, and is subtracted.
#pragma once
#include <algorithm>

namespace fenceline {

/// A loop takes `once`, `twice` with its own work done twice, and `alone` without the operation. What that work takes by
/// itself does not tell whether the operation waits for it, doing it twice does: a load's loop that runs behind the load
/// made 0.33 cycles of it read 0.30 when it was subtracted. Never less than nothing; nor more than it takes alone or, since
/// what stands behind a fence waits for it, a tenth of `once`: by more the two times differ for another reason. All in one
/// unit, which is the result's.
inline double own_work(double once, double twice, double alone) {
  return std::clamp(twice - once, 0.0, std::max({alone, once / 10, 0.0}));
}

/// What links one operation to the next, and takes `link` by itself, as far as the operation waits for it. Of linked ones, one
/// of which takes `linked`, no more is subtracted than leaves what one takes that is not: an operation whose unit is busy for
/// longer than its result takes hides a link, and so does one that is a chain by itself.
inline double link_work(double linked, double unlinked, double link) {
  return std::clamp(linked - unlinked, 0.0, std::max(link, 0.0));
}

}  // namespace fenceline
