// Hidden placement. The host of a virtual machine moves its vCPUs between SMT siblings, cores and dies, and the guest's
// topology does not say so. A short ping-pong beside each multi-threaded sample tells how far apart two threads are
// just now; samples at one distance are a mode, and only samples of one mode are compared.
#pragma once
#include <arch/units.h>
#include <harness/machine/clock_quality.h>
#include <harness/placement/placement.h>

#include <atomic>
#include <optional>
#include <string>
#include <vector>

namespace fenceline {

/// Half a round trip between two running threads, by CAS of both on one line: what published core-to-core figures are
/// taken with, so that looks_like() may compare. 5 to 50 µs where a look at the clock takes some 20 ns.
class PlacementProbe {
 public:
  /// Both threads call it, side 0 and side 1, when both are known to run. Side 0 is told the median of several
  /// batches; side 1 zero. A batch is so long that the looks at the clock are a small part of it.
  Nanoseconds half_round_trip(unsigned side, const ClockQuality&);

 private:
  static constexpr unsigned kBatches = 9, kTurns = 24;
  alignas(256) std::atomic<uint32_t> turn_{0};  // even: side 0 is to count it up
  struct alignas(256) Side {
    uint32_t turn;  // the next that is its own
  } side_[2]{{0}, {1}};
};

/// Modes seen so far in a run. A distance belongs to the mode whose centre is within a fifth of it; else it founds a
/// new one. Of several it is the one with the most samples, not the nearest: a stray one that founded a mode would draw
/// half of its neighbour's to itself. Centres follow their samples, names stay.
class Modes {
 public:
  /// The mode's name: "25ns", from the distance that founded it. Empty for what is no distance: none was measured.
  std::string of(Nanoseconds half_round_trip);
  /// A mode that an earlier part of the run has named.
  void recall(const std::string& name, Nanoseconds half_round_trip);

 private:
  struct Mode {
    std::string name;
    double log_centre;
    unsigned samples;
  };
  std::vector<Mode> modes_;
};

/// The distance that a mode is named by: of "25ns", or "25" as a user may write it. nullopt: it names none.
std::optional<Nanoseconds> mode_distance(const std::string& mode);

/// What a distance looks like by published core-to-core measurements (nviennot/core-to-core-latency, 36 machines from
/// Atom to 2-socket EPYC: siblings 4.3 to 12 ns, one die or cluster up to 60, dies of a package up to 130, packages from
/// 95 on): ranges overlap, so this is a hint.
std::string looks_like(Nanoseconds half_round_trip);

/// Whether two PUs that the topology says are so related were not seen at such a distance in any of those measurements:
/// then the topology is not the machine's.
bool contradicts(Nanoseconds half_round_trip, Relation);

/// What summary.csv tells of a mode: looks_like(), and the relation where that contradicts. Empty for no mode.
std::string mode_words(const std::string& mode, const Placement&);

}  // namespace fenceline
