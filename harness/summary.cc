#include <harness/summary.h>

#include <base/text.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/placement/modes.h>
#include <harness/results/thresholds.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace fenceline {
namespace {

/// What was done to a variant, and where: a column of the summary.
struct HowWhere {
  std::string how, where;
  bool operator==(const HowWhere&) const = default;
};

std::string how(const TrialKey& key) {
  auto text = key.how;
  // An argument's value is told; its name is in --list and in the results.
  for (size_t at = key.args.find('='); at != key.args.npos; at = key.args.find('=', at + 1))
    text += " " + key.args.substr(at + 1, key.args.find(' ', at) - at - 1);
  return text;
}
std::string row_name(const TrialKey& key) {
  return name_of(key.variant, key.width) + (key.use.empty() ? "" : "/" + key.use);
}
std::string cut(std::string text, size_t width) {
  if (text.size() > width) text = text.substr(0, width - 1) + "~";
  return text;
}

template <class T>
size_t index_of(std::vector<T>& list, const T& item) {
  const auto it = std::ranges::find(list, item);
  if (it != list.end()) return static_cast<size_t>(it - list.begin());
  list.push_back(item);
  return list.size() - 1;
}

/// Three significant digits, `most` after the point; never a negative zero.
std::string rounded(double value, int most) {
  const double size = std::fabs(value);
  const int digits = std::min(most, size < 0.9995 ? 3 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
  return fmt::format("{:.{}f}", size < 0.5 * std::pow(0.1, digits) ? 0 : value, digits);
}

std::string cell_text(const Summary& s) {
  if (!std::isfinite(s.median_ns)) return fmt::format("{:>16} ", "-");
  const double spread = 50 * (s.high_ns - s.low_ns) / std::max(std::fabs(s.median_ns), kNextToNothingNs);
  return fmt::format("{:>6}{:>6} {:>3}{}", rounded(s.median_ns, 3),
                     s.median_cycles ? rounded(*s.median_cycles, 2) : "-",
                     spread < 99.5 ? fmt::format("{:.0f}", spread) : ">99", s.closed ? " " : "*");
}

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
  constexpr size_t kName = 29, kCell = 17, kAcross = 3;
  std::vector<std::string> groups;
  std::vector<std::vector<const Summary*>> members;
  bool noisy = false;
  for (const auto& s : summaries) {
    const size_t g = index_of(groups, s.key.suite + "/" + s.key.group);
    if (g == members.size()) members.emplace_back();
    members[g].push_back(&s);
  }
  std::string out;
  for (size_t g = 0; g < groups.size(); ++g) {
    std::vector<HowWhere> columns;
    std::vector<std::string> rows;
    std::map<std::pair<size_t, size_t>, const Summary*> cells;
    for (const auto* s : members[g]) {
      std::string where = s->key.placement.label;
      if (s->key.threads > 1) where = fmt::format("x{} {}", s->key.threads, where);
      const size_t row = index_of(rows, row_name(s->key));
      // Of several hidden placement modes the table shows the one that was there most.
      auto& cell = cells[{row, index_of(columns, HowWhere{how(s->key), where})}];
      if (!cell || cell->mode_share < s->mode_share) cell = s;
    }
    for (size_t first = 0; first < columns.size(); first += kAcross) {
      const size_t last = std::min(first + kAcross, columns.size());
      std::string above = fmt::format("\n{:<{}}", cut(groups[g], kName), kName), places, units;
      places = units = std::string(kName, ' ');
      for (size_t c = first; c < last; ++c) {
        above += fmt::format("{:>{}}", cut(columns[c].how, kCell - 1), kCell);
        places += fmt::format("{:>{}}", cut(columns[c].where, kCell - 1), kCell);
        units += fmt::format("{:>6} {:>5} {:>3} ", "ns", "cyc", "±%");
      }
      out += above + "\n" + places + "\n" + units + "\n";
      for (size_t r = 0; r < rows.size(); ++r) {
        std::string line = fmt::format("{:<{}}", cut(rows[r], kName), kName);
        bool any = false;
        for (size_t c = first; c < last; ++c) {
          const auto it = cells.find({r, c});
          any = any || it != cells.end();
          if (it != cells.end()) noisy = noisy || !it->second->closed;
          line += it == cells.end() ? std::string(kCell, ' ') : cell_text(*it->second);
        }
        if (any) out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
      }
    }
  }
  out += "\nMedians per operation (of each thread), in ns and core cycles; ±%: half of the\n"
         "median's 95 % interval. -: no figure; of cycles: they are not known.\n";
  if (noisy)
    out += fmt::format("* the interval reaches beyond {:g} % of the median; summary.csv says more\n", 100 * kGoodInterval);
  return out + memory_text(summaries) + modes_text(summaries);
}

}  // namespace fenceline
