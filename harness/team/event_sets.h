// Sets of counters: data files, embedded when the program is built so that it can be copied
// elsewhere. harness/events/ holds those that every machine has, arch/<isa>/events/ those of an
// ISA. A file:
//
//   about   prose on the set; may be repeated
//   event   a name of ours, or one of perf's own (cycles, page-faults …)
//     means   what it counts
//     count   a libpfm4 event that counts it; the first that this CPU has is taken
//   metric  NAME = A / B            both events of this set
//     means   what it tells
//
// One name means one thing in every file, so that machines of different makers can be compared; how
// near their events come to it is said in `means`. '#' begins a comment.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace fenceline {

struct EventInfo {
  std::string name, means;
  std::vector<std::string> count;  ///< libpfm4 names, best first; empty: `name` is perf's own
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
