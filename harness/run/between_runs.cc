#include <harness/run/between_runs.h>

#include <base/error.h>
#include <base/text.h>
#include <harness/results/thresholds.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <vector>

namespace fenceline {

extern const std::string_view kBetweenRunsTable;

namespace {

/// By "suite,metric,threads": the wider of what is known in ns and in cycles.
using Reaches = std::map<std::string, double, std::less<>>;

Reaches reaches_in(std::string_view table) {
  const auto lines = split(table, '\n');
  const auto names = split(lines.at(0), ',');
  const auto column = [&](std::string_view name) {
    const auto at = std::ranges::find(names, name);
    if (at == names.end()) throw RunError("between_runs.csv has no column '" + std::string(name) + "'; make it anew");
    return size_t(at - names.begin());
  };
  // Columns of text that may be quoted come after these.
  const size_t suite = column("suite"), metric = column("metric"), threads = column("threads"), reach = column("reach");
  Reaches reaches;
  for (size_t i = 1; i < lines.size(); ++i) {
    const auto cells = split(lines[i], ',');
    if (cells.size() <= reach) continue;
    auto& widest =
        reaches[std::string(cells[suite]) + "," + std::string(cells[metric]) + "," + std::string(cells[threads])];
    widest = std::max(widest, std::strtod(std::string(cells[reach]).c_str(), nullptr));
  }
  return reaches;
}

double reach_of(const Reaches& reaches, const std::string& suite, std::string_view metric, unsigned threads) {
  const std::string kind(metric), many = threads == 1 ? "one" : "several";
  for (const auto& key :
       {suite + "," + kind + "," + many, suite + ",*," + many, "*," + kind + "," + many, "*,*," + many})
    if (const auto at = reaches.find(key); at != reaches.end()) return std::max(at->second, kLeastBetween);
  return kLeastBetween;
}

}  // namespace

double between_runs(const std::string& suite, std::string_view metric, unsigned threads) {
  static const Reaches reaches = reaches_in(kBetweenRunsTable);
  return reach_of(reaches, suite, metric, threads);
}

double between_runs(std::string_view table, const std::string& suite, std::string_view metric, unsigned threads) {
  return reach_of(reaches_in(table), suite, metric, threads);
}

}  // namespace fenceline
