// From names to what perf_event_open takes.
#pragma once
#include <linux/perf_event.h>

#include <string>
#include <vector>

#include <harness/team/event_sets.h>

namespace fenceline {

/// A name that the kernel or libpfm4 understands on this machine, or why there is none.
struct Encoding {
  bool known = false;
  perf_event_attr attr{};
  std::string counted;  ///< full name of what will be counted
  std::string why_not;  ///< one line, if not known
  std::string pmu =
      {};  ///< outside the cores, whose type is the kernel's to tell: not of a thread, but all that is done there
};
/// An event of ours, of perf or of libpfm4, or "PMU/NUMBER/" of one that stands outside the cores.
Encoding encode(const std::string& event);

/// The metric of that name, or null.
const EventRatio* find_metric(const std::string& name);

/// The PMUs whose libpfm4 table has the event ("skl", "amd64_fam19h_zen4"), of this machine or not.
std::vector<std::string> pmus_with(const std::string& libpfm4_event);

}  // namespace fenceline
