// On which CPUs the calling thread may run.
#pragma once
#include <sched.h>

#include <array>

namespace fenceline {

/// For up to 16,384 CPUs: glibc's cpu_set_t ends at 1,024.
struct CpuSet : std::array<cpu_set_t, 16> {
  CpuSet() : std::array<cpu_set_t, 16>{} {}
};

CpuSet allowed_here();
/// Without effect where the kernel refuses.
void allow_here(const CpuSet&);
/// That CPU alone. Throws RunError with what the kernel said. Some kernels say yes to a CPU that is being taken away, and
/// do not move the thread: what counts is the CPU that sched_getcpu() then tells.
void pin_here(unsigned cpu);

}  // namespace fenceline
