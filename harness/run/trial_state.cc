#include <harness/run/trial_state.h>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/results/thresholds.h>
#include <harness/run/between_runs.h>
#include <harness/run/measurement.h>
#include <harness/run/stats.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>

namespace fenceline {
namespace {

/// Looked at after each repetition an interval is narrow by chance sooner or later: one that is so for half as many repetitions
/// again holds the median in 94 % of simulated runs, one that is so for the first time in 86 (test/stats_test.cc).
constexpr double kStays = 1.5;

using Samples = std::vector<const Measured*>;

/// A figure in ns, and in cycles where most of its repetitions know them.
struct Medians {
  Median ns;
  std::optional<Median> cycles;

  explicit Medians(const Samples& samples) {
    std::vector<double> times, counts;
    for (const auto* m : samples) {
      times.push_back(m->ns_per_op);
      if (m->cycles_per_op) counts.push_back(*m->cycles_per_op);
    }
    ns = median_in_order(times);
    if (2 * counts.size() > samples.size()) cycles = median_in_order(counts);
  }
  /// By what runs differ by, which is put into the summary.
  void widen(const Between& between, Summary& into) {
    into.between_ns = widen(ns, between.ns, kNextToNothingNs);
    if (cycles) into.between_cycles = widen(*cycles, between.cycles, kNextToNothingCycles);
  }
  /// How far the interval reaches from the median, relative to it; infinite where there is none. In cycles or in ns, as it
  /// is narrower: what the core's clock drives keeps its cycles while that clock moves, what memory does its time.
  double width() const {
    const double of_ns = half_width(ns) / size(ns, kNextToNothingNs);
    return cycles ? std::min(of_ns, half_width(*cycles) / size(*cycles, kNextToNothingCycles)) : of_ns;
  }

 private:
  static double widen(Median& m, const Reach& reach, double next_to_nothing) {
    const double least = size(m, next_to_nothing);
    const double share = half_width(m) <= kAimedInterval * least ? reach.steady : reach.unsteady;
    m = widened(m, share * least);
    return share;
  }
  static double size(const Median& m, double next_to_nothing) { return std::max(std::fabs(m.value), next_to_nothing); }
};

/// What of the memory was not as asked, in any of them: made anew, it may lie otherwise.
std::string memory_of(const Samples& samples) {
  std::vector<std::string_view> told;
  for (const auto* m : samples)
    if (!m->memory.empty() && std::ranges::find(told, m->memory) == told.end()) told.push_back(m->memory);
  return fmt::format("{}", fmt::join(told, "; or "));
}

std::map<std::string, Samples> by_mode(const std::vector<Measured>& repetitions) {
  std::map<std::string, Samples> modes;
  for (const auto& m : repetitions)
    if (m.counts) modes[m.mode].push_back(&m);
  return modes;
}

}  // namespace

TrialState::TrialState(const Trial& trial, std::vector<Measured> before) : trial_(&trial), done_(std::move(before)) {
  update();
}

void TrialState::add(Measured m) {
  done_.push_back(std::move(m));
  update();
}

void TrialState::rename(const ModeNames& names) {
  if (names.empty()) return;
  for (auto& m : done_) {
    m.mode = renamed(names, m.mode);
    m.disturbed = renamed(names, m.disturbed);
  }
  update();
}

void TrialState::update() {
  counted_ = static_cast<unsigned>(std::ranges::count_if(done_, &Measured::counts));
  next_repetition_ = 0;
  for (const auto& m : done_) next_repetition_ = std::max(next_repetition_, m.repetition + 1);
  widest_ = 0;
  for (const auto& [mode, samples] : by_mode(done_))
    if (double(samples.size()) / counted_ >= kRareMode) widest_ = std::max(widest_, Medians(samples).width());
  if (widest_ > kAimedInterval) {
    narrow_since_.reset();
    was_wide_ = was_wide_ || std::isfinite(widest_);
  } else if (!narrow_since_) {
    narrow_since_ = was_wide_ ? counted_ : 0;
  }
}

bool TrialState::settled() const { return narrow_since_ && double(counted_) >= kStays * *narrow_since_; }

double TrialState::median_ns() const {
  std::vector<double> ns;
  for (const auto& m : done_)
    if (m.counts) ns.push_back(m.ns_per_op);
  return ns.empty() ? std::nan("") : median(std::move(ns)).value;
}

std::vector<Summary> TrialState::summarise() const {
  std::vector<Summary> out;
  for (const auto& [mode, samples] : by_mode(done_)) {
    Summary s;
    s.key = key_of(*trial_);
    s.mode = mode;
    s.bytes_per_op = double(trial_->kernel->bytes_per_op);
    s.mode_share = double(samples.size()) / counted_;
    s.repetitions = static_cast<unsigned>(samples.size());
    s.disturbed = attempts() - counted_;
    Medians medians(samples);
    medians.widen(between_runs(s.key), s);
    s.median_ns = medians.ns.value;
    s.low_ns = medians.ns.bounded ? medians.ns.low : std::nan("");
    s.high_ns = medians.ns.bounded ? medians.ns.high : std::nan("");
    if (medians.cycles) {
      s.median_cycles = medians.cycles->value;
      if (medians.cycles->bounded) {
        s.low_cycles = medians.cycles->low;
        s.high_cycles = medians.cycles->high;
      }
    }
    s.width = medians.width();
    const auto [least, greatest] = std::ranges::minmax(samples, {}, &Measured::ns_per_op);
    s.min_ns = least->ns_per_op;
    s.max_ns = greatest->ns_per_op;
    s.closed = s.width <= kGoodInterval;
    std::vector<std::string> notes;
    if (!medians.ns.bounded)
      notes.push_back("too few repetitions for an interval");
    else if (!s.closed)
      notes.push_back(fmt::format("interval wider than {:.0f} %", 100 * kGoodInterval));
    s.memory = memory_of(samples);
    if (!s.memory.empty()) notes.push_back("memory " + s.memory);
    s.note = fmt::format("{}", fmt::join(notes, "; "));
    out.push_back(std::move(s));
  }
  if (out.empty()) {
    Summary s;
    s.key = key_of(*trial_);
    s.bytes_per_op = double(trial_->kernel->bytes_per_op);
    s.disturbed = attempts();
    s.median_ns = s.low_ns = s.high_ns = s.min_ns = s.max_ns = std::nan("");
    s.note = !wrong.empty() ? wrong : attempts() ? "every repetition was disturbed" : "not measured";
    out.push_back(std::move(s));
  }
  return out;
}

}  // namespace fenceline
