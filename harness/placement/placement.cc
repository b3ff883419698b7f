// The pin policies: one function each (numa, the longest, in placement_numa.cc). How a policy's
// name or list is parsed is in pin.cc.
#include <base/error.h>
#include <base/nearest.h>
#include <fmt/format.h>
#include <harness/machine/pairs.h>
#include <harness/machine/pick.h>
#include <harness/placement/placement.h>
#include <harness/placement/policy.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace fenceline {

Placement placement(const Ask& ask, std::string label, const Pus& pus) {
  Placement p;
  p.label = std::move(label);
  p.policy = ask.pin.policy;
  const Distance far = widest(ask.machine, pus);
  p.relation = far.relation;
  if (pus.size() > 1) p.distance = name(far);
  for (const Pu* pu : pus) p.cpus.push_back(pu->os);
  if (pus.front()->node >= 0) p.memory_node = static_cast<unsigned>(pus.front()->node);
  return p;
}

std::string count(size_t n, std::string_view what) { return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s"); }

namespace {

/// One thread is at no distance from anything: every policy but numa and all puts it on the first
/// PU (of the fastest kind).
Placements single(const Ask& ask) {
  return {{placement(ask, "single", first(of_one_kind(all_pus(ask.machine), 1), 1))}, {}};
}

/// The first group in which `threads` PUs, scattered, are as far apart as `relation` and no
/// farther.
std::optional<Pus> exactly(const Ask& ask, const std::vector<Pus>& list, Relation relation) {
  for (const Pus& group : list) {
    if (group.size() < ask.threads) continue;
    for (const Pus& alike : by_kind(group, ask.threads)) {
      Pus chosen = first(scattered(ask.machine, alike), ask.threads);
      if (widest(ask.machine, chosen).relation == relation) return chosen;
    }
  }
  return std::nullopt;
}

/// PUs that each have another L3, all in one package. `most`: the L3s of the package that has most.
std::optional<Pus> l3_each(const Ask& ask, size_t& most) {
  most = 0;
  for (const Pus& package : groups(all_pus(ask.machine), &Pu::package)) {
    most = std::max(most, groups(package, &Pu::l3).size());
    for (const Pus& alike : by_kind(package, ask.threads)) {
      const std::vector<Pus> caches = groups(alike, &Pu::l3);
      if (caches.size() < ask.threads) continue;
      Pus pus;
      for (size_t t = 0; t < ask.threads; ++t) pus.push_back(caches[t].front());
      return pus;
    }
  }
  return std::nullopt;
}

/// In which groups of PUs a relation is to be looked for as the widest.
std::vector<Pus> scopes(const Pus& pus, Relation relation) {
  switch (relation) {
    case Relation::smt:
      return groups(pus, &Pu::core);
    case Relation::l2:
      return groups(pus, &Pu::l2);
    case Relation::cluster:
      return groups(pus, &Pu::cluster);
    case Relation::l3:
      return groups(pus, &Pu::l3);
    case Relation::die:
      return groups(pus, &Pu::die);
    case Relation::package:
      return groups(pus, &Pu::package);
    case Relation::numa: {
      // A node may span packages: then they are farther apart than the node tells.
      std::vector<Pus> list;
      for (const Pus& node : groups(pus, &Pu::numa)) {
        std::vector<Pus> packages = groups(node, &Pu::package);
        if (packages.empty()) packages = {node};
        list.insert(list.end(), packages.begin(), packages.end());
      }
      return list;
    }
    default:
      return {pus};
  }
}

// ---- the policies: one function each ----------------------------------------------------------

Placements none(const Ask& ask) {
  Placement p;
  p.label = "unpinned";
  p.policy = "none";
  p.pinned = false;
  p.relation = widest(ask.machine, all_pus(ask.machine)).relation;
  return {{p}, {}};
}

Placements compact(const Ask& ask) {
  if (ask.threads == 1) return single(ask);
  Pus pus = of_one_kind(all_pus(ask.machine), ask.threads);
  return {{placement(ask, "compact", first(pus, ask.threads))}, {}};
}

Placements scatter(const Ask& ask) {
  if (ask.threads == 1) return single(ask);
  Pus pus = scattered(ask.machine, of_one_kind(all_pus(ask.machine), ask.threads));
  return {{placement(ask, "scatter", first(pus, ask.threads))}, {}};
}

/// Whole cores: every thread has its siblings beside it.
Placements smt(const Ask& ask) {
  if (ask.threads == 1) return single(ask);
  const std::vector<Pus> cores = groups(all_pus(ask.machine), &Pu::core);
  const size_t siblings = largest(cores);
  if (cores.empty()) return {{}, {{"smt placement", "the topology tells of no cores"}}};
  if (siblings < 2) {
    return {{}, {{"smt placement", "no core has two PUs that we may use"}}};
  }
  Placements found;
  if (ask.threads <= siblings) {
    // In a core with sub-groups, siblings of one sub-group are nearer than those of two.
    std::set<Distance> known;
    for (const Pus& core : cores) {
      if (core.size() < ask.threads) continue;
      for (const Pus& chosen : {core, across_subcores(ask.machine, core)}) {
        Pus pus = first(chosen, ask.threads);
        const Distance far = widest(ask.machine, pus);
        if (known.insert(far).second) found.list.push_back(placement(ask, name(far), pus));
      }
    }
    return found;
  }
  Pus pus;
  size_t used = 0;
  for (const Pus& core : groups(of_one_kind(all_pus(ask.machine), ask.threads), &Pu::core)) {
    if (core.size() < 2 || pus.size() + core.size() > ask.threads) continue;
    pus.insert(pus.end(), core.begin(), core.end());
    ++used;
  }
  if (pus.size() < ask.threads) {
    return {
        {},
        {{"smt placement", fmt::format("{} threads do not fill whole cores of {} PUs here", ask.threads, siblings)}}};
  }
  return {{placement(ask, fmt::format("smt of {} cores", used), pus)}, {}};
}

/// One thread a core, in the nearest object that has enough cores.
Placements core(const Ask& ask) {
  if (ask.threads == 1) return single(ask);
  Pus cores;
  for (const Pu* pu : all_pus(ask.machine)) {
    if (pu->core >= 0 && pu->smt_rank == 0) cores.push_back(pu);
  }
  if (cores.empty()) return {{}, {{"core placement", "the topology tells of no cores"}}};
  if (cores.size() < ask.threads) {
    return {{},
            {{"core placement", fmt::format("{} are wanted, and we may use {}", count(ask.threads, "core"),
                                            count(cores.size(), "core"))}}};
  }
  const Pus alike = of_one_kind(cores, ask.threads);
  // A NUMA node that spans packages is farther than a package: within one first, then within any.
  for (const auto& list : {groups(alike, &Pu::l3), groups(alike, &Pu::die), scopes(alike, Relation::numa),
                           groups(alike, &Pu::package), groups(alike, &Pu::numa)}) {
    for (const Pus& group : list) {
      if (group.size() >= ask.threads) return {{placement(ask, "core", first(group, ask.threads))}, {}};
    }
  }
  return {{placement(ask, "core", first(alike, ask.threads))}, {}};
}

/// Cores that share one L3; and threads that each have another L3, in one package.
Placements l3(const Ask& ask) {
  if (ask.threads == 1) return single(ask);
  Placements found;
  const std::vector<Pus> caches = groups(all_pus(ask.machine), &Pu::l3);
  if (caches.empty()) {
    return {{}, {{"l3 placement", "the topology tells of no L3 cache"}}};
  }
  if (auto pus = exactly(ask, caches, Relation::l3)) {
    found.list.push_back(placement(ask, "l3", *pus));
  } else {
    found.skips.push_back({"l3 placement", fmt::format("no L3 cache has {} with nothing nearer in common (the "
                                                       "largest has {})",
                                                       count(ask.threads, "PU"), count(largest(caches), "PU"))});
  }
  size_t most = 0;
  if (auto pus = l3_each(ask, most)) {
    found.list.push_back(placement(ask, "l3-apart", *pus));
  } else {
    found.skips.push_back({"l3-apart placement", fmt::format("{} in one package are wanted, and there are at most {}",
                                                             count(ask.threads, "L3 cache"), most)});
  }
  return found;
}

/// With two threads one placement for each distance between packages, else one over all packages.
std::vector<Placement> across_packages(const Ask& ask) {
  std::vector<Placement> list;
  if (ask.threads == 2) {
    for (const PairClass& c : pair_classes(ask.machine)) {
      if (c.distance.relation != Relation::cross_package) continue;
      list.push_back(placement(ask, c.label, {ask.machine.pu(c.first.first), ask.machine.pu(c.first.second)}));
    }
    if (!list.empty()) return list;  // else one cache spans the packages, and is nearer
  }
  Pus inside = all_pus(ask.machine);
  std::erase_if(inside, [](const Pu* pu) { return pu->package < 0; });
  if (inside.size() < ask.threads) inside = all_pus(ask.machine);
  for (const Pus& alike : by_kind(inside, ask.threads)) {
    const Pus pus = first(scattered(ask.machine, alike), ask.threads);
    if (groups(pus, &Pu::package).size() < 2) continue;
    return {placement(ask, "cross-package", pus)};
  }
  return list;
}

/// Within a package, and across packages.
Placements package(const Ask& ask) {
  if (ask.threads == 1) return single(ask);
  const std::vector<Pus> packages = groups(all_pus(ask.machine), &Pu::package);
  if (packages.empty()) {
    return {{}, {{"package placement", "the topology tells of no packages"}}};
  }
  Placements found;
  auto fits = std::find_if(packages.begin(), packages.end(), [&](const Pus& p) { return p.size() >= ask.threads; });
  if (fits != packages.end()) {
    Pus pus = scattered(ask.machine, of_one_kind(*fits, ask.threads));
    found.list.push_back(placement(ask, "package", first(pus, ask.threads)));
  } else {
    found.skips.push_back({"package placement", fmt::format("no package has {} that we may use (the largest has {})",
                                                            count(ask.threads, "PU"), largest(packages))});
  }
  if (packages.size() > 1) {
    const std::vector<Placement> across = across_packages(ask);
    found.list.insert(found.list.end(), across.begin(), across.end());
  } else {
    found.skips.push_back({"cross-package placement", "all PUs that we may use are in one package"});
  }
  return found;
}

/// What has to be there for a relation to exist, to say so where it does not.
std::string_view needs(Relation relation) {
  switch (relation) {
    case Relation::smt:
      return "share a core";
    case Relation::l2:
      return "share an L2 cache, but no core";
    case Relation::cluster:
      return "share a cluster, but no L2 cache";
    case Relation::l3:
      return "share an L3 cache, but nothing nearer";
    case Relation::die:
      return "share a die, but no cache";
    case Relation::numa:
      return "share a NUMA node, but no cache or die";
    case Relation::package:
      return "share a package, but no NUMA node";
    case Relation::cross_package:
      return "are in different packages";
    default:
      return "are apart, with no packages to tell";
  }
}

/// One placement for each distance that exists.
Placements all(const Ask& ask) {
  if (ask.threads == 1) return place_numa(ask);
  Placements found;
  std::set<Relation> there;
  const Pus pus = all_pus(ask.machine);
  if (ask.threads == 2) {
    for (const PairClass& c : pair_classes(ask.machine)) {
      there.insert(c.distance.relation);
      found.list.push_back(placement(ask, c.label, {ask.machine.pu(c.first.first), ask.machine.pu(c.first.second)}));
    }
  }
  for (Relation relation : {Relation::smt, Relation::l2, Relation::cluster, Relation::l3, Relation::die, Relation::numa,
                            Relation::package, Relation::cross_package, Relation::machine}) {
    if (ask.threads > 2) {
      if (auto chosen = exactly(ask, scopes(pus, relation), relation)) {
        there.insert(relation);
        found.list.push_back(placement(ask, name(relation), *chosen));
      }
    }
    // That a machine with packages has no PUs with nothing known in common is no gap.
    if (relation == Relation::machine || there.contains(relation)) continue;
    found.skips.push_back({name(relation) + " placement",
                           fmt::format("no {} that we may use {}", count(ask.threads, "PU"), needs(relation))});
  }
  return found;
}

Placements list(const Ask& ask) {
  Pus pus;
  for (unsigned t = 0; t < ask.threads; ++t) pus.push_back(ask.machine.pu(ask.pin.cpus[t]));
  std::vector<unsigned> named(ask.pin.cpus.begin(), ask.pin.cpus.begin() + ask.threads);
  return {{placement(ask, "list " + ranges(named), pus)}, {}};
}

struct Policy {
  PolicyInfo info;
  Placements (*place)(const Ask&);
};

const std::vector<Policy>& policy_table() {
  static const std::vector<Policy> kTable = {
      {{"none", "not pinned: the kernel moves threads as it likes"}, none},
      {{"compact", "in topology order, siblings next to each other"}, compact},
      {{"scatter", "as far apart as possible, physical cores before siblings"}, scatter},
      {{"smt", "siblings of one core; with more threads, whole cores"}, smt},
      {{"core", "one thread a core, in one L3, die, node or package if it has enough"}, core},
      {{"l3", "cores that share one L3, and threads with an L3 each in one package"}, l3},
      {{"package", "within one package, and across packages"}, package},
      {{"numa", "in one NUMA node with memory there and in others, and across nodes"}, place_numa},
      {{"all", "one placement for each distance that this machine has"}, all},
      {{"list", "the PUs that are named, as in --pin=0,4-7"}, list},
  };
  return kTable;
}

/// Threads beyond the PUs go round again over those that a placement without them has.
Placements oversubscribed(const Machine& machine, const Pin& pin, unsigned threads, unsigned most) {
  Placements found = place(machine, pin, most);
  for (Placement& p : found.list) {
    if (!p.pinned) continue;
    const size_t placed = p.cpus.size();
    for (size_t t = placed; t < threads; ++t) p.cpus.push_back(p.cpus[t % placed]);
    p.oversubscribed = true;
  }
  return found;
}

}  // namespace

const std::vector<PolicyInfo>& policies() {
  static const std::vector<PolicyInfo> kInfos = [] {
    std::vector<PolicyInfo> infos;
    for (const Policy& policy : policy_table()) infos.push_back(policy.info);
    return infos;
  }();
  return kInfos;
}

Placements place(const Machine& machine, const Pin& pin, unsigned threads, bool oversubscribe) {
  if (threads == 0) throw InputError("--threads=0: at least one thread is needed");
  const bool listed = pin.policy == "list";
  if (listed) check_list(machine, pin.cpus);
  const size_t most = listed ? pin.cpus.size() : machine.pus.size();
  if (threads > most && !oversubscribe) {
    throw InputError(
        fmt::format("{} threads are more than the {} that {}; give at most --threads={}, or --oversubscribe", threads,
                    count(most, "PU"), listed ? "--pin names" : "we may use here", most));
  }
  for (const Policy& policy : policy_table()) {
    if (policy.info.name != pin.policy) continue;
    if (threads > most) {
      return oversubscribed(machine, pin, threads, static_cast<unsigned>(most));
    }
    return policy.place({machine, pin, threads});
  }
  std::vector<std::string> names;
  for (const PolicyInfo& info : policies()) names.push_back(info.name);
  throw InputError(unknown("pin policy", pin.policy, names, "--help lists them"));
}

}  // namespace fenceline
