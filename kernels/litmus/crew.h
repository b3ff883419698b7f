// The threads that run a litmus test: as many as the test has, kept from run to run, each on its
// PU. They meet at barriers; generated code that hangs or faults is got out of.
#pragma once
#include <base/barrier.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace fenceline::litmus {

class Crew {
 public:
  /// `pin(worker)` is called once on each new thread, before anything else; what it throws, this throws, as it does
  /// RunError where a thread cannot be started. `spin`: each has a PU of its own.
  Crew(unsigned threads, bool spin, const std::function<void(unsigned worker)>& pin);
  ~Crew();

  unsigned size() const { return unsigned(threads_.size()); }
  bool spins() const { return spin_; }
  /// All workers meet. False: the crew has been told to give up.
  bool meet() { return barrier_.meet(spin_ ? kLooks : Barrier::kSleep); }
  bool given_up() const { return barrier_.given_up(); }

  /// Calls job(worker) on every thread and waits for all. Where they have not finished after
  /// `limit`, or generated code faults, all are got out of it, and what happened is returned in one
  /// line; empty: all is well.
  std::string run(const std::function<void(unsigned worker)>& job, std::chrono::milliseconds limit);
  /// Whether the last run met an instruction that this CPU does not execute, and where it stands; null: the system does
  /// not tell (Linux on MIPS).
  bool refused() const { return refused_; }
  const void* refused_at() const { return refused_at_; }

  /// Around every call of generated code. Only between the two is a thread interrupted, and then
  /// its job is left by siglongjmp: a job must not own anything while it calls generated code.
  static void enter();
  static void leave();

 private:
  /// Some tens of microseconds: a partner that has a PU comes sooner.
  static constexpr unsigned kLooks = 20'000;
  struct Worker;
  static bool finishes(const std::function<void(unsigned)>& job, unsigned number);
  void interrupt();  // all that are in generated code leave it
  void work(unsigned number, const std::function<void(unsigned)>& pin);
  void end();  // of all threads that there are

  bool spin_;
  Barrier barrier_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable begin_, done_;
  const std::function<void(unsigned)>* job_ = nullptr;  // null: the threads end
  unsigned job_number_ = 0;
  bool refused_ = false;
  const void* refused_at_ = nullptr;
};

}  // namespace fenceline::litmus
