// Where threads and their memory go, and how far apart they are. Pure: a Machine in, placements
// out, so that it is tested against machines that nobody here has.
#pragma once
#include <harness/machine/machine.h>

#include <optional>
#include <string>
#include <vector>

namespace fenceline {

struct Placement {
  std::string label;                      ///< "node-local n0", "smt", "l3" …: unique within a plan for its threads
  std::string policy;                     ///< the pin policy that made it
  Relation relation = Relation::same_pu;  ///< the widest that lies between two of its PUs; between
                                          ///< two of the machine's where it is not pinned
  std::string distance;                   ///< Machine::distance_class of that pair; "" for one thread
  std::vector<unsigned> cpus;             ///< OS numbers, one a thread, in thread order; none where
                                          ///< it is not pinned
  std::optional<unsigned> memory_node;    ///< OS number; nullopt: first touch decides
  bool oversubscribed = false;            ///< two threads on one PU (only on request)
  bool pinned = true;                     ///< false only for policy `none`
};

/// What a policy, or a kernel, cannot have here, and why.
struct Skip {
  std::string what;    ///< "cross-node placement", "fetch_add/ldadd.64/latency"
  std::string reason;  ///< "this machine has one NUMA node"
};

struct Placements {
  std::vector<Placement> list;
  std::vector<Skip> skips;
};

/// A policy name, or an explicit list of PUs ("0,4-7").
struct Pin {
  std::string policy = "compact";  ///< none compact scatter smt core l3 package numa all list
  std::vector<unsigned> cpus;      ///< for `list`
};

/// The names of all policies with a sentence on each, for --help and for near misses.
struct PolicyInfo {
  std::string name, what;
};
const std::vector<PolicyInfo>& policies();

/// "numa" or "0,4-7". Throws InputError with the nearest names.
Pin parse_pin(const std::string& text);

/// Throws InputError, saying what to do, where one of these PUs does not exist, is offline or is
/// outside the cpuset.
void check_list(const Machine&, const std::vector<unsigned>& cpus);

/// All placements that the policy has for `threads` threads. Never a PU outside Machine::pus, never
/// two threads on one PU unless `oversubscribe`. Throws InputError for a list that names a PU that
/// does not exist, is offline or is outside the cpuset, and for more threads than PUs.
Placements place(const Machine&, const Pin&, unsigned threads, bool oversubscribe = false);

/// Thread counts to measure when the user names none: 2 … N on small machines; on larger ones those
/// at which a level of the topology fills up, and powers of two between.
std::vector<unsigned> default_thread_counts(const Machine&, const Pin&);

}  // namespace fenceline
