// What else runs on this machine: /proc is looked at twice, and what its CPUs and processes did between is the load
// beside us. Pure but for activity().
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fenceline {

/// Of one CPU since the machine was started, in the kernel's ticks.
struct CpuTimes {
  unsigned cpu = 0;
  uint64_t busy = 0;   ///< user, nice, system, interrupts
  uint64_t steal = 0;  ///< taken by the hypervisor
  uint64_t all = 0;    ///< with idle and all else
};
struct Process {
  int pid = 0;
  std::string name;      ///< as the kernel cuts it: 15 bytes
  uint64_t ticks = 0;    ///< of CPU time since it was started
  unsigned threads = 1;  ///< that it has
};
/// What the machine has done until now.
struct Activity {
  std::vector<CpuTimes> cpus;
  std::vector<Process> processes;
  uint64_t users_threads = 0;  ///< threads of all processes of this process's user
};

/// Of /proc, as it is now. `last` looks at the CPUs before the processes, else after them: reading of them costs CPU
/// time of our own, which then lies outside the time between two looks.
Activity activity(bool last);

/// The lines of CPUs in the text of /proc/stat: proc(5).
std::vector<CpuTimes> parse_cpu_times(const std::string& proc_stat);
/// The text of /proc/<pid>/stat; nullopt where it is none.
std::optional<Process> parse_process(const std::string& pid_stat);

struct Load {
  struct Share {
    Process process;
    double cpus = 0;
  };
  double busy = 0, steal = 0;  ///< CPUs' worth of time on those that were asked about, our own process left out
  std::vector<Share> top;      ///< processes that took 1 % of a CPU or more, the most first
};
/// nullopt where the CPUs' times did not move, or are not told. `own`: our process, which is no load beside us.
std::optional<Load> load_between(const Activity& before, const Activity& after, const std::vector<unsigned>& cpus,
                                 int own);

}  // namespace fenceline
