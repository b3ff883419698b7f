#include <harness/machine/resource_limits.h>

#include <harness/machine/cgroup.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

namespace fenceline {
namespace {

/// The thread that ends a team which hangs, the one that touches a node's memory, and some for a thread that hung.
constexpr uint64_t kOfTheHarness = 4;

std::optional<uint64_t> limit_of(int resource) {
  rlimit limit{};
  if (getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  return limit.rlim_cur;
}

std::optional<uint64_t> whole_number(const std::optional<std::string>& text) {
  uint64_t value = 0;
  if (!text || !(std::istringstream(*text) >> value)) return std::nullopt;
  return value;
}

}  // namespace

ResourceLimits resource_limits() {
  return {.address_space = limit_of(RLIMIT_AS),
          .data = limit_of(RLIMIT_DATA),
          .locked = limit_of(RLIMIT_MEMLOCK),
          .files = limit_of(RLIMIT_NOFILE),
          .threads = getuid() == 0 ? std::nullopt : limit_of(RLIMIT_NPROC),
          .priority = limit_of(RLIMIT_RTPRIO)};
}

ThreadsLeft threads_left(const ReadFile& read, const ResourceLimits& limits, uint64_t users) {
  ThreadsLeft left;
  const auto at_most = [&](std::optional<uint64_t> limit, uint64_t used, const char* what) {
    if (!limit) return;
    used += kOfTheHarness;
    const uint64_t threads = *limit - std::min(*limit, used);
    if (threads < left.threads) left = {unsigned(threads), what};
  };
  at_most(limits.threads, users, "the limit of a user's threads (ulimit -u)");
  at_most(cgroup_tasks_left(read), 0, "the control group's limit of tasks (pids.max)");
  at_most(whole_number(read("/proc/sys/kernel/threads-max")), 0, "the kernel's limit of threads (kernel.threads-max)");
  return left;
}

}  // namespace fenceline
