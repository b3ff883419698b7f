// The threads that run a litmus test: as many as the test has, kept from run to run, each on its
// PU. They meet at barriers; generated code that hangs or faults is got out of.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace fenceline::litmus {

/// A barrier for a fixed number of threads. Spins where every thread has a PU of its own; else it
/// sleeps in the kernel, since a spinning thread would keep the PU from the one it waits for.
class Barrier {
 public:
  Barrier(unsigned threads, bool spin) : threads_(threads), spin_(spin) {}
  /// False: the crew has been told to give up.
  bool wait();
  void give_up();
  bool given_up() const { return given_up_.load(std::memory_order_relaxed); }
  void reset();

 private:
  alignas(128) std::atomic<unsigned> arrived_{0};
  alignas(128) std::atomic<unsigned> round_{0};
  std::atomic<bool> given_up_{false};
  unsigned threads_;
  bool spin_;
};

class Crew {
 public:
  /// `pin(worker)` is called once on each new thread, before anything else. `spin`: see Barrier.
  Crew(unsigned threads, bool spin, const std::function<void(unsigned worker)>& pin);
  ~Crew();

  unsigned size() const { return unsigned(threads_.size()); }
  bool spins() const { return spin_; }
  Barrier& barrier() { return barrier_; }

  /// Calls job(worker) on every thread and waits for all. Where they have not finished after
  /// `limit`, or generated code faults, all are got out of it, and what happened is returned in one
  /// line; empty: all is well.
  std::string run(const std::function<void(unsigned worker)>& job, std::chrono::milliseconds limit);

  /// Around every call of generated code. Only between the two is a thread interrupted, and then
  /// its job is left by siglongjmp: a job must not own anything while it calls generated code.
  static void enter();
  static void leave();

 private:
  struct Worker;
  static bool finishes(const std::function<void(unsigned)>& job, unsigned number);
  void interrupt();  // all that are in generated code leave it
  void work(unsigned number, const std::function<void(unsigned)>& pin);

  bool spin_;
  Barrier barrier_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable begin_, done_;
  const std::function<void(unsigned)>* job_ = nullptr;  // null: the threads end
  unsigned job_number_ = 0;
};

}  // namespace fenceline::litmus
