// To sleep until a word changes: futex(2).
#pragma once
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstdint>

namespace fenceline {

/// Sleeps if the word is `old`, until somebody wakes the word's sleepers (true), or for no reason. Orders
/// nothing.
inline bool futex_wait(const std::atomic<std::uint32_t>& word, std::uint32_t old) {
  return syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, old, nullptr, nullptr, 0) == 0;
}
/// Wakes at most so many sleepers; returns how many.
inline int futex_wake(const std::atomic<std::uint32_t>& word, int most = INT_MAX) {
  return static_cast<int>(syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, most, nullptr, nullptr, 0));
}

}  // namespace fenceline
