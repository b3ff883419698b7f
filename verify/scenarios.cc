#include <verify/scenarios.h>

#include <algorithm>

namespace fenceline::verify {

std::vector<Entry>& registry() {
  static std::vector<Entry> entries;
  return entries;
}

Options with(Options own, const Options& asked) {
  if (!asked.replay.empty()) own.replay = asked.replay;
  if (asked.random > 0) own.random = asked.random, own.seed = asked.seed;
  if (asked.seconds > 0) own.seconds = asked.seconds;
  if (asked.executions > 0) own.executions = asked.executions;
  own.weakened.insert(own.weakened.end(), asked.weakened.begin(), asked.weakened.end());
  return own;
}

Registered::Registered(std::string structure, Scenario scenario, Options options, std::string fails) {
  Entry entry{std::move(structure), std::move(scenario), std::move(options), std::move(fails)};
  std::vector<Entry>& all = registry();
  const auto at = std::upper_bound(all.begin(), all.end(), entry,
                                   [](const Entry& a, const Entry& b) { return a.name() < b.name(); });
  all.insert(at, std::move(entry));
}

}  // namespace fenceline::verify
