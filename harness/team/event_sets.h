// Sets of counters: data files, embedded when the program is built so that it can be copied
// elsewhere. harness/events/ holds those that every machine has, arch/<isa>/events/ those of an
// ISA. A file:
//
//   about   prose on the set; may be repeated
//   event   a name of ours, or one of perf's own (cycles, page-faults …)
//     means   what it counts
//     count   a libpfm4 event that counts it; the first that this CPU has is taken
//     raw     CODE DESIGN[, DESIGN…]: SOURCE   what perf calls r<CODE> (hexadecimal), for designs of cores that libpfm4 may not
//             know yet, as harness/machine names them ("Zen 5"), and who says so
//     machine PMU CODE[+FILTER] DESIGN[, DESIGN…]: SOURCE   the same on a PMU that stands outside the cores ("amd_l3", as
//             /sys/bus/event_source/devices names it; "uncore_cha" is all of uncore_cha_0, uncore_cha_1 …, added up). It counts what
//             all programs do on the part of the machine that the thread's CPU belongs to. FILTER is perf's config1. Where such
//             a PMU means the same beside all cores the design is `any`
//   metric  NAME = A / B            both events of this set; B may be `operations`, those that the window held
//     means   what it tells
//
// One name means one thing in every file, so that machines of different makers can be compared; how
// near their events come to it is said in `means`. '#' begins a comment.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline {

/// The denominator of what is told for one operation.
inline constexpr std::string_view kOperations = "operations";

/// An event by its number.
struct RawEvent {
  uint64_t code = 0;
  std::string design, source;
  std::string pmu = {};  ///< outside the cores; empty: the core's own
  uint64_t filter = 0;
};

/// Beside all designs of cores.
inline constexpr std::string_view kAnyDesign = "any";

struct EventInfo {
  std::string name, means;
  std::vector<std::string> count;  ///< libpfm4 names, best first; empty: `name` is perf's own
  std::vector<RawEvent> raw = {};
};

struct EventRatio {
  std::string name, means, numerator, denominator;
};

struct EventSet {
  std::string name, about;
  std::vector<EventInfo> events;
  std::vector<EventRatio> metrics;
};

/// Throws InputError with set and line for what is not in the format above.
EventSet parse_event_set(std::string_view name, std::string_view text);

/// All sets of this build, by name.
const std::vector<EventSet>& event_sets();

}  // namespace fenceline
