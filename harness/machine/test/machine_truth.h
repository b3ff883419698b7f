// What a placement claims, checked against hwloc's own objects: by cpusets and ancestors, without
// anything that harness/machine/machine_read.cc made of them. Shared by the tests of machine and placement.
#pragma once
#include <fmt/format.h>
#include <harness/machine/machine.h>
#include <harness/placement/placement.h>
#include <hwloc.h>
#include <hwloc/distances.h>

#include <algorithm>
#include <set>

namespace fenceline {

class Truth {
 public:
  explicit Truth(const Machine& machine)
      : machine_(machine), topology_(static_cast<hwloc_topology_t>(machine.topology.get())) {}

  /// Usable according to hwloc; for a live machine the affinity comes on top.
  bool usable(unsigned os) const {
    return hwloc_bitmap_isset(hwloc_topology_get_allowed_cpuset(topology_), os) &&
           hwloc_get_pu_obj_by_os_index(topology_, os) != nullptr;
  }

  /// The objects of a type that hold a PU. NUMA nodes are beside the tree, so cpusets decide.
  std::set<hwloc_obj_t> holders(unsigned os, hwloc_obj_type_t type) const {
    std::set<hwloc_obj_t> found;
    for (hwloc_obj_t o = nullptr; (o = hwloc_get_next_obj_by_type(topology_, type, o)) != nullptr;) {
      if (hwloc_bitmap_isset(o->cpuset, os)) found.insert(o);
    }
    if (hwloc_get_type_depth(topology_, type) == HWLOC_TYPE_DEPTH_MULTIPLE) {
      for (hwloc_obj_t o = hwloc_get_pu_obj_by_os_index(topology_, os); o; o = o->parent) {
        if (o->type == type) found.insert(o);
      }
    }
    return found;
  }
  bool has(unsigned os, hwloc_obj_type_t type) const { return !holders(os, type).empty(); }

  bool share(unsigned a, unsigned b, hwloc_obj_type_t type) const {
    for (hwloc_obj_t o : holders(a, type)) {
      if (hwloc_bitmap_isset(o->cpuset, b)) return true;
    }
    return false;
  }

  /// Nothing if the relation between two PUs is true; else what is wrong.
  std::string wrong(Relation relation, unsigned a, unsigned b) const {
    auto want = [](bool holds, const char* what) { return holds ? "" : what; };
    auto shared = [&](hwloc_obj_type_t type) { return share(a, b, type); };
    switch (relation) {
      case Relation::same_pu:
        return want(a == b, "two PUs");
      case Relation::smt:
        return want(a != b && shared(HWLOC_OBJ_CORE), "no core in common");
      case Relation::l2:
        return want(!shared(HWLOC_OBJ_CORE) && shared(HWLOC_OBJ_L2CACHE), "not just an L2");
      case Relation::cluster:
        return want(!shared(HWLOC_OBJ_CORE) && !shared(HWLOC_OBJ_L2CACHE) &&
                        (shared(HWLOC_OBJ_GROUP) || shared(HWLOC_OBJ_L1CACHE)),
                    "no cluster in common");
      case Relation::l3:
        return want(!shared(HWLOC_OBJ_CORE) && !shared(HWLOC_OBJ_L2CACHE) && shared(HWLOC_OBJ_L3CACHE),
                    "not just an L3");
      case Relation::die:
        return want(!shares_cache(a, b) && shared(HWLOC_OBJ_DIE), "not just a die");
      case Relation::numa:
        return want(
            !shares_cache(a, b) && !shared(HWLOC_OBJ_DIE) && shared(HWLOC_OBJ_NUMANODE) && !different_packages(a, b),
            "not just a NUMA node");
      case Relation::package:
        return want(!shares_cache(a, b) && !shared(HWLOC_OBJ_DIE) && shared(HWLOC_OBJ_PACKAGE) && different_nodes(a, b),
                    "not just a package");
      case Relation::cross_package:
        return want(!shares_cache(a, b) && different_packages(a, b), "not two packages");
      case Relation::machine:
        return want(
            !shares_cache(a, b) && !shared(HWLOC_OBJ_PACKAGE) && !different_packages(a, b) && different_nodes(a, b),
            "something in common");
    }
    return "no relation";
  }

  /// What is untrue about these placements, one line each. `oversubscribed` ones are not looked at.
  std::vector<std::string> complaints(const Placements& placements, unsigned threads) const {
    std::vector<std::string> list;
    std::set<std::string> labels;
    for (const Placement& p : placements.list) {
      auto complain = [&](const std::string& what) {
        list.push_back(fmt::format("{} threads, policy {}, label '{}', PUs {}: {}", threads, p.policy, p.label,
                                   fmt::join(p.cpus, " "), what));
      };
      if (!labels.insert(p.label).second) complain("label given twice");
      if (!p.pinned) {
        if (p.policy != "none" || !p.cpus.empty()) complain("not pinned");
        continue;
      }
      if (p.cpus.size() != threads) complain("wrong number of PUs");
      if (std::set<unsigned>(p.cpus.begin(), p.cpus.end()).size() != p.cpus.size()) {
        complain("two threads on one PU");
      }
      bool outside = false;
      for (unsigned os : p.cpus) outside |= !usable(os);
      if (outside) {
        complain("a PU that we may not use");
        continue;
      }
      check_relation(p, complain);
      check_label(p, complain);
      if (p.memory_node) check_memory(*p.memory_node, complain);
    }
    for (const Skip& skip : placements.skips) {
      if (skip.what.empty() || skip.reason.empty()) list.push_back("a skip without words");
    }
    if (placements.list.empty() && placements.skips.empty()) {
      list.push_back(fmt::format("{} threads: neither placements nor skips", threads));
    }
    return list;
  }

  hwloc_obj_t node(unsigned os) const { return hwloc_get_numanode_obj_by_os_index(topology_, os); }

 private:
  bool shares_cache(unsigned a, unsigned b) const {
    return share(a, b, HWLOC_OBJ_CORE) || share(a, b, HWLOC_OBJ_L2CACHE) || share(a, b, HWLOC_OBJ_L3CACHE);
  }
  /// Or none known: a saved topology may have lost the nodes that its writer was not allowed.
  bool different_nodes(unsigned a, unsigned b) const {
    return !has(a, HWLOC_OBJ_NUMANODE) || holders(a, HWLOC_OBJ_NUMANODE) != holders(b, HWLOC_OBJ_NUMANODE);
  }
  bool different_packages(unsigned a, unsigned b) const {
    return has(a, HWLOC_OBJ_PACKAGE) && has(b, HWLOC_OBJ_PACKAGE) && !share(a, b, HWLOC_OBJ_PACKAGE);
  }

  template <typename Complain>
  void check_relation(const Placement& p, Complain complain) const {
    if (p.cpus.size() == 1) {
      if (p.relation != Relation::same_pu || !p.distance.empty()) complain("distance to itself");
      return;
    }
    // Among many threads, the first of them stand for all.
    const size_t most = std::min<size_t>(p.cpus.size(), 24);
    bool reached = p.cpus.size() > most;
    for (size_t i = 0; i < most; ++i) {
      for (size_t j = i + 1; j < most; ++j) {
        const Pu &a = *machine_.pu(p.cpus[i]), &b = *machine_.pu(p.cpus[j]);
        const Relation r = machine_.relation(a, b);
        if (std::string why = wrong(r, a.os, b.os); !why.empty()) {
          complain(fmt::format("{} and {} are said to be {}: {}", a.os, b.os, name(r), why));
        }
        if (r > p.relation) complain(fmt::format("{} and {} are farther apart", a.os, b.os));
        reached |= r == p.relation;
      }
    }
    if (!reached) complain("no two threads are as far apart as it says");
    if (p.distance.compare(0, name(p.relation).size(), name(p.relation)) != 0) {
      complain("distance '" + p.distance + "' is not of the relation " + name(p.relation));
    }
  }

  template <typename Complain>
  void check_label(const Placement& p, Complain complain) const {
    auto count_shared = [&](hwloc_obj_type_t type, unsigned a) {
      return std::count_if(p.cpus.begin(), p.cpus.end(), [&](unsigned b) { return share(a, b, type); });
    };
    const auto threads = static_cast<ptrdiff_t>(p.cpus.size());
    auto together = [&](hwloc_obj_type_t type) { return count_shared(type, p.cpus.front()) == threads; };
    auto each_alone = [&](hwloc_obj_type_t type) {
      return std::all_of(p.cpus.begin(), p.cpus.end(), [&](unsigned a) { return count_shared(type, a) == 1; });
    };
    auto starts = [&](std::string_view text) { return p.label.substr(0, text.size()) == text; };
    unsigned x = 0, y = 0;
    if (p.policy == "smt" && threads > 1) {
      bool accompanied =
          std::all_of(p.cpus.begin(), p.cpus.end(), [&](unsigned a) { return count_shared(HWLOC_OBJ_CORE, a) > 1; });
      if (!accompanied) complain("a thread without its sibling");
      if (!starts("smt of") && !together(HWLOC_OBJ_CORE)) complain("not on one core");
    } else if (p.policy == "core" && threads > 1) {
      if (!each_alone(HWLOC_OBJ_CORE)) complain("two threads on a core, or no core");
    } else if (p.label == "l3" && p.policy == "l3") {
      if (!together(HWLOC_OBJ_L3CACHE)) complain("not in one L3");
    } else if (p.label == "l3-apart") {
      if (!together(HWLOC_OBJ_PACKAGE)) complain("not in one package");
      if (!each_alone(HWLOC_OBJ_L3CACHE)) complain("two threads in one L3");
    } else if (p.label == "package" && p.policy == "package") {
      if (!together(HWLOC_OBJ_PACKAGE)) complain("not in one package");
    } else if (starts("cross-package")) {
      if (together(HWLOC_OBJ_PACKAGE)) complain("in one package");
    } else if (std::sscanf(p.label.c_str(), "node-local n%u", &x) == 1) {
      if (p.memory_node != x) complain("memory elsewhere");
      if (!all_in(x, p.cpus)) complain("threads outside the node");
    } else if (std::sscanf(p.label.c_str(), "node-remote-memory n%u-n%u", &x, &y) == 2) {
      if (p.memory_node != y || x == y) complain("memory elsewhere");
      if (!all_in(x, p.cpus)) complain("threads outside the node");
      if (all_in(y, p.cpus)) complain("the memory is local");
      check_distance(p.label, x, y, complain);
    } else if (std::sscanf(p.label.c_str(), "cross-node n%u-n%u", &x, &y) == 2) {
      for (size_t t = 0; t < p.cpus.size(); ++t) {
        if (!all_in(t % 2 == 0 ? x : y, {p.cpus[t]})) complain("threads outside the nodes");
      }
      if (x == y) complain("one node");
      check_distance(p.label, x, y, complain);
    } else if (p.policy == "numa" && !starts("cross-node all")) {
      complain("unknown label");
    }
  }

  bool all_in(unsigned os, const std::vector<unsigned>& cpus) const {
    hwloc_obj_t n = node(os);
    return n != nullptr &&
           std::all_of(cpus.begin(), cpus.end(), [&](unsigned cpu) { return hwloc_bitmap_isset(n->cpuset, cpu); });
  }

  template <typename Complain>
  void check_distance(const std::string& label, unsigned x, unsigned y, Complain complain) const {
    unsigned count = 1;
    hwloc_distances_s* matrix = nullptr;
    hwloc_distances_get_by_type(topology_, HWLOC_OBJ_NUMANODE, &count, &matrix, HWLOC_DISTANCES_KIND_MEANS_LATENCY, 0);
    hwloc_uint64_t there = 0, back = 0;
    if (count == 0 || hwloc_distances_obj_pair_values(matrix, node(x), node(y), &there, &back) != 0) {
      return;
    }
    const size_t at = label.find_last_of(" /");
    const std::string said = at == std::string::npos ? "" : label.substr(at + 1);
    // A subtype may follow.
    if (!said.empty() && std::isdigit(static_cast<unsigned char>(said[0])) && said != std::to_string(there) &&
        said != std::to_string(back)) {
      complain(fmt::format("the distance is {}/{}", there, back));
    }
    hwloc_distances_release(topology_, matrix);
  }

  template <typename Complain>
  void check_memory(unsigned os, Complain complain) const {
    hwloc_obj_t n = node(os);
    if (n == nullptr) {
      complain("memory on a node that does not exist");
      return;
    }
    if (!hwloc_bitmap_isset(hwloc_topology_get_allowed_nodeset(topology_), os)) {
      complain("memory on a node that we may not use");
    }
    bool any = false;
    for (hwloc_obj_t o = nullptr; (o = hwloc_get_next_obj_by_type(topology_, HWLOC_OBJ_NUMANODE, o)) != nullptr;) {
      any |= o->attr->numanode.local_memory > 0;
    }
    if (any && n->attr->numanode.local_memory == 0) complain("memory on a node without memory");
  }

  const Machine& machine_;
  hwloc_topology_t topology_;
};

}  // namespace fenceline
