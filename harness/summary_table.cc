#include <harness/summary_table.h>

#include <fmt/format.h>
#include <harness/results/thresholds.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace fenceline {
namespace {

constexpr size_t kScreen = 80, kCell = 17, kName = 29;

/// Two lines above a column.
struct Heading {
  std::string first, second;
  bool operator==(const Heading&) const = default;
};

std::string how(const TrialKey& key) { return key.how + (key.told.empty() ? "" : " " + key.told); }
std::string where(const TrialKey& key) {
  return key.threads > 1 ? fmt::format("x{} {}", key.threads, key.placement.label) : key.placement.label;
}
std::string variant(const TrialKey& key) {
  return name_of(key.variant, key.width) + (key.use.empty() ? "" : "/" + key.use);
}

template <class T>
size_t index_of(std::vector<T>& list, const T& item) {
  const auto it = std::ranges::find(list, item);
  if (it != list.end()) return static_cast<size_t>(it - list.begin());
  list.push_back(item);
  return list.size() - 1;
}

/// How many different ones.
template <class Of>
size_t kinds(const std::vector<const Summary*>& figures, Of of) {
  std::vector<decltype(of(figures[0]->key))> seen;
  for (const auto* s : figures) index_of(seen, of(s->key));
  return seen.size();
}

/// Three significant digits, `most` after the point; never a negative zero.
std::string rounded(double value, int most) {
  const double size = std::fabs(value);
  const int digits = std::min(most, size < 0.9995 ? 3 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
  return fmt::format("{:.{}f}", size < 0.5 * std::pow(0.1, digits) ? 0 : value, digits);
}

bool moves_bytes(const Summary& s) { return s.bytes_per_op > 0; }

std::string cell_text(const Summary& s) {
  if (!std::isfinite(s.median_ns)) return fmt::format("{:>16} ", "-");
  const double spread = 100 * s.width;
  const double shown = moves_bytes(s) ? s.bytes_per_op * s.key.threads / s.median_ns : s.median_ns;
  const std::string cycles = moves_bytes(s) ? "" : s.median_cycles ? rounded(*s.median_cycles, 2) : "-";
  return fmt::format("{:>6} {:>5} {:>3}{}", rounded(shown, 3), cycles,
                     spread < 99.5 ? fmt::format("{:.0f}", spread) : ">99", s.closed ? " " : "*");
}

/// A group's lines and columns, and what stands where they meet: of several hidden placement modes the one that was
/// there most.
struct Grid {
  std::vector<std::string> lines;
  std::vector<Heading> columns;
  std::map<std::pair<size_t, size_t>, const Summary*> cells;

  explicit Grid(const std::vector<const Summary*>& figures) {
    const auto heading = [](const TrialKey& key) { return Heading{how(key), where(key)}; };
    const size_t variants = kinds(figures, variant), ways = kinds(figures, heading);
    const bool turned = ways > (kScreen - kName) / kCell && ways > variants;
    for (const auto* s : figures) {
      const size_t line = index_of(lines, turned ? how(s->key) : variant(s->key));
      const size_t column = index_of(columns, turned ? Heading{variant(s->key), where(s->key)} : heading(s->key));
      auto& cell = cells[{line, column}];
      if (!cell || cell->mode_share < s->mode_share) cell = s;
    }
  }
  const Summary* at(size_t line, size_t column) const {
    const auto it = cells.find({line, column});
    return it == cells.end() ? nullptr : it->second;
  }
  bool column_moves_bytes(size_t column) const {
    return std::ranges::any_of(cells,
                               [&](const auto& c) { return c.first.second == column && moves_bytes(*c.second); });
  }
};

std::string without_end(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

/// A name on as many lines as the screen's width makes it take, all but the first indented: it is broken behind what joins its parts.
std::string broken(const std::string& name) {
  std::string out;
  size_t first = 0, indent = 0;
  while (name.size() - first > kScreen - indent) {
    const size_t joint = name.find_last_of("+/;", first + kScreen - indent - 1);
    if (joint == std::string::npos || joint < first) break;
    out += std::string(indent, ' ') + name.substr(first, joint + 1 - first) + "\n";
    first = joint + 1;
    indent = 2;
  }
  return out + std::string(indent, ' ') + name.substr(first);
}

}  // namespace

std::string summary_table(const std::string& group, const std::vector<const Summary*>& figures, bool& wide) {
  const Grid grid(figures);
  size_t cell = kCell, name = std::max(kName, group.size() + 1);
  for (const auto& c : grid.columns) cell = std::max({cell, c.first.size() + 1, c.second.size() + 1});
  const size_t room = kScreen > cell + name ? kScreen - cell : name;  // a name that leaves none has a line of its own
  for (const auto& line : grid.lines)
    if (line.size() < room) name = std::max(name, line.size() + 1);
  const size_t across = std::max<size_t>(1, (kScreen - std::min(name, kScreen)) / cell);

  std::string out;
  for (size_t first = 0; first < grid.columns.size(); first += across) {
    const size_t last = std::min(first + across, grid.columns.size());
    std::string above = fmt::format("{:<{}}", group, name), places(name, ' '), units(name, ' ');
    for (size_t c = first; c < last; ++c) {
      const bool bytes = grid.column_moves_bytes(c);
      above += fmt::format("{:>{}}", grid.columns[c].first, cell);
      places += fmt::format("{:>{}}", grid.columns[c].second, cell);
      units += fmt::format("{:>{}} {:>5} {:>3} ", bytes ? "GB/s" : "ns", cell - 11, bytes ? "" : "cyc", "±%");
    }
    out += "\n" + above + "\n" + places + "\n" + units + "\n";
    for (size_t l = 0; l < grid.lines.size(); ++l) {
      const auto& text = grid.lines[l];
      std::string line =
          text.size() < name ? fmt::format("{:<{}}", text, name) : broken(text) + "\n" + std::string(name, ' ');
      bool any = false;
      for (size_t c = first; c < last; ++c) {
        const auto* s = grid.at(l, c);
        any = any || s;
        wide = wide || (s && !s->closed);
        line += fmt::format("{:>{}}", s ? cell_text(*s) : "", cell);
      }
      if (any) out += without_end(line) + "\n";
    }
  }
  return out;
}

}  // namespace fenceline
