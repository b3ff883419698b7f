// Threads that make a litmus test harder meanwhile: more traffic moves outcomes that are rare.
#pragma once
#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace fenceline::litmus {

class Stress {
 public:
  /// One thread for each kind. "memory": streams through more than the caches hold. "sharing":
  /// locked increments of a few lines that all such threads share. Throws RunError where a thread cannot be started.
  explicit Stress(const std::vector<std::string>& kinds);
  ~Stress();

 private:
  void end();  // of all threads that there are
  void memory();
  void sharing();
  std::atomic<bool> stop_{false};
  std::vector<std::thread> threads_;
};

}  // namespace fenceline::litmus
