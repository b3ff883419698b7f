#include <harness/machine/clock_quality.h>

#include <base/error.h>
#include <fmt/format.h>
#include <harness/machine/clock.h>
#include <harness/machine/platform.h>
#include <sched.h>

#include <array>
#include <cmath>
#include <mutex>
#include <vector>

namespace fenceline {
namespace {

constexpr double kLookNs = 2e6;
constexpr unsigned kLeastChanges = 3;
constexpr unsigned kSetbacks = 1000;           ///< so many are enough to know it by
constexpr uint64_t kStandsStill = 50'000'000;  ///< looks without a change: a second and more

/// The readings between two values of the clock, and how far these are apart.
struct Change {
  double interval_ns;
  double looks;
};

std::vector<Change> watch_clock(Nanoseconds& back) {
  std::vector<Change> changes;
  Nanoseconds last = clock_reading(), begin;
  unsigned setbacks = 0;
  for (uint64_t looks = 1;; ++looks) {
    const Nanoseconds next = clock_reading();
    if (next == last) {
      if (looks == kStandsStill)
        throw RunError("the clock stands still (CLOCK_MONOTONIC_RAW): nothing can be timed here");
      continue;
    }
    if (next < last) {
      back = std::max(back, last - next);
      if (++setbacks == kSetbacks) return {{back.count, 1}};
    } else if (begin.count > 0) {
      changes.push_back({(next - last).count, double(looks)});
    } else {
      begin = next;  // what came before the first change is no whole interval
    }
    last = next;
    looks = 0;
    if (changes.size() >= kLeastChanges && (last - begin).count > kLookNs) return changes;
  }
}

double median_cost(const std::vector<Change>& changes) {
  std::vector<double> costs;
  for (const Change& c : changes) costs.push_back(c.interval_ns / c.looks);
  std::ranges::nth_element(costs, costs.begin() + std::ptrdiff_t(costs.size() / 2));
  return costs[costs.size() / 2];
}

/// Intervals are whole numbers of steps: the least by which two of them differ is the step, and where all are alike
/// they are one step themselves.
double least_difference(const std::vector<Change>& changes) {
  std::vector<double> intervals;
  for (const Change& c : changes) intervals.push_back(c.interval_ns);
  std::ranges::sort(intervals);
  double least = intervals.front();
  for (size_t i = 1; i < intervals.size(); ++i)
    if (intervals[i] > intervals[i - 1]) least = std::min(least, intervals[i] - intervals[i - 1]);
  return least;
}

/// For up to 16,384 CPUs: glibc's cpu_set_t ends at 1,024.
using CpuSet = std::array<cpu_set_t, 16>;

/// From CPU to CPU and back: clocks that are apart by more than a hop takes show it in one of the two directions.
void hop(Nanoseconds& back) {
  constexpr size_t kMost = 64;
  CpuSet allowed{};
  if (sched_getaffinity(0, sizeof allowed, allowed.data()) != 0) return;
  std::vector<int> cpus;
  for (int cpu = 0; cpu < int(8 * sizeof allowed); ++cpu)
    if (CPU_ISSET_S(cpu, sizeof allowed, allowed.data())) cpus.push_back(cpu);
  const size_t each = (cpus.size() + kMost - 1) / kMost;
  Nanoseconds last = clock_reading();
  for (int round = 0; round < 2; ++round)
    for (size_t i = 0; i < cpus.size(); i += each) {
      CpuSet only{};
      CPU_SET_S(cpus[i], sizeof only, only.data());
      if (sched_setaffinity(0, sizeof only, only.data()) != 0) continue;
      const Nanoseconds here = clock_reading();
      back = std::max(back, last - here);
      last = here;
    }
  sched_setaffinity(0, sizeof allowed, allowed.data());
}

std::string source() {
  return read_file("/sys/devices/system/clocksource/clocksource0/current_clocksource").value_or("not told");
}

}  // namespace

ClockQuality measure_clock() {
  ClockQuality q;
  const std::vector<Change> changes = watch_clock(q.back);
  q.cost = {median_cost(changes)};
  q.step = {least_difference(changes)};
  hop(q.back);
  return q;
}

ClockQuality clock_quality() {
  static std::mutex mutex;
  static unsigned of = 0;
  static ClockQuality quality;
  const std::lock_guard lock(mutex);
  if (of != clock_number()) {
    quality = measure_clock();
    of = clock_number();
  }
  return quality;
}

std::string words(const ClockQuality& q) {
  return fmt::format("a look at the clock takes {:.0f} ns, and it moves in steps of {:.0f} ns (clocksource {})",
                     q.cost.count, q.step.count, source());
}

Nanoseconds least_window(const ClockQuality& q) {
  if (q.back.count > 0)
    throw RunError(fmt::format(
        "the clock goes backwards, by up to {:.0f} ns (CLOCK_MONOTONIC_RAW, clocksource {}): nothing can be timed by "
        "it; boot with another clocksource",
        q.back.count, source()));
  return {kPieces * q.least_piece().count};
}

Nanoseconds window_for(const ClockQuality& q, Nanoseconds asked) {
  constexpr Nanoseconds kWidest{1e8}, kLongestToAsk{1e10};
  const Nanoseconds least = least_window(q);
  if (least <= asked) return asked;
  if (least <= kWidest) return least;
  const std::string remedy = "boot with a better clocksource";
  throw RunError(fmt::format("{}: a window has to be {:.4g} ms long for that; {}", words(q), least.count * 1e-6,
                             least <= kLongestToAsk
                                 ? fmt::format("give --window={:.0f}, or {}", std::ceil(least.count * 1e-6), remedy)
                                 : remedy));
}

}  // namespace fenceline
