#include <fmt/format.h>
#include <harness/machine/machine.h>

#include <algorithm>

namespace fenceline {
namespace {

/// How many levels of groups have to be left to get from one group to the other.
int groups_between(const std::vector<int>& parent, int a, int b) {
  auto chain = [&](int group) {
    std::vector<int> groups;
    for (; group >= 0; group = parent[static_cast<size_t>(group)]) groups.push_back(group);
    return groups;
  };
  std::vector<int> from = chain(a), to = chain(b);
  while (!from.empty() && !to.empty() && from.back() == to.back()) {
    from.pop_back();
    to.pop_back();
  }
  return static_cast<int>(std::max(from.size(), to.size()));
}

}  // namespace

std::string name(Relation relation) {
  switch (relation) {
    case Relation::same_pu:
      return "same-pu";
    case Relation::smt:
      return "smt";
    case Relation::l2:
      return "l2";
    case Relation::cluster:
      return "cluster";
    case Relation::l3:
      return "l3";
    case Relation::die:
      return "die";
    case Relation::numa:
      return "numa";
    case Relation::package:
      return "package";
    case Relation::cross_package:
      return "cross-package";
    case Relation::machine:
      return "machine";
  }
  return "?";
}

std::string name(const Distance& d) {
  std::string text = name(d.relation);
  if (d.apart) text += " apart";
  if (d.numa != 0) text += fmt::format(" {}", d.numa_back);
  if (d.numa != d.numa_back) text += fmt::format("/{}", d.numa);
  if (d.groups != 0) text += fmt::format(" groups {}", d.groups);
  if (d.kind_low >= 0) {
    text += d.kind_low == d.kind_high ? fmt::format(" kind {}", d.kind_low)
                                      : fmt::format(" kinds {}+{}", d.kind_low, d.kind_high);
  }
  return text;
}

std::string ranges(const std::vector<unsigned>& numbers) {
  std::string text;
  for (size_t i = 0; i < numbers.size();) {
    size_t j = i;
    while (j + 1 < numbers.size() && numbers[j + 1] == numbers[j] + 1) ++j;
    if (!text.empty()) text += ',';
    text += fmt::format("{}", numbers[i]);
    if (j > i) text += fmt::format("{}{}", j > i + 1 ? '-' : ',', numbers[j]);
    i = j + 1;
  }
  return text.empty() ? "none" : text;
}

const Pu* Machine::pu(unsigned os) const {
  if (os < pus.size() && pus[os].os == os) return &pus[os];  // as most are numbered
  auto found = std::find_if(pus.begin(), pus.end(), [os](const Pu& p) { return p.os == os; });
  return found == pus.end() ? nullptr : &*found;
}

const NumaNode* Machine::node(unsigned os) const {
  auto found = std::lower_bound(nodes.begin(), nodes.end(), os,
                                [](const NumaNode& n, unsigned number) { return n.os < number; });
  return found == nodes.end() || found->os != os ? nullptr : &*found;
}

bool Machine::usable(const NumaNode& n) const { return n.has_memory && n.allowed; }

Relation Machine::relation(const Pu& a, const Pu& b) const {
  auto share = [&](int Pu::*level) { return a.*level >= 0 && a.*level == b.*level; };
  if (a.os == b.os) return Relation::same_pu;
  if (share(&Pu::core)) return Relation::smt;
  if (share(&Pu::l2)) return Relation::l2;
  if (share(&Pu::cluster)) return Relation::cluster;
  if (share(&Pu::l3)) return Relation::l3;
  if (share(&Pu::die)) return Relation::die;
  if (a.package >= 0 && b.package >= 0 && a.package != b.package) return Relation::cross_package;
  if (share(&Pu::numa)) return Relation::numa;
  if (share(&Pu::package)) return Relation::package;
  return Relation::machine;
}

uint64_t Machine::node_distance(unsigned from, unsigned to) const {
  const NumaNode* a = node(from);
  const NumaNode* b = node(to);
  if (distance.empty() || a == nullptr || b == nullptr) return 0;
  return distance[static_cast<size_t>(a - nodes.data())][static_cast<size_t>(b - nodes.data())];
}

Distance Machine::distance_between(const Pu& a, const Pu& b) const {
  Distance d;
  d.relation = relation(a, b);
  if (d.relation == Relation::same_pu) return d;
  d.apart = d.relation == Relation::smt && a.subcore != b.subcore;
  if (d.relation > Relation::smt && !distance.empty() && a.numa >= 0 && b.numa >= 0 && a.numa != b.numa) {
    const auto i = static_cast<size_t>(a.numa), j = static_cast<size_t>(b.numa);
    d.numa = std::max(distance[i][j], distance[j][i]);
    d.numa_back = std::min(distance[i][j], distance[j][i]);
  }
  if (d.numa == 0 && a.group != b.group) d.groups = groups_between(group_parent, a.group, b.group);
  if (a.kind >= 0 && b.kind >= 0) {
    d.kind_low = std::min(a.kind, b.kind);
    d.kind_high = std::max(a.kind, b.kind);
  }
  return d;
}

std::string Machine::distance_class(const Pu& a, const Pu& b) const { return name(distance_between(a, b)); }

}  // namespace fenceline
