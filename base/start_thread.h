// A thread, or why there is none.
#pragma once
#include <base/error.h>

#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace fenceline {

/// `which` is in the message: "thread 3 of 8". Throws RunError with what the system said and what to do.
template <class F>
std::thread start_thread(const std::string& which, F&& f) {
  try {
    return std::thread(std::forward<F>(f));
  } catch (const std::system_error& e) {
    throw RunError("cannot start " + which + ": " + e.code().message() +
                   "; raise the limit (ulimit -u, pids of the cgroup; a sandbox may forbid clone) or give fewer --threads");
  }
}

}  // namespace fenceline
