#include <harness/team/affinity.h>

#include <base/error.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace fenceline {

CpuSet allowed_here() {
  CpuSet set;
  sched_getaffinity(0, sizeof set, set.data());
  return set;
}

void allow_here(const CpuSet& set) { sched_setaffinity(0, sizeof set, set.data()); }

void pin_here(unsigned cpu) {
  CpuSet only;
  CPU_SET_S(cpu, sizeof only, only.data());
  if (sched_setaffinity(0, sizeof only, only.data()) != 0)
    throw RunError(
        fmt::format("cannot pin a thread to CPU {}: {}; choose CPUs with --pin=LIST or run unpinned with --pin=none",
                    cpu, std::strerror(errno)));
}

}  // namespace fenceline
