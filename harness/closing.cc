#include <harness/closing.h>

#include <base/called.h>
#include <base/text.h>
#include <fmt/format.h>
#include <harness/results/thresholds.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace fenceline {
namespace {

/// Each trial once: by the hidden placement mode that it was in most.
std::map<std::string, const Summary*> by_trial(const std::vector<Summary>& summaries) {
  std::map<std::string, const Summary*> trials;
  for (const auto& s : summaries) {
    const auto [at, fresh] = trials.try_emplace(s.key.id, &s);
    if (!fresh && at->second->mode_share < s.mode_share) at->second = &s;
  }
  return trials;
}

std::string item(const std::string& text) { return wrapped(text, 2); }

/// "switched out 20, steal 18": the commonest first.
std::string reasons(const std::map<std::string, unsigned>& counts) {
  std::vector<std::pair<std::string, unsigned>> list(counts.begin(), counts.end());
  std::ranges::stable_sort(list, std::greater(), &std::pair<std::string, unsigned>::second);
  std::string out;
  for (const auto& [reason, n] : list) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", reason, n);
  return out;
}

}  // namespace

std::string closing_text(const Outcome& outcome, const std::string& folder) {
  const auto trials = by_trial(outcome.summaries);
  const auto none = std::ranges::count_if(trials, [](const auto& t) { return !std::isfinite(t.second->median_ns); });
  const auto wide = std::ranges::count_if(
      trials, [](const auto& t) { return std::isfinite(t.second->median_ns) && !t.second->closed; });
  std::string out;
  if (outcome.ended != Ended::complete)
    out += item(fmt::format("NOT COMPLETE, {}: {} of {} repetitions that were asked for are there",
                            words(outcome.ended), outcome.there, outcome.asked_for));
  if (!outcome.failures.empty())
    out += item(fmt::format("WRONG: the work of {} trials was not done; their figures are worth nothing",
                            outcome.failures.size()));
  if (none)
    out +=
        item(fmt::format("{} of {} trials have no figure: not measured, or disturbed every time", none, trials.size()));
  out += wide   ? item(fmt::format("{} of {} trials have a 95 % interval wider than ±{:g} % of the median{}", wide,
                                   trials.size(), 100 * kGoodInterval,
                                 outcome.ended == Ended::complete ? ": a longer --budget narrows it" : ""))
         : none ? ""
                : item(fmt::format("all {} trials have a 95 % interval within ±{:g} % of the median", trials.size(),
                                   100 * kGoodInterval));
  if (outcome.disturbed)
    out += item(fmt::format("{} of {} repetitions were disturbed and do not count ({})", outcome.disturbed,
                            outcome.repetitions, reasons(outcome.disturbances)));
  out += fmt::format("results: {}\nreport:  {} report {}\n", folder, tools_called(), folder);
  if (outcome.ended != Ended::complete) out += fmt::format("go on:   {} --resume={}\n", called(), folder);
  return out;
}

}  // namespace fenceline
