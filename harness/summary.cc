#include <harness/summary.h>

#include <base/text.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/placement/modes.h>
#include <harness/results/thresholds.h>
#include <harness/summary_table.h>

#include <algorithm>
#include <map>

namespace fenceline {
namespace {

/// The hidden placement modes of the run, how much of the repetitions each had, what it looks like, and where the
/// topology says otherwise.
std::string modes_text(const std::vector<Summary>& summaries) {
  struct Mode {
    std::string name;
    double repetitions = 0;
    std::map<std::string, Relation> contradicted;  ///< CPUs: what the topology says of them
  };
  std::map<double, Mode> by_distance;
  double all = 0;
  for (const auto& s : summaries) {
    const auto distance = mode_distance(s.mode);
    if (!distance) continue;
    auto& mode = by_distance[distance->count];
    mode.name = s.mode;
    mode.repetitions += s.repetitions;
    all += s.repetitions;
    auto cpus = s.key.placement.cpus;
    std::ranges::sort(cpus);
    if (cpus.size() == 2 && contradicts(*distance, s.key.placement.relation))
      mode.contradicted.emplace(fmt::format("{}", fmt::join(cpus, " and ")), s.key.placement.relation);
  }
  if (by_distance.empty()) return "";
  std::string out = "\nhidden placement, by the distance of threads 0 and 1 beside each sample\n";
  for (const auto& [ns, mode] : by_distance) {
    out += fmt::format("  {:<7} {:>3.0f} % of repetitions; looks like {}\n", mode.name, 100 * mode.repetitions / all,
                       looks_like({ns}));
    if (mode.contradicted.empty()) continue;
    const auto& [cpus, relation] = *mode.contradicted.begin();
    const auto more = mode.contradicted.size() - 1;
    out += fmt::format("          but the topology says {} of CPUs {}{}\n", name(relation), cpus,
                       more ? fmt::format(", and contradicts it for {} more pairs", more) : "");
  }
  if (by_distance.size() > 1) out += "  (the table shows each trial's commonest mode; summary.csv has all)\n";
  return out;
}

/// What of their memory was not as the placements and variants say, and of how many figures.
std::string memory_text(const std::vector<Summary>& summaries) {
  std::map<std::string, size_t> figures;
  for (const auto& s : summaries)
    if (!s.memory.empty()) ++figures[s.memory];
  std::string out = figures.empty() ? "" : "\nmemory that is not as asked\n";
  for (const auto& [what, n] : figures)
    out += wrapped(fmt::format("  {} of {} figures: {}", n, summaries.size(), what), 4);
  return out;
}

}  // namespace

std::string summary_text(const std::vector<Summary>& summaries) {
  std::vector<std::string> groups;
  std::map<std::string, std::vector<const Summary*>> members;
  for (const auto& s : summaries) {
    const auto group = s.key.suite + "/" + s.key.group;
    auto& figures = members[group];
    if (figures.empty()) groups.push_back(group);
    figures.push_back(&s);
  }
  std::string out;
  bool wide = false;
  for (const auto& group : groups) out += summary_table(group, members[group], wide);
  out +=
      "\nMedians per operation (of each thread), in ns and core cycles, or GB/s of all\n"
      "threads together; ±%: half of the median's 95 % interval, in ns or in cycles as\n"
      "it is narrower. -: no figure; of cycles: they are not known.\n";
  if (wide)
    out +=
        fmt::format("* the interval reaches beyond {:g} % of the median; summary.csv says more\n", 100 * kGoodInterval);
  return out + memory_text(summaries) + modes_text(summaries);
}

}  // namespace fenceline
