#include <harness/team/affinity.h>

#include <base/error.h>
#include <fmt/format.h>
#include <harness/machine/machine.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace fenceline {

CpuSet allowed_here() {
  CpuSet set;
  sched_getaffinity(0, sizeof set, set.data());
  return set;
}

std::string in_words(const CpuSet& set) {
  std::vector<unsigned> cpus;
  for (unsigned cpu = 0; cpu < sizeof set * 8; ++cpu)
    if (CPU_ISSET_S(cpu, sizeof set, set.data())) cpus.push_back(cpu);
  return ranges(cpus);
}

bool is_pinned_to(unsigned cpu) {
  const CpuSet set = allowed_here();
  return CPU_COUNT_S(sizeof set, set.data()) == 1 && CPU_ISSET_S(cpu, sizeof set, set.data());
}

void allow_here(const CpuSet& set) { sched_setaffinity(0, sizeof set, set.data()); }

void pin_here(unsigned cpu) {
  CpuSet only;
  CPU_SET_S(cpu, sizeof only, only.data());
  if (sched_setaffinity(0, sizeof only, only.data()) != 0)
    throw RunError(fmt::format(
        "cannot pin a thread to CPU {}: {}; {}choose CPUs with --pin=LIST or run unpinned with --pin=none", cpu,
        std::strerror(errno),
        errno == EINVAL ? "a cpuset or hot-unplug took it away since the run began: start a new one, or " : ""));
}

}  // namespace fenceline
