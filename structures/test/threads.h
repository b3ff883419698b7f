// Threads for a test that wants them to meet: all begin at once, and what one throws fails the test.
#pragma once
#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>
#include <vector>

namespace fenceline {

/// How often something is done: less where ThreadSanitizer makes each time slow.
#if defined(__SANITIZE_THREAD__)
inline constexpr int kRounds = 4'000;
#else
inline constexpr int kRounds = 40'000;
#endif

/// How many items go through something that holds so many at most. Through a full one each waits for another thread's
/// turn, which comes after a time slice of each process that a busy machine has besides.
inline int rounds_through(std::size_t capacity) {
  return static_cast<int>(std::min<std::size_t>(kRounds, 500 * (capacity + 1)));
}

/// work(thread) in each of so many threads; returns once all are done.
inline void together(unsigned threads, const std::function<void(unsigned)>& work) {
  std::atomic<unsigned> here{0};
  std::vector<std::thread> all;
  for (unsigned t = 0; t < threads; ++t) {
    all.emplace_back([&, t] {
      here.fetch_add(1);
      while (here.load() < threads) std::this_thread::yield();
      work(t);
    });
  }
  for (auto& thread : all) thread.join();
}

}  // namespace fenceline
