// What the kernel lets this process have (ulimit), and how many threads of that are left.
#pragma once
#include <harness/machine/platform.h>

#include <climits>
#include <cstdint>
#include <optional>
#include <string>

namespace fenceline {

/// Soft limits; nullopt: no limit.
struct ResourceLimits {
  std::optional<uint64_t> address_space = {}, data = {};  ///< RLIMIT_AS, RLIMIT_DATA, in bytes
  std::optional<uint64_t> locked = {};                    ///< RLIMIT_MEMLOCK, in bytes
  std::optional<uint64_t> files = {};                     ///< RLIMIT_NOFILE
  /// RLIMIT_NPROC: threads of this user; for root the kernel has none.
  std::optional<uint64_t> threads = {};
  std::optional<uint64_t> priority = {};  ///< RLIMIT_RTPRIO: the highest real-time priority; 0: none
};
ResourceLimits resource_limits();

struct ThreadsLeft {
  unsigned threads = UINT_MAX;
  std::string limit;  ///< what sets it; empty: nothing was told
};
/// That can still be started beside those which the harness itself needs: the least of what the user's limit, the
/// control groups and the kernel leave. `users`: threads that the user has.
ThreadsLeft threads_left(const ReadFile&, const ResourceLimits&, uint64_t users);

}  // namespace fenceline
