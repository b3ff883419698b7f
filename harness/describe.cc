// The machine in words, for --dry-run and --machine.
#include <fmt/format.h>
#include <harness/pairs.h>
#include <harness/pick.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace fenceline {
namespace {

constexpr size_t kWidth = 80;

/// Breaks a line at its spaces; further lines are indented below the text.
std::string wrapped(const std::string& key, const std::string& text) {
  constexpr size_t kIndent = 12;
  std::string out, line = fmt::format("{:<{}}", key, kIndent);
  size_t used = 0;  // words in this line
  for (size_t begin = 0; begin < text.size();) {
    size_t end = std::min(text.find(' ', begin), text.size());
    std::string word = text.substr(begin, end - begin);
    begin = end + 1;
    if (used > 0 && line.size() + 1 + word.size() > kWidth) {
      out += line + "\n";
      line.assign(kIndent, ' ');
      used = 0;
    }
    // A word that is too long for any line (a path, a long list of PUs) is cut.
    for (; line.size() + word.size() + 1 > kWidth; line.assign(kIndent, ' ')) {
      const size_t room = kWidth - line.size();
      out += line + word.substr(0, room) + "\n";
      word.erase(0, room);
    }
    if (used++ > 0) line += ' ';
    line += word;
  }
  return out + line + "\n";
}

std::string bytes(uint64_t n) {
  static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  size_t unit = 0;
  double value = static_cast<double>(n);
  while (value >= 1024 && unit + 1 < std::size(kUnits)) {
    value /= 1024;
    ++unit;
  }
  return fmt::format("{:.4g} {}", value, kUnits[unit]);
}

std::string times(size_t n, std::string_view what) {
  return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

std::string levels(const Machine& machine) {
  const Pus pus = all_pus(machine);
  std::string text;
  auto add = [&](Level level, std::string_view what) {
    if (size_t n = groups(pus, level).size()) text += times(n, what) + ", ";
  };
  add(&Pu::package, "package");
  add(&Pu::die, "die");
  add(&Pu::numa, "NUMA node");
  add(&Pu::l3, "L3");
  add(&Pu::cluster, "cluster");
  add(&Pu::core, "core");
  return text + times(pus.size(), "usable PU");
}

std::string cache_kinds(const Machine& machine) {
  std::map<std::tuple<unsigned, std::string, uint64_t>, size_t> kinds;
  for (const Cache& c : machine.caches) ++kinds[{c.level, c.type, c.bytes}];
  std::string text;
  for (const auto& [kind, n] : kinds) {
    const auto& [level, type, size] = kind;
    text += fmt::format("{}{} x L{}{} {}", text.empty() ? "" : ", ", n, level,
                        type == "data"          ? "d"
                        : type == "instruction" ? "i"
                                                : "",
                        size == 0 ? "of unknown size" : bytes(size));
  }
  return text;
}

}  // namespace

std::string describe(const Machine& machine) {
  std::string text = wrapped("machine", machine.source);
  text += wrapped("has", levels(machine));
  std::vector<unsigned> usable;
  for (const Pu& pu : machine.pus) usable.push_back(pu.os);
  std::sort(usable.begin(), usable.end());
  text += wrapped("PUs", ranges(usable));
  if (std::string caches = cache_kinds(machine); !caches.empty()) text += wrapped("caches", caches);
  constexpr size_t kMostNodes = 8;
  for (size_t i = 0; i < std::min(kMostNodes, machine.nodes.size()); ++i) {
    const NumaNode& node = machine.nodes[i];
    text += wrapped(
        fmt::format("node {}", node.os),
        fmt::format("{}{}{}, PUs {}",
                    node.has_memory ? (node.bytes > 0 ? bytes(node.bytes) : "memory") : "no memory",
                    node.subtype.empty() ? "" : " " + node.subtype,
                    node.allowed ? "" : " (not for us)", ranges(node.cpus)));
  }
  if (machine.nodes.size() > kMostNodes) {
    text += wrapped("nodes", fmt::format("{} more", machine.nodes.size() - kMostNodes));
  }
  if (machine.pus.size() > 1) {
    std::string distances;
    for (const PairClass& c : pair_classes(machine)) {
      distances +=
          fmt::format("{}{} ({})", distances.empty() ? "" : ", ", c.label, times(c.pairs, "pair"));
    }
    text += wrapped("distances", distances);
  }
  for (const std::string& remark : machine.remarks) text += wrapped("remark", remark);
  return text;
}

}  // namespace fenceline
