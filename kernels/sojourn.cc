#include <kernels/sojourn.h>

#include <chrono>

namespace fenceline::sojourn {
namespace {

/// Of one stamp, the least of several runs.
double clock_cost_ns() {
  constexpr int kRuns = 9, kStamps = 200;
  double least = HUGE_VAL;
  for (int run = 0; run < kRuns; ++run) {
    const auto before = std::chrono::steady_clock::now();
    for (int i = 0; i < kStamps; ++i) {
      uint64_t now = Stamps::now();
      arch::opaque(now);
    }
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - before;
    least = std::min(least, took.count() / kStamps);
  }
  return least;
}

}  // namespace

Traffic::Traffic(const Shared& shared, int64_t interval_ns) {
  const double gap = double(interval_ns) * shared.tick_hz * 1e-9;
  for (unsigned t = 0; t < shared.threads; ++t) lanes_.push_back({.arrivals = Arrivals(gap, shared.seed << 32 | t)});
}

void Traffic::forget(unsigned thread) {
  lanes_[thread].took = {};
  lanes_[thread].early = 0;
}

std::vector<Distribution> Traffic::distributions(const char* role) const {
  Distribution all{.role = role, .what = "latency", .unit = "tick", .values = {}};
  for (const Lane& lane : lanes_) all.values.merge(lane.took);
  return {std::move(all)};
}

std::vector<Figure> Traffic::with_figures(std::vector<Figure> figures) const {
  uint64_t early = 0, all = 0;
  for (const Lane& lane : lanes_) {
    early += lane.early;
    all += lane.took.count();
  }
  figures.push_back({"early", "", double(early) / double(std::max<uint64_t>(all, 1))});
  figures.push_back({"clock_cost", "ns", clock_cost_ns()});
  return figures;
}

Axis interval() {
  return {.name = "interval",
          .unit = "ns",
          .values = {500, 5000},
          .least = 10,
          .most = 100'000,
          .what = "mean time from one operation of a thread to its next"};
}

Kernel row(Kernel k, const char* what) {
  k.how = "latency";
  k.what = what;
  k.metric = Metric::sojourn;
  k.by_median = true;
  return k;
}

}  // namespace fenceline::sojourn
