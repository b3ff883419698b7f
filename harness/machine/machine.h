// The machine in front of us, or one that a file or a description tells of: what PUs it has, what
// they share, which we may use. The only place where hwloc is included is machine.cc.
#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fenceline {

/// What stands between two PUs, nearest first. The label of a distance class.
enum class Relation : uint8_t {
  same_pu,        ///< one PU (or a single thread)
  smt,            ///< siblings on one core
  l2,             ///< cores that share an L2 cache
  cluster,        ///< cores of one CPU cluster, as the kernel tells, or that share an L1 cache
  l3,             ///< cores that share an L3 cache
  die,            ///< one die, no cache up to L3 in common
  numa,           ///< one NUMA node, otherwise unrelated
  package,        ///< one package, and different NUMA nodes or none known
  cross_package,  ///< different packages
  machine         ///< no packages to tell, and different NUMA nodes or none known
};
std::string name(Relation);

/// How far two PUs are apart: what they share, and where that leaves a choice, the NUMA distance in
/// both directions and the kinds of core. Ordered from near to far.
struct Distance {
  Relation relation = Relation::same_pu;
  bool apart = false;                 ///< smt only: in different sub-groups of a core with several SMT levels
  uint64_t numa = 0;                  ///< the larger of the two directions' NUMA distances; 0: one node or unknown
  uint64_t numa_back = 0;             ///< the smaller
  int groups = 0;                     ///< where there is no NUMA distance: levels of hwloc groups that part them
  int kind_low = -1, kind_high = -1;  ///< kinds of the two PUs on a hybrid machine

  auto operator<=>(const Distance&) const = default;
};
/// "l3", "cross-package 21", "machine 17/28" (asymmetric distances), "l3 kinds 0+1", "cross-package
/// groups 2".
std::string name(const Distance&);

/// A processing unit that we may use: online, and inside the cpuset and cgroup limits.
struct Pu {
  unsigned os = 0;       ///< the operating system's number, what sched_setaffinity takes
  unsigned logical = 0;  ///< position in topology order among the usable PUs
  // Which object of each level holds it: an index unique machine-wide, -1 where the level is not
  // there (some machines have no core, package or cache objects).
  int core = -1, l2 = -1, cluster = -1, l3 = -1, die = -1, package = -1;
  // Of its core where SMT has several levels (a group, L1 or L2 inside); outside the core, the
  // innermost group that no other level tells of (books, drawers).
  int subcore = -1, group = -1;
  int numa = -1;          ///< index in Machine::nodes of its own NUMA node, with memory or without
  int node = -1;          ///< OS number of its nearest NUMA node with usable memory; -1: unknown
  unsigned smt_rank = 0;  ///< 0 for the first usable PU of its core, 1 for the next …
  int kind = -1;          ///< kind of core on a hybrid machine, by increasing efficiency; -1: one kind, or not told
};

struct NumaNode {
  unsigned os = 0;
  uint64_t bytes = 0;          ///< local memory; 0: none, or unknown where `has_memory`
  bool has_memory = true;      ///< false: known to have none
  bool allowed = true;         ///< inside the cpuset/cgroup memory limits
  std::vector<unsigned> cpus;  ///< OS numbers of the usable PUs that are local to it; may be empty
  std::string subtype;         ///< "", "HBM", "CXL-DRAM" … as hwloc tells
};

struct Cache {
  unsigned level = 0;
  std::string type;  ///< data, unified, instruction
  uint64_t bytes = 0;
  unsigned line = 0;
  unsigned ways = 0;
  std::vector<unsigned> cpus;  ///< OS numbers of the usable PUs behind it
};

struct Machine {
  std::string source;                           ///< "live", "xml:FILE", "synthetic:DESCRIPTION"
  bool live = false;                            ///< it is this machine: trials can run. Others are for --dry-run
  std::vector<Pu> pus;                          ///< usable ones, in topology order
  std::vector<unsigned> offline;                ///< present, not online, by OS number
  std::vector<unsigned> disallowed;             ///< online, outside our cgroup's cpuset or our affinity
  std::vector<NumaNode> nodes;                  ///< all with memory or PUs, by OS number
  std::vector<Cache> caches;                    ///< each instance
  std::vector<std::vector<uint64_t>> distance;  ///< [i][j] between nodes[i] and nodes[j]; empty: unknown
  std::vector<int> group_parent;                ///< of each Pu::group the one around it, or -1
  std::vector<std::string> remarks;             ///< what is odd about it, one line each, for plan and results

  const Pu* pu(unsigned os) const;  ///< null where there is none that we may use
  const NumaNode* node(unsigned os) const;
  Relation relation(const Pu& a, const Pu& b) const;
  Distance distance_between(const Pu& a, const Pu& b) const;
  /// PU x PU distance class finer than Relation where NUMA distances differ: "package 21".
  std::string distance_class(const Pu& a, const Pu& b) const;
  /// NUMA distance from node to node by their OS numbers (10 is local); 0 where it is not known.
  uint64_t node_distance(unsigned from, unsigned to) const;
  /// Whether threads may be given memory there: it has some, and our limits allow it.
  bool usable(const NumaNode&) const;

  /// hwloc's own XML of it, for topology.xml. Shared, so that Machine can be copied.
  std::string xml() const;

  std::shared_ptr<void> topology;  ///< hwloc_topology_t; opaque outside machine*.cc
};

/// "0,4-7" from numbers in increasing order; "none" from none.
std::string ranges(const std::vector<unsigned>& numbers);

/// The machine in a few lines of at most 80 columns, for --dry-run and --machine.
std::string describe(const Machine&);

/// Live: `spec` empty. Else a file (hwloc XML) or a synthetic description ("pack:2 numa:2 core:4
/// pu:2"), never `live`. HWLOC_* variables in the environment are not heard. Throws InputError with
/// one line that says what to do. Not thread-safe: it redirects stderr while hwloc loads.
Machine load_machine(const std::string& spec = "");

}  // namespace fenceline
