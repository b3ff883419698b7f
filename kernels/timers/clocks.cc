// The system's clocks: what a reading costs of each, by the C library, which reads most of them without the kernel (vDSO),
// and by a system call. How fine it is (clock_getres) is in figures.csv.
#include <kernels/workload.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace fenceline {
namespace {

// MONOTONIC and MONOTONIC_RAW by the library are in timers.cc, with their steps and offsets.
template <clockid_t Clock>
bool by_library() {
  timespec t;
  return clock_gettime(Clock, &t) == 0;
}
template <clockid_t Clock>
bool by_call() {
  timespec t;
  return syscall(SYS_clock_gettime, Clock, &t) == 0;
}
bool time_of_day() {
  timeval t;
  return gettimeofday(&t, nullptr) == 0;
}
bool seconds() { return time(nullptr) != time_t(-1); }

template <bool (*Read)()>
uint64_t read_all(Shared& shared, unsigned, uint64_t iterations) {
  uint64_t& refused = *shared.at<uint64_t>(0);
  return unrolled(iterations, [&](auto) { refused += !Read(); });
}

template <clockid_t Clock, bool (*Read)()>
void add_clock(std::vector<Kernel>& list, const char* name) {
  if (!Read()) {
    const std::string why = std::string("the system does not tell this clock: ") + std::strerror(errno);
    return list.push_back(workload::absent("timers", "read", name, why.c_str()));
  }
  Kernel k = workload::describe("timers", "read", name, "throughput", Metric::throughput,
                                "a reading of the clock, one after the other");
  k.roles = {{.run = read_all<Read>}};
  k.bytes = measure::constant_bytes(sizeof(uint64_t));
  k.verify = [](const Shared& shared, std::span<const uint64_t>) {
    return *shared.at<uint64_t>(0) == 0 ? "" : "the system has refused to tell the time";
  };
  k.figures = [](const Shared&) -> std::vector<Figure> {
    timespec step;
    if (clock_getres(Clock, &step) != 0) return {};
    return {{"resolution", "ns", double(step.tv_sec) * 1e9 + double(step.tv_nsec)}};
  };
  list.push_back(std::move(k));
}

const Registration registration([](std::vector<Kernel>& list) {
  add_clock<CLOCK_MONOTONIC, by_call<CLOCK_MONOTONIC>>(list, "syscall_clock_gettime_monotonic");
  add_clock<CLOCK_MONOTONIC_RAW, by_call<CLOCK_MONOTONIC_RAW>>(list, "syscall_clock_gettime_monotonic_raw");
  add_clock<CLOCK_MONOTONIC_COARSE, by_library<CLOCK_MONOTONIC_COARSE>>(list, "clock_gettime_monotonic_coarse");
  add_clock<CLOCK_REALTIME, by_library<CLOCK_REALTIME>>(list, "clock_gettime_realtime");
  add_clock<CLOCK_REALTIME_COARSE, by_library<CLOCK_REALTIME_COARSE>>(list, "clock_gettime_realtime_coarse");
  add_clock<CLOCK_BOOTTIME, by_library<CLOCK_BOOTTIME>>(list, "clock_gettime_boottime");
  add_clock<CLOCK_TAI, by_library<CLOCK_TAI>>(list, "clock_gettime_tai");
  add_clock<CLOCK_THREAD_CPUTIME_ID, by_library<CLOCK_THREAD_CPUTIME_ID>>(list, "clock_gettime_thread_cputime");
  add_clock<CLOCK_PROCESS_CPUTIME_ID, by_library<CLOCK_PROCESS_CPUTIME_ID>>(list, "clock_gettime_process_cputime");
  add_clock<CLOCK_REALTIME, time_of_day>(list, "gettimeofday");
  add_clock<CLOCK_REALTIME_COARSE, seconds>(list, "time");
});

}  // namespace
}  // namespace fenceline
