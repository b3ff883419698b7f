// From hwloc's objects to a Machine: which PUs we may use, and what each of them shares.
#include <base/error.h>
#include <base/text.h>
#include <fmt/format.h>
#include <harness/machine/cpu_kinds.h>
#include <harness/machine/machine.h>
#include <harness/machine/machine_hwloc.h>
#include <hwloc/cpukinds.h>
#include <hwloc/distances.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <tuple>

namespace fenceline {
namespace {

Bitmap bitmap() { return Bitmap(hwloc_bitmap_alloc()); }

std::vector<unsigned> numbers(hwloc_const_bitmap_t set) {
  std::vector<unsigned> list;
  // An infinite set has no last number: nothing real is in its tail.
  int last = hwloc_bitmap_weight(set) < 0 ? hwloc_bitmap_last_unset(set) : hwloc_bitmap_last(set);
  for (int i = hwloc_bitmap_first(set); i >= 0 && i <= last; i = hwloc_bitmap_next(set, i)) {
    list.push_back(static_cast<unsigned>(i));
  }
  return list;
}

/// The kernel's list of PUs in a state ("present", "online"): empty where it does not tell.
Bitmap kernel_list(const char* state) {
  Bitmap set = bitmap();
  std::ifstream file(fmt::format("/sys/devices/system/cpu/{}", state));
  std::string text;
  if (std::getline(file, text)) hwloc_bitmap_list_sscanf(set.get(), text.c_str());
  return set;
}

/// Numbers objects of one level in the order in which they are met.
class Numbering {
 public:
  int operator()(hwloc_obj_t object) { return seen_.try_emplace(object, static_cast<int>(seen_.size())).first->second; }

 private:
  std::map<hwloc_obj_t, int> seen_;
};

bool is_cluster(hwloc_obj_t object) {
  return object->type == HWLOC_OBJ_GROUP && object->subtype != nullptr &&
         std::string_view(object->subtype) == "Cluster";
}

class Reader {
 public:
  explicit Reader(const LoadedTopology& loaded) : loaded_(loaded), topology_(loaded.topology.get()) {}

  Machine read() {
    machine_.source = loaded_.source;
    machine_.live = loaded_.live;
    machine_.topology = loaded_.topology;
    read_usable();
    read_nodes();
    read_pus();
    refuse_twins(machine_.nodes, "NUMA nodes");
    refuse_twins(machine_.pus, "PUs");
    attach_nodes();
    read_distances();
    attach_memory();
    read_kinds();
    read_caches();
    remark();
    return std::move(machine_);
  }

 private:
  void read_usable() {
    hwloc_obj_t root = hwloc_get_root_obj(topology_);
    Bitmap offline = bitmap();
    hwloc_bitmap_andnot(offline.get(), root->complete_cpuset, root->cpuset);
    usable_ = bitmap();
    hwloc_bitmap_and(usable_.get(), root->cpuset, hwloc_topology_get_allowed_cpuset(topology_));
    if (machine_.live) {
      Bitmap affinity = bitmap();
      if (hwloc_get_cpubind(topology_, affinity.get(), HWLOC_CPUBIND_THREAD) == 0) {
        hwloc_bitmap_and(usable_.get(), usable_.get(), affinity.get());
      }
      Bitmap present = kernel_list("present"), online = kernel_list("online");
      hwloc_bitmap_andnot(present.get(), present.get(), online.get());
      hwloc_bitmap_or(offline.get(), offline.get(), present.get());
    }
    Bitmap disallowed = bitmap();
    hwloc_bitmap_andnot(disallowed.get(), root->cpuset, usable_.get());
    hwloc_bitmap_andnot(offline.get(), offline.get(), root->cpuset);
    machine_.offline = numbers(offline.get());
    machine_.disallowed = numbers(disallowed.get());
    if (hwloc_bitmap_iszero(usable_.get())) {
      throw InputError(
          fmt::format("{}: no PU is both online and allowed (offline: {}; outside the cpuset: {}); widen the "
                      "cpuset or the affinity",
                      machine_.source, ranges(machine_.offline), ranges(machine_.disallowed)));
    }
  }

  /// hwloc loads a file whose numbers are not unique, but by number is how threads and memory are placed.
  template <typename Numbered>
  void refuse_twins(const std::vector<Numbered>& list, std::string_view what) const {
    std::set<unsigned> seen;
    for (const Numbered& one : list) {
      if (seen.insert(one.os).second) continue;
      throw InputError(
          fmt::format("{}: two {} have the number {}; write the file anew with lstopo", machine_.source, what, one.os));
    }
  }

  void read_nodes() {
    std::vector<hwloc_obj_t> objects;
    for (hwloc_obj_t node = nullptr;
         (node = hwloc_get_next_obj_by_type(topology_, HWLOC_OBJ_NUMANODE, node)) != nullptr;) {
      objects.push_back(node);
    }
    std::sort(objects.begin(), objects.end(), [](hwloc_obj_t a, hwloc_obj_t b) { return a->os_index < b->os_index; });
    bool sizes_known = std::any_of(objects.begin(), objects.end(),
                                   [](hwloc_obj_t node) { return node->attr->numanode.local_memory > 0; });
    for (hwloc_obj_t object : objects) {
      NumaNode node;
      node.os = object->os_index;
      node.bytes = object->attr->numanode.local_memory;
      node.has_memory = node.bytes > 0 || !sizes_known;
      node.allowed = hwloc_bitmap_isset(hwloc_topology_get_allowed_nodeset(topology_), object->os_index) != 0;
      Bitmap cpus = bitmap();
      hwloc_bitmap_and(cpus.get(), object->cpuset, usable_.get());
      node.cpus = numbers(cpus.get());
      if (object->subtype != nullptr) node.subtype = printable(object->subtype);
      machine_.nodes.push_back(std::move(node));
    }
  }

  void read_pus() {
    Numbering core, l2, cluster, l3, die, package, subcore, group;
    std::map<int, unsigned> siblings;
    for (hwloc_obj_t object = nullptr;
         (object = hwloc_get_next_obj_by_type(topology_, HWLOC_OBJ_PU, object)) != nullptr;) {
      if (!hwloc_bitmap_isset(usable_.get(), object->os_index)) continue;
      Pu pu;
      pu.os = object->os_index;
      pu.logical = static_cast<unsigned>(machine_.pus.size());
      hwloc_obj_t l1 = nullptr, inner = nullptr;
      int outermost = -1;  // of the groups so far
      for (hwloc_obj_t up = object->parent; up != nullptr; up = up->parent) {
        // The innermost of each level counts: levels of one type may be nested (groups are).
        auto take = [&](int& level, Numbering& number) {
          if (level < 0) level = number(up);
        };
        switch (up->type) {
          case HWLOC_OBJ_CORE:
            if (inner != nullptr && hwloc_bitmap_isincluded(up->cpuset, inner->cpuset) == 0) {
              pu.subcore = subcore(inner);
            }
            take(pu.core, core);
            break;
          case HWLOC_OBJ_L1CACHE:
            l1 = up;
            break;
          case HWLOC_OBJ_L2CACHE:
            take(pu.l2, l2);
            break;
          case HWLOC_OBJ_L3CACHE:
            take(pu.l3, l3);
            break;
          case HWLOC_OBJ_DIE:
            take(pu.die, die);
            break;
          case HWLOC_OBJ_PACKAGE:
            take(pu.package, package);
            break;
          case HWLOC_OBJ_GROUP:
            if (is_cluster(up)) {
              take(pu.cluster, cluster);
            } else if (tells_more(up)) {
              const int id = group(up);
              add_group(pu, id, outermost);
              outermost = id;
            }
            break;
          default:
            break;
        }
        if (inner == nullptr && hwloc_bitmap_weight(up->cpuset) > 1) inner = up;
      }
      if (pu.cluster < 0 && pu.core < 0 && l1 != nullptr) pu.cluster = cluster(l1);
      if (pu.core >= 0) pu.smt_rank = siblings[pu.core]++;
      machine_.pus.push_back(pu);
    }
  }

  /// A group around one object, around a NUMA node's PUs or inside a core is told by that object.
  bool tells_more(hwloc_obj_t group) const {
    if (group->arity < 2 || hwloc_get_ancestor_obj_by_type(topology_, HWLOC_OBJ_CORE, group) != nullptr) {
      return false;
    }
    for (hwloc_obj_t node = nullptr;
         (node = hwloc_get_next_obj_by_type(topology_, HWLOC_OBJ_NUMANODE, node)) != nullptr;) {
      if (hwloc_bitmap_isequal(node->cpuset, group->cpuset)) return false;
    }
    return true;
  }

  /// Groups are met from the innermost (`below` is -1) outwards.
  void add_group(Pu& pu, int group, int below) {
    auto& parent = machine_.group_parent;
    if (parent.size() <= static_cast<size_t>(group)) parent.resize(group + 1u, -1);
    if (below < 0) {
      pu.group = group;
    } else {
      parent[static_cast<size_t>(below)] = group;
    }
  }

  /// The NUMA node that a PU belongs to is the one that the kernel would take for it: ordinary
  /// memory before high-bandwidth or attached memory, then the node with the fewest PUs.
  void attach_nodes() {
    std::map<unsigned, Pu*> by_os;
    for (Pu& pu : machine_.pus) by_os[pu.os] = &pu;
    std::vector<int> order(machine_.nodes.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
    auto rank = [&](int i) {
      const NumaNode& node = machine_.nodes[static_cast<size_t>(i)];
      bool ordinary = node.subtype.empty() || node.subtype == "DRAM";
      return std::tuple(!ordinary, node.cpus.size(), node.os);
    };
    std::sort(order.begin(), order.end(), [&](int a, int b) { return rank(a) < rank(b); });
    for (int i : order) {
      for (unsigned os : machine_.nodes[static_cast<size_t>(i)].cpus) {
        Pu* pu = by_os[os];
        if (pu != nullptr && pu->numa < 0) pu->numa = i;
      }
    }
  }

  void read_distances() {
    unsigned count = 0;
    hwloc_distances_get_by_type(topology_, HWLOC_OBJ_NUMANODE, &count, nullptr, HWLOC_DISTANCES_KIND_MEANS_LATENCY, 0);
    std::vector<hwloc_distances_s*> found(count);  // as many as were counted: none is left over
    if (count == 0 || hwloc_distances_get_by_type(topology_, HWLOC_OBJ_NUMANODE, &count, found.data(),
                                                  HWLOC_DISTANCES_KIND_MEANS_LATENCY, 0) != 0) {
      return;
    }
    std::map<unsigned, size_t> index;
    for (size_t i = 0; i < machine_.nodes.size(); ++i) index[machine_.nodes[i].os] = i;
    machine_.distance.assign(index.size(), std::vector<uint64_t>(index.size(), 0));
    // The first is the kernel's own (SLIT); further ones would be of another scale.
    const hwloc_distances_s& matrix = *found[0];
    for (unsigned i = 0; i < matrix.nbobjs; ++i) {
      for (unsigned j = 0; j < matrix.nbobjs; ++j) {
        if (matrix.objs[i] == nullptr || matrix.objs[j] == nullptr) continue;
        auto from = index.find(matrix.objs[i]->os_index), to = index.find(matrix.objs[j]->os_index);
        if (from == index.end() || to == index.end()) continue;
        machine_.distance[from->second][to->second] = matrix.values[i * matrix.nbobjs + j];
      }
    }
    for (unsigned m = 0; m < count; ++m) hwloc_distances_release(topology_, found[m]);
  }

  /// A PU's memory: of its own node if it may use that, else of the nearest by distance.
  void attach_memory() {
    for (Pu& pu : machine_.pus) {
      if (pu.numa < 0) continue;
      const auto own = static_cast<size_t>(pu.numa);
      const NumaNode* best = nullptr;
      std::tuple<uint64_t, unsigned> least;
      for (size_t i = 0; i < machine_.nodes.size(); ++i) {
        const NumaNode& node = machine_.nodes[i];
        if (!machine_.usable(node)) continue;
        bool local = std::find(node.cpus.begin(), node.cpus.end(), pu.os) != node.cpus.end();
        uint64_t far = i == own                                                      ? 0
                       : local                                                       ? 1
                       : machine_.distance.empty() || machine_.distance[own][i] == 0 ? UINT64_MAX
                                                                                     : machine_.distance[own][i] + 1;
        if (best == nullptr || std::tuple(far, node.os) < least) {
          best = &node;
          least = {far, node.os};
        }
      }
      if (best != nullptr) pu.node = static_cast<int>(best->os);
    }
  }

  void read_kinds() {
    std::vector<CpuKind> kinds;
    std::map<unsigned, size_t> kind_of;
    for (int i = 0, count = hwloc_cpukinds_get_nr(topology_, 0); i < count; ++i) {
      Bitmap cpus = bitmap();
      unsigned infos = 0;
      hwloc_info_s* info = nullptr;
      if (hwloc_cpukinds_get_info(topology_, static_cast<unsigned>(i), cpus.get(), nullptr, &infos, &info, 0) != 0)
        continue;
      CpuKind kind;
      for (unsigned n = 0; n < infos; ++n) {
        const std::string_view name = info[n].name;
        if (name == "CoreType") kind.core_type = info[n].value;
        if (name == "LinuxCapacity") kind.capacity = positive(info[n].value);
        if (name == "FrequencyMaxMHz") kind.max_mhz = positive(info[n].value);
      }
      for (unsigned os : numbers(cpus.get())) {
        if (machine_.pu(os) != nullptr && kind.l1d == 0) read_cache_sizes(os, kind);
        kind_of[os] = kinds.size();
      }
      kinds.push_back(std::move(kind));
    }
    const std::vector<int> number = kinds_of_core(kinds);
    std::set<int> used;
    for (Pu& pu : machine_.pus) {
      const auto found = kind_of.find(pu.os);
      pu.kind = found == kind_of.end() ? -1 : number[found->second];
      if (pu.kind >= 0) used.insert(pu.kind);
    }
    if (used.size() > 1) return;
    for (Pu& pu : machine_.pus) pu.kind = -1;
  }

  static std::optional<double> positive(const char* text) {
    const double value = std::strtod(text, nullptr);
    return value > 0 ? std::optional(value) : std::nullopt;
  }

  /// Of the caches around a PU.
  void read_cache_sizes(unsigned os, CpuKind& kind) const {
    for (hwloc_obj_t up = hwloc_get_pu_obj_by_os_index(topology_, os); up != nullptr; up = up->parent) {
      if (up->type == HWLOC_OBJ_L1CACHE) kind.l1d = up->attr->cache.size;
      if (up->type == HWLOC_OBJ_L2CACHE) kind.l2 = up->attr->cache.size;
    }
  }

  void read_caches() {
    for (int depth = 0; depth < hwloc_topology_get_depth(topology_); ++depth) {
      if (!hwloc_obj_type_is_cache(hwloc_get_depth_type(topology_, depth))) continue;
      for (hwloc_obj_t object = nullptr; (object = hwloc_get_next_obj_by_depth(topology_, depth, object)) != nullptr;) {
        Bitmap cpus = bitmap();
        hwloc_bitmap_and(cpus.get(), object->cpuset, usable_.get());
        if (hwloc_bitmap_iszero(cpus.get())) continue;
        const auto& attr = object->attr->cache;
        Cache cache;
        cache.level = attr.depth;
        cache.type = attr.type == HWLOC_OBJ_CACHE_DATA          ? "data"
                     : attr.type == HWLOC_OBJ_CACHE_INSTRUCTION ? "instruction"
                                                                : "unified";
        cache.bytes = attr.size;
        cache.line = attr.linesize;
        cache.ways = attr.associativity > 0 ? static_cast<unsigned>(attr.associativity) : 0;
        cache.cpus = numbers(cpus.get());
        machine_.caches.push_back(std::move(cache));
      }
    }
  }

  void remark() {
    auto& remarks = machine_.remarks;
    auto every = [&](auto has) { return std::all_of(machine_.pus.begin(), machine_.pus.end(), has); };
    if (!machine_.offline.empty()) {
      // A saved topology may have been stripped of what its writer was not allowed to use.
      remarks.push_back(fmt::format("PUs {} are {}", ranges(machine_.offline),
                                    machine_.live ? "offline" : "offline, or hidden from who saved this"));
    }
    if (!machine_.disallowed.empty()) {
      remarks.push_back(fmt::format("PUs {} are outside the cpuset (cgroup or affinity)", ranges(machine_.disallowed)));
    }
    std::vector<unsigned> forbidden, memoryless, cpuless;
    for (const NumaNode& node : machine_.nodes) {
      if (!node.allowed) forbidden.push_back(node.os);
      if (!node.has_memory) memoryless.push_back(node.os);
      if (node.cpus.empty()) cpuless.push_back(node.os);
    }
    if (!forbidden.empty()) {
      remarks.push_back(fmt::format("NUMA nodes {} are outside our memory limits", ranges(forbidden)));
    }
    if (!memoryless.empty()) {
      remarks.push_back(fmt::format("NUMA nodes {} have no memory", ranges(memoryless)));
    }
    if (!cpuless.empty()) {
      remarks.push_back(fmt::format("NUMA nodes {} have no PU that we may use", ranges(cpuless)));
    }
    if (every([](const Pu& p) { return p.core < 0; })) {
      remarks.push_back("the topology tells of no cores: SMT siblings cannot be told apart");
    }
    if (every([](const Pu& p) { return p.package < 0; })) {
      remarks.push_back("the topology tells of no packages");
    }
    if (machine_.nodes.size() > 1 && machine_.distance.empty()) {
      remarks.push_back("the topology tells of no NUMA distances");
    }
    std::set<int> kinds;
    std::vector<unsigned> untold;
    for (const Pu& pu : machine_.pus)
      if (pu.kind >= 0)
        kinds.insert(pu.kind);
      else
        untold.push_back(pu.os);
    if (kinds.size() > 1) {
      remarks.push_back(fmt::format("hybrid: {} kinds of core; one kind is preferred", kinds.size()));
      if (!untold.empty()) remarks.push_back(fmt::format("of which kind PUs {} are is not told", ranges(untold)));
    }
    constexpr size_t kMost = 3;
    for (size_t i = 0; i < std::min(kMost, loaded_.complaints.size()); ++i) {
      remarks.push_back("hwloc: " + printable(loaded_.complaints[i]));
    }
    if (loaded_.complaints.size() > kMost) {
      remarks.push_back(fmt::format("hwloc: {} more lines", loaded_.complaints.size() - kMost));
    }
  }

  const LoadedTopology& loaded_;
  hwloc_topology_t topology_;
  Machine machine_;
  Bitmap usable_;
};

}  // namespace

Machine load_machine(const std::string& spec) { return Reader(load_topology(spec)).read(); }

std::string Machine::xml() const {
  if (topology == nullptr) return {};
  char* text = nullptr;
  int length = 0;
  auto* handle = static_cast<hwloc_topology_t>(topology.get());
  if (hwloc_topology_export_xmlbuffer(handle, &text, &length, 0) != 0) return {};
  std::string copy(text);
  hwloc_free_xmlbuffer(handle, text);
  return copy;
}

}  // namespace fenceline
