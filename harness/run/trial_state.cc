#include <harness/run/trial_state.h>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/results/thresholds.h>
#include <harness/run/measurement.h>
#include <harness/run/stats.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>

namespace fenceline {
namespace {

using Samples = std::vector<const Measured*>;

Median median_ns_of(const Samples& samples) {
  std::vector<double> ns;
  for (const auto* m : samples) ns.push_back(m->ns_per_op);
  return median(std::move(ns));
}

/// How far the interval reaches from the median, relative to it; infinite where there is none.
double width_of(const Median& m) {
  if (!m.bounded) return std::numeric_limits<double>::infinity();
  return std::max(m.high - m.value, m.value - m.low) / std::max(std::fabs(m.value), kNextToNothingNs);
}

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
    if (double(samples.size()) / counted_ >= kRareMode) widest_ = std::max(widest_, width_of(median_ns_of(samples)));
}

double TrialState::median_ns() const {
  Samples samples;
  for (const auto& m : done_)
    if (m.counts) samples.push_back(&m);
  return samples.empty() ? std::nan("") : median_ns_of(samples).value;
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
    const auto m = median_ns_of(samples);
    s.median_ns = m.value;
    s.low_ns = m.low;
    s.high_ns = m.high;
    const auto [least, greatest] = std::ranges::minmax(samples, {}, &Measured::ns_per_op);
    s.min_ns = least->ns_per_op;
    s.max_ns = greatest->ns_per_op;
    std::vector<double> cycles;
    for (const auto* one : samples)
      if (one->cycles_per_op) cycles.push_back(*one->cycles_per_op);
    if (2 * cycles.size() > samples.size()) s.median_cycles = median(cycles).value;
    s.closed = width_of(m) <= kGoodInterval;
    std::vector<std::string> notes;
    if (!m.bounded)
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
