// Hidden placement. The host of a virtual machine moves its vCPUs between SMT siblings, cores and dies, and the guest's
// topology does not say so. A short ping-pong beside each multi-threaded sample tells how far apart two threads are
// just now; samples at one distance are a mode, and only samples of one mode are compared.
#pragma once
#include <arch/units.h>
#include <harness/machine/clock_quality.h>
#include <harness/placement/placement.h>

#include <array>
#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline {

/// Half a round trip between two running threads, by CAS of both on one line: what published core-to-core figures are
/// taken with, so that looks_like() may compare. 5 to 100 µs where a look at the clock takes some 20 ns.
class PlacementProbe {
 public:
  /// Both threads call it, side 0 and side 1, when both are known to run. Side 0 is told the median over several lines,
  /// since where a line's home is decides part of its way: on Zen 5 one line takes 204 ns and another 258, always. Side 1
  /// is told zero.
  Nanoseconds half_round_trip(unsigned side, const ClockQuality&);

  static constexpr unsigned kLines = 15;
  /// Round trips on each line since it was made; the same for all.
  std::array<uint32_t, kLines> trips() const;

 private:
  /// Round trips on a line between two looks at the clock: so many that the looks are a small part of them.
  static constexpr unsigned kTurns = 12;
  struct alignas(256) Line {
    std::atomic<uint32_t> turn{0};  // even: side 0 is to count it up
  };
  std::array<Line, kLines> lines_;
};

/// Old and new names of modes.
using ModeNames = std::map<std::string, std::string>;
/// The text, in which each word that is an old name is the new one.
std::string renamed(const ModeNames&, std::string_view text);

/// Modes seen so far in a run. A distance belongs to the mode whose centre is within a fifth of it; else it founds a
/// new one. Of several it is the one with the most samples, not the nearest: a stray one that founded a mode would draw
/// half of its neighbour's to itself. Centres follow their samples.
class Modes {
 public:
  /// The mode's name: "25ns", by the distance that founded it until settle(). Empty for what is no distance: none was
  /// measured.
  std::string of(Nanoseconds half_round_trip);
  /// A sample of a mode that an earlier part of the run has named.
  void recall(const std::string& name, Nanoseconds half_round_trip);
  /// Names each mode by its centre: what founds a mode is any of its samples, and lies up to a fifth beside. Returns the
  /// names that are others now. Modes whose centres came to have one name are one.
  ModeNames settle();

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

/// What is known of PUs at such a distance by published core-to-core measurements. Their ranges overlap: it is a hint.
std::string looks_like(Nanoseconds half_round_trip);

/// Whether no two PUs so related were seen at such a distance, or near it, on any published machine: then the topology is
/// not the machine's.
bool contradicts(Nanoseconds half_round_trip, Relation);

/// What summary.csv tells of a mode: looks_like(), and the relation where that contradicts. Empty for no mode.
std::string mode_words(const std::string& mode, const Placement&);

}  // namespace fenceline
