#include <harness/run/between_runs.h>

#include <base/error.h>
#include <base/text.h>
#include <fmt/format.h>
#include <harness/results/thresholds.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <vector>

namespace fenceline {

extern const std::string_view kBetweenRunsTable;

namespace {

/// By "suite,metric,how,threads,unit".
using Reaches = std::map<std::string, Reach, std::less<>>;

Reaches reaches_in(std::string_view table) {
  const auto lines = split(table, '\n');
  const auto names = split(lines.at(0), ',');
  const auto column = [&](std::string_view name) {
    const auto at = std::ranges::find(names, name);
    if (at == names.end()) throw RunError("between_runs.csv has no column '" + std::string(name) + "'; make it anew");
    return size_t(at - names.begin());
  };
  // Columns of text that may be quoted come after these.
  const size_t kind[] = {column("suite"), column("metric"), column("how"), column("threads"), column("unit")};
  const size_t steady = column("reach_steady"), unsteady = column("reach_unsteady");
  Reaches reaches;
  for (size_t i = 1; i < lines.size(); ++i) {
    const auto cells = split(lines[i], ',');
    if (cells.size() <= std::max(steady, unsteady)) continue;
    std::string key;
    for (const size_t at : kind) key += std::string(cells.at(at)) + ",";
    const auto reach = [&](size_t at) { return std::max(std::strtod(std::string(cells[at]).c_str(), nullptr), kLeastBetween); };
    reaches[key] = {reach(steady), reach(unsteady)};
  }
  return reaches;
}

Reach reach_of(const Reaches& reaches, const TrialKey& trial, std::string_view unit) {
  const std::string how = trial.how + (trial.how.empty() || trial.args.empty() ? "" : " ") + trial.args;
  const auto rest = fmt::format("{},{},", trial.threads == 1 ? "one" : "several", unit);
  for (const auto& wider :
       {fmt::format("{},{},{},", trial.suite, trial.metric, how), fmt::format("{},{},*,", trial.suite, trial.metric),
        trial.suite + ",*,*,", fmt::format("*,{},*,", trial.metric), std::string("*,*,*,")})
    if (const auto at = reaches.find(wider + rest); at != reaches.end()) return at->second;
  return {kLeastBetween, kLeastBetween};
}

Between in_both(const Reaches& reaches, const TrialKey& trial) {
  return {reach_of(reaches, trial, "ns"), reach_of(reaches, trial, "cycle")};
}

}  // namespace

Between between_runs(const TrialKey& trial) {
  static const Reaches reaches = reaches_in(kBetweenRunsTable);
  return in_both(reaches, trial);
}

Between between_runs(std::string_view table, const TrialKey& trial) { return in_both(reaches_in(table), trial); }

}  // namespace fenceline
