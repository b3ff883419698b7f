// Calls of threads on hardware, recorded by a clock.
//
// They begin and end behind fences: a store that waits in a buffer when its call returns has not happened yet.
#pragma once
#include <base/fence.h>
#include <structures/test/threads.h>
#include <verify/history.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

namespace fenceline::verify {

inline std::uint64_t nanoseconds() {
  thread_fence(std::memory_order_seq_cst);
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
  thread_fence(std::memory_order_seq_cst);
  return static_cast<std::uint64_t>(now);
}

/// A structure, and what its threads did with it.
template <class Structure>
struct Trial {
  Structure structure;
  History<Interval> calls;

  template <class... Args>
  explicit Trial(std::size_t threads, Args... args) : structure(args...), calls(threads) {}

  /// f returns the operation that it did; nothing where it is not to be judged.
  template <class F>
  void record(unsigned thread, F&& f) {
    const std::uint64_t begin = nanoseconds();
    const std::optional<Operation> done = f();
    if (done) calls.threads[thread].push_back({*done, {begin, nanoseconds()}});
  }
};

inline constexpr std::size_t kTrials = 60;

/// As many as can meet here: who waits in line for a lock without a PU waits for time slices.
inline unsigned some() { return std::clamp(std::thread::hardware_concurrency(), 2U, 4U); }

/// work(trial, thread) in each of so many threads, on one structure after another; those whose calls holds() refuses.
template <class Structure, class Make, class Work, class Holds>
int wrong(unsigned threads, Make&& make, Work&& work, Holds&& holds) {
  std::vector<std::unique_ptr<Trial<Structure>>> trials;
  for (std::size_t i = 0; i < kTrials; ++i) trials.push_back(make(threads));
  std::vector<std::atomic<unsigned>> here(kTrials);
  together(threads, [&](unsigned thread) {
    for (std::size_t i = 0; i < kTrials; ++i) {
      here[i].fetch_add(1);
      for (int looks = 0; here[i].load() < threads; ++looks)
        if (looks > 1000) std::this_thread::yield();
      work(*trials[i], thread);
    }
  });
  int wrong = 0;
  for (const auto& trial : trials) wrong += !holds(*trial);
  return wrong;
}

}  // namespace fenceline::verify
