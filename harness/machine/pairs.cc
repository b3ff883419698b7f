#include <harness/machine/pairs.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <tuple>

namespace fenceline {
namespace {

using Index = uint32_t;  // into Machine::pus
using Cell = std::vector<Index>;

auto outer(const Pu& p) { return std::tuple(p.cluster, p.l3, p.die, p.numa, p.package, p.group, p.kind); }

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

/// Pairs of a row with a column, both ranges of places in Members::order. Where they are one range it is one cell's
/// pairs, each counted once.
struct Block {
  Index row_begin, row_end, column_begin, column_end;
  uint64_t rows() const { return row_end - row_begin; }
  uint64_t columns() const { return column_end - column_begin; }
  bool inside() const { return row_begin == column_begin; }
  uint64_t pairs() const { return inside() ? rows() * (rows() - 1) / 2 : rows() * columns(); }
};

}  // namespace

struct PairClass::Members {
  std::shared_ptr<const Cell> order;               // all PUs, cell by cell
  std::vector<Block> blocks;                       // may hold pairs of nearer classes too
  std::vector<std::pair<Index, Index>> explicit_;  // of PUs that share a core or an L2

  /// Calls f(a, b) for each pair until it returns true.
  template <typename F>
  void each(const Machine& machine, const Distance& distance, F f) const {
    for (auto [a, b] : explicit_) {
      if (f(a, b)) return;
    }
    for (const Block& block : blocks) {
      for (Index x = block.row_begin; x < block.row_end; ++x) {
        for (Index y = block.inside() ? x + 1 : block.column_begin; y < block.column_end; ++y) {
          const Index a = (*order)[x], b = (*order)[y];
          if (machine.distance_between(machine.pus[a], machine.pus[b]) == distance && f(a, b)) return;
        }
      }
    }
  }
};

std::vector<PairClass> pair_classes(const Machine& machine) {
  struct Found {
    uint64_t pairs = 0;
    std::shared_ptr<PairClass::Members> members = std::make_shared<PairClass::Members>();
  };
  std::map<Distance, Found> classes;
  const std::vector<Cell> cells = cells_of(pointers(machine), machine.pus.data());
  const auto order = std::make_shared<Cell>();
  std::vector<Index> begins;
  for (const Cell& cell : cells) {
    begins.push_back(static_cast<Index>(order->size()));
    order->insert(order->end(), cell.begin(), cell.end());
  }
  begins.push_back(static_cast<Index>(order->size()));
  for (size_t i = 0; i < cells.size(); ++i) {
    // Cells that follow each other are mostly at one distance from this one: they are one block.
    Found* found = nullptr;
    Distance last;
    for (size_t j = i; j < cells.size(); ++j) {
      const Block block{begins[i], begins[i + 1], begins[j], begins[j + 1]};
      if (block.pairs() == 0) continue;
      const Distance distance = outer_distance(machine, machine.pus[cells[i].front()], machine.pus[cells[j].front()]);
      const bool same = found != nullptr && distance == last;
      if (!same) found = &classes[distance];
      last = distance;
      found->pairs += block.pairs();
      auto& blocks = found->members->blocks;
      if (same && !blocks.back().inside()) {
        blocks.back().column_end = block.column_end;
      } else {
        blocks.push_back(block);
      }
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
    found.members->order = order;
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
  auto below = [&](uint64_t n) { return random() % n; };  // n is far below 2^64: no bias to speak of
  std::set<std::pair<Index, Index>> seen;
  std::vector<std::pair<Index, Index>> chosen;
  // In a large class pairs are drawn, and drawn again where they are nearer than the class or
  // known.
  constexpr uint64_t kSmall = 4096;
  if (pairs > std::max<uint64_t>(kSmall, 4 * count)) {
    std::vector<uint64_t> ends;  // running total of the blocks' pairs, then the explicit ones
    uint64_t total = 0;
    for (const Block& block : members->blocks) {
      total += block.rows() * block.columns();
      ends.push_back(total);
    }
    const uint64_t all = total + members->explicit_.size();
    for (size_t tries = 0; chosen.size() < count && tries < 64 * count + 1000; ++tries) {
      uint64_t at = below(all);
      std::pair<Index, Index> pair;
      if (at >= total) {
        pair = members->explicit_[at - total];
      } else {
        const Block& block =
            members->blocks[static_cast<size_t>(std::upper_bound(ends.begin(), ends.end(), at) - ends.begin())];
        const Index a = (*members->order)[block.row_begin + below(block.rows())];
        const Index b = (*members->order)[block.column_begin + below(block.columns())];
        pair = std::minmax(a, b);
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
  // Where neither nodes, groups nor kinds tell more, nothing is farther than two packages.
  const bool plain = machine.distance.empty() && machine.group_parent.empty() &&
                     std::all_of(pus.begin(), pus.end(), [](const Pu* p) { return p->package >= 0 && p->kind < 0; });
  for (size_t i = 0; i < cells.size(); ++i) {
    if (plain && far.relation == Relation::cross_package) break;
    for (size_t j = i; j < cells.size(); ++j) {
      const Pu& a = machine.pus[cells[i].front()];
      const Distance most = outer_distance(machine, a, machine.pus[cells[j].front()]);
      if (most <= far) continue;
      // The first pair that shares neither core nor L2 is as far as these cells get.
      bool reached = false;
      for (size_t x = 0; x < cells[i].size() && !reached; ++x) {
        for (size_t y = i == j ? x + 1 : 0; y < cells[j].size() && !reached; ++y) {
          const Distance d = machine.distance_between(machine.pus[cells[i][x]], machine.pus[cells[j][y]]);
          far = std::max(far, d);
          reached = d == most;
        }
      }
    }
  }
  return far;
}

}  // namespace fenceline
