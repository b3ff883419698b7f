#include <harness/pairs.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <tuple>

namespace fenceline {
namespace {

using Index = uint32_t;  // into Machine::pus
using Cell = std::vector<Index>;

auto outer(const Pu& p) {
  return std::tuple(p.cluster, p.l3, p.die, p.numa, p.package, p.group, p.kind);
}

/// PUs that are alike in all that lies outside their core and L2: there are few such cells where
/// there are many PUs, and the distance between two cells is that of any two of their PUs, except
/// for the pairs that share a core or an L2.
std::vector<Cell> cells_of(const std::vector<const Pu*>& pus, const Pu* base) {
  std::map<decltype(outer(Pu())), size_t> known;
  std::vector<Cell> cells;
  for (const Pu* pu : pus) {
    auto [at, is_new] = known.try_emplace(outer(*pu), cells.size());
    if (is_new) cells.emplace_back();
    cells[at->second].push_back(static_cast<Index>(pu - base));
  }
  return cells;
}

/// The distance between two cells' PUs that share neither core nor L2.
Distance outer_distance(const Machine& machine, Pu a, Pu b) {
  a.core = b.core = a.l2 = b.l2 = -1;
  a.os = 0;
  b.os = 1;  // two PUs, even if it is one cell's distance to itself
  return machine.distance_between(a, b);
}

std::vector<const Pu*> pointers(const Machine& machine) {
  std::vector<const Pu*> pus;
  for (const Pu& pu : machine.pus) pus.push_back(&pu);
  return pus;
}

}  // namespace

struct PairClass::Members {
  std::shared_ptr<const std::vector<Cell>> cells;
  std::vector<std::pair<Index, Index>> blocks;     // of cells: pairs across, or inside one
  std::vector<std::pair<Index, Index>> explicit_;  // of PUs that share a core or an L2

  /// Calls f(a, b) for each pair until it returns true. Blocks hold pairs of nearer classes too.
  template <typename F>
  void each(const Machine& machine, const Distance& distance, F f) const {
    for (auto [a, b] : explicit_) {
      if (f(a, b)) return;
    }
    for (auto [i, j] : blocks) {
      const Cell &from = (*cells)[i], &to = (*cells)[j];
      for (size_t x = 0; x < from.size(); ++x) {
        for (size_t y = i == j ? x + 1 : 0; y < to.size(); ++y) {
          if (machine.distance_between(machine.pus[from[x]], machine.pus[to[y]]) == distance &&
              f(from[x], to[y])) {
            return;
          }
        }
      }
    }
  }
};

std::vector<PairClass> pair_classes(const Machine& machine) {
  const auto cells =
      std::make_shared<const std::vector<Cell>>(cells_of(pointers(machine), machine.pus.data()));
  struct Found {
    uint64_t pairs = 0;
    std::shared_ptr<PairClass::Members> members = std::make_shared<PairClass::Members>();
  };
  std::map<Distance, Found> classes;
  for (Index i = 0; i < cells->size(); ++i) {
    for (Index j = i; j < cells->size(); ++j) {
      const Cell &a = (*cells)[i], &b = (*cells)[j];
      uint64_t pairs = i == j ? a.size() * (a.size() - 1) / 2 : a.size() * b.size();
      if (pairs == 0) continue;
      Found& found =
          classes[outer_distance(machine, machine.pus[a.front()], machine.pus[b.front()])];
      found.pairs += pairs;
      found.members->blocks.emplace_back(i, j);
    }
  }
  // Those that share a core or an L2 were counted as if they did not: move them.
  auto move = [&](Index a, Index b) {
    const Pu &x = machine.pus[a], &y = machine.pus[b];
    Distance from = outer_distance(machine, x, y), to = machine.distance_between(x, y);
    --classes[from].pairs;
    Found& found = classes[to];
    ++found.pairs;
    found.members->explicit_.emplace_back(a, b);
  };
  for (int Pu::*level : {&Pu::core, &Pu::l2}) {
    std::map<int, Cell> groups;
    for (Index i = 0; i < machine.pus.size(); ++i) {
      if (machine.pus[i].*level >= 0) groups[machine.pus[i].*level].push_back(i);
    }
    for (const auto& [id, group] : groups) {
      for (size_t x = 0; x < group.size(); ++x) {
        for (size_t y = x + 1; y < group.size(); ++y) {
          const Pu &a = machine.pus[group[x]], &b = machine.pus[group[y]];
          bool moved = level == &Pu::l2 && a.core >= 0 && a.core == b.core;
          if (!moved) move(group[x], group[y]);
        }
      }
    }
  }
  std::vector<PairClass> list;
  for (auto& [distance, found] : classes) {
    if (found.pairs == 0) continue;
    PairClass c;
    c.distance = distance;
    c.label = name(distance);
    c.pairs = found.pairs;
    found.members->cells = cells;
    found.members->each(machine, distance, [&](Index a, Index b) {
      c.first = {machine.pus[a].os, machine.pus[b].os};
      return true;
    });
    c.members = std::move(found.members);
    list.push_back(std::move(c));
  }
  return list;
}

std::vector<std::pair<unsigned, unsigned>> PairClass::sample(const Machine& machine, uint64_t seed,
                                                             size_t count) const {
  std::mt19937_64 random(seed);
  auto below = [&](uint64_t n) {
    return random() % n;
  };  // n is far below 2^64: no bias to speak of
  std::set<std::pair<Index, Index>> seen;
  std::vector<std::pair<Index, Index>> chosen;
  // In a large class pairs are drawn, and drawn again where they are nearer than the class or
  // known.
  constexpr uint64_t kSmall = 4096;
  if (pairs > std::max<uint64_t>(kSmall, 4 * count)) {
    std::vector<uint64_t> ends;  // running total of the blocks' pairs, then the explicit ones
    uint64_t total = 0;
    for (auto [i, j] : members->blocks) {
      total += (*members->cells)[i].size() * (*members->cells)[j].size();
      ends.push_back(total);
    }
    const uint64_t all = total + members->explicit_.size();
    for (size_t tries = 0; chosen.size() < count && tries < 64 * count + 1000; ++tries) {
      uint64_t at = below(all);
      std::pair<Index, Index> pair;
      if (at >= total) {
        pair = members->explicit_[at - total];
      } else {
        auto block = members->blocks[static_cast<size_t>(
            std::upper_bound(ends.begin(), ends.end(), at) - ends.begin())];
        const Cell &from = (*members->cells)[block.first], &to = (*members->cells)[block.second];
        pair = std::minmax(from[below(from.size())], to[below(to.size())]);
      }
      if (machine.distance_between(machine.pus[pair.first], machine.pus[pair.second]) != distance ||
          !seen.insert(pair).second) {
        continue;
      }
      chosen.push_back(pair);
    }
  }
  if (chosen.size() < std::min<uint64_t>(count, pairs)) {
    chosen.clear();
    members->each(machine, distance, [&](Index a, Index b) {
      chosen.emplace_back(std::minmax(a, b));
      return false;
    });
    for (size_t i = chosen.size(); i > 1; --i) std::swap(chosen[i - 1], chosen[below(i)]);
    if (chosen.size() > count) chosen.resize(count);
  }
  std::vector<std::pair<unsigned, unsigned>> numbers;
  for (auto [a, b] : chosen) numbers.emplace_back(machine.pus[a].os, machine.pus[b].os);
  return numbers;
}

Distance widest(const Machine& machine, const std::vector<const Pu*>& pus) {
  const std::vector<Cell> cells = cells_of(pus, machine.pus.data());
  Distance far;
  for (size_t i = 0; i < cells.size(); ++i) {
    for (size_t j = i; j < cells.size(); ++j) {
      const Pu& a = machine.pus[cells[i].front()];
      const Distance most = outer_distance(machine, a, machine.pus[cells[j].front()]);
      if (most <= far) continue;
      // The first pair that shares neither core nor L2 is as far as these cells get.
      bool reached = false;
      for (size_t x = 0; x < cells[i].size() && !reached; ++x) {
        for (size_t y = i == j ? x + 1 : 0; y < cells[j].size() && !reached; ++y) {
          const Distance d =
              machine.distance_between(machine.pus[cells[i][x]], machine.pus[cells[j][y]]);
          far = std::max(far, d);
          reached = d == most;
        }
      }
    }
  }
  return far;
}

}  // namespace fenceline
