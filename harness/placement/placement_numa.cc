// The pin policy `numa`: threads and memory by NUMA node, one placement for each class of node
// pairs.
#include <fmt/format.h>
#include <harness/placement/policy.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace fenceline {
namespace {

// Of a numa placement: where the threads are, and where the memory is.
struct Home {
  const NumaNode* node = nullptr;
  Pus pus;
};

std::vector<Home> homes(const Machine& machine) {
  std::vector<Home> list;
  for (Pus& pus : groups(all_pus(machine), &Pu::numa)) {
    list.push_back({&machine.nodes[static_cast<size_t>(pus.front()->numa)], std::move(pus)});
  }
  std::sort(list.begin(), list.end(), [](const Home& a, const Home& b) { return a.node->os < b.node->os; });
  return list;
}

std::string with_subtype(const NumaNode& node) {
  return node.subtype.empty() ? fmt::format("n{}", node.os) : fmt::format("n{} {}", node.os, node.subtype);
}

std::string with_distance(std::string label, uint64_t distance) {
  return distance == 0 ? label : fmt::format("{} {}", label, distance);
}

std::string one_node_reason(const Machine& machine, const std::vector<Home>& list) {
  return machine.nodes.size() == 1
             ? fmt::format("this machine has one NUMA node (n{})", machine.nodes.front().os)
             : fmt::format("the PUs that we may use are all in NUMA node n{}", list.front().node->os);
}

/// Threads in one node, memory there and in the others: one placement for each class of node pairs,
/// told apart by distance, by what lies between them, and by the kind of memory.
void one_node(const Ask& ask, const std::vector<Home>& list, Placements& found) {
  std::set<std::tuple<bool, bool, uint64_t, Relation, std::string>> known;
  bool local = false, remote = false, fits = false;
  for (const Home& home : list) {
    if (home.pus.size() < ask.threads) continue;
    fits = true;
    const Pus pus = first(cores_first(of_one_kind(home.pus, ask.threads)), ask.threads);
    for (const NumaNode& memory : ask.machine.nodes) {
      if (!ask.machine.usable(memory)) continue;
      const bool near = std::all_of(pus.begin(), pus.end(), [&](const Pu* pu) {
        return std::find(memory.cpus.begin(), memory.cpus.end(), pu->os) != memory.cpus.end();
      });
      const uint64_t far = ask.machine.node_distance(home.node->os, memory.os);
      const Pu* there = memory.cpus.empty() ? nullptr : ask.machine.pu(memory.cpus.front());
      const Relation relation =
          near || there == nullptr ? Relation::same_pu : ask.machine.relation(*pus.front(), *there);
      (near ? local : remote) = true;
      const bool own = &memory == home.node;  // others may be local too: HBM beside DRAM
      if (!known.emplace(near, own, far, std::max(relation, Relation::numa), memory.subtype).second) {
        continue;
      }
      Placement p =
          placement(ask,
                    with_distance(near ? "node-local " + with_subtype(memory)
                                       : fmt::format("node-remote-memory n{}-{}", home.node->os, with_subtype(memory)),
                                  own ? 0 : far),
                    pus);
      p.memory_node = memory.os;
      found.list.push_back(std::move(p));
    }
  }
  if (!fits) {
    size_t most = 0;
    for (const Home& home : list) most = std::max(most, home.pus.size());
    const std::string reason =
        fmt::format("no NUMA node has {} that we may use (the largest has {})", count(ask.threads, "PU"), most);
    found.skips.push_back({"node-local placement", reason});
    found.skips.push_back({"node-remote-memory placement", reason});
    return;
  }
  if (!local) {
    found.skips.push_back({"node-local placement", "no node with enough PUs has memory that we may use"});
  }
  if (!remote) {
    const bool single = ask.machine.nodes.size() == 1;
    found.skips.push_back({"node-remote-memory placement",
                           single ? one_node_reason(ask.machine, list)
                                  : "no NUMA node has memory that we may use and that is remote to the threads"});
  }
}

/// Threads in two nodes by turns, memory in the first: one placement for each class of node pairs.
void cross_node(const Ask& ask, const std::vector<Home>& list, Placements& found) {
  if (list.size() < 2) {
    found.skips.push_back({"cross-node placement", one_node_reason(ask.machine, list)});
    return;
  }
  const unsigned in_second = ask.threads / 2, in_first = ask.threads - in_second;
  std::set<Distance> known;
  for (size_t i = 0; i < list.size(); ++i) {
    for (size_t j = i + 1; j < list.size(); ++j) {
      if (list[i].pus.size() < in_first || list[j].pus.size() < in_second) continue;
      Distance between = ask.machine.distance_between(*list[i].pus.front(), *list[j].pus.front());
      between.kind_low = between.kind_high = -1;
      if (!known.insert(between).second) continue;
      const Pus a = cores_first(of_one_kind(list[i].pus, in_first));
      const Pus b = cores_first(of_one_kind(list[j].pus, in_second));
      Pus pus;
      for (unsigned t = 0; t < ask.threads; ++t) pus.push_back(t % 2 == 0 ? a[t / 2] : b[t / 2]);
      found.list.push_back(placement(
          ask, with_distance(fmt::format("cross-node n{}-n{}", list[i].node->os, list[j].node->os), between.numa),
          pus));
    }
  }
  if (known.empty()) {
    Pus pus;
    for (const Home& home : list) pus.insert(pus.end(), home.pus.begin(), home.pus.end());
    if (pus.size() < ask.threads) return;
    found.list.push_back(placement(ask, "cross-node all", first(scattered(ask.machine, pus), ask.threads)));
  }
}

}  // namespace

Placements place_numa(const Ask& ask) {
  const std::vector<Home> list = homes(ask.machine);
  Placements found;
  if (list.empty()) {
    return {{}, {{"numa placement", "the topology tells of no NUMA node with PUs that we may use"}}};
  }
  one_node(ask, list, found);
  if (ask.threads > 1) cross_node(ask, list, found);
  return found;
}

}  // namespace fenceline
