// On which CPUs the calling thread may run.
#pragma once
#include <sched.h>

#include <array>
#include <string>

namespace fenceline {

/// For up to 16,384 CPUs: glibc's cpu_set_t ends at 1,024.
struct CpuSet : std::array<cpu_set_t, 16> {
  CpuSet() : std::array<cpu_set_t, 16>{} {}
};

CpuSet allowed_here();
/// "0-3,8"
std::string in_words(const CpuSet&);
/// Whether it may run on that CPU alone, as after pin_here(). A cpuset that is changed takes the pin with it, before
/// Linux 6.2 always, later where the CPU is no longer in it.
bool is_pinned_to(unsigned cpu);
/// Without effect where the kernel refuses.
void allow_here(const CpuSet&);
/// That CPU alone. Throws RunError with what the kernel said; CPUs are chosen among those that we may use, so that one
/// that is refused as not ours was taken away since. Some kernels say yes to a CPU that is being taken away, and
/// do not move the thread: what counts is the CPU that sched_getcpu() then tells.
void pin_here(unsigned cpu);

}  // namespace fenceline
