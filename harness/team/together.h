// What the threads of one job share beside the kernel's own memory, and what each of them does.
#pragma once
#include <base/barrier.h>
#include <harness/machine/clock_quality.h>
#include <harness/placement/modes.h>
#include <harness/team/crash.h>
#include <harness/team/team.h>
#include <sys/types.h>

#include <atomic>
#include <exception>
#include <functional>
#include <optional>
#include <vector>

namespace fenceline {

/// One thread's place. What others look at while it works is atomic.
struct alignas(kApart) Seat {
  ThreadResult result;
  std::exception_ptr error;
  std::atomic<bool> threw{false};  ///< error is there
  Crash crash;
  std::atomic<Phase> phase{Phase::starting};
  std::atomic<uint64_t> finished{0};  ///< iterations of finished batches, in all phases
  std::atomic<pid_t> tid{0};
};

class Together {
 public:
  /// Throws RunError where the system refuses.
  explicit Together(const Job&);
  ~Together();
  Together(const Together&) = delete;
  Together& operator=(const Together&) = delete;

  /// All that thread `index` does, once it is pinned: setup, warm-up, window, check. `pin` is called first. Then it does
  /// not come back to this object.
  template <class Pin>
  void work(unsigned index, Pin pin) {
    const CrashGuard guard(seats[index].crash, failed_fd_);
    guarded(index, [&] {
      pin();
      work(index);
    });
    leave(index);
  }
  /// Whether that thread is done: then it is free for other work.
  bool has_left(unsigned index) const;

  /// Only threads that have crashed have not left.
  bool will_not_end() const;

  enum class End { all_left, failed, interrupted, timeout };
  /// Called by the owner: until all have left, which is told again and again, one has thrown or crashed, which is told
  /// once, a signal has come, or so long.
  End wait(Nanoseconds limit, int interruption_fd);
  /// Makes all stop that look whether they are to: to be called until all have left, for a thread may be about to begin
  /// a phase.
  void force_end();
  /// What a thread has thrown, where that is the harness's own; Fault, where it is the kernel's or the thread has crashed.
  /// Null: nothing of the kind.
  std::exception_ptr failure() const;

  Job job;
  std::vector<Seat> seats;
  std::string wrong;
  std::vector<Figure> figures;
  std::vector<Distribution> distributions;
  std::vector<Series> series;

 private:
  /// Somebody has given up: the rest of the work is left out.
  struct GivenUp {};
  struct Batch {
    uint64_t iterations = kUnroll;
    Nanoseconds took;
  };

  const Role& role(unsigned index) const { return job.kernel->roles[job.shared->cast.parts[index].role]; }
  bool alone() const { return job.threads == 1; }
  void guarded(unsigned index, const std::function<void()>&);
  void work(unsigned index);
  void leave(unsigned index);
  void fail(unsigned index, std::exception_ptr);
  /// "thread 1 (consumer) crashed while measuring"
  std::string did(unsigned index, std::string_view what) const;
  void close_files();
  /// Threads that have a PU each spin, so that they go on together. The last to come calls `last` first.
  template <class Last>
  void meet(Last last);
  void meet();
  /// The same, where one may come much later than another: nobody spins meanwhile.
  void meet_asleep();
  /// The last to come calls it, before all go on into Role::run.
  void begin_phase();
  /// Ends a phase: all that look at the flag see it, and those who sleep are woken.
  void raise_stop();

  /// Role::run, counted.
  uint64_t run(unsigned index, uint64_t iterations);
  template <class Loop>
  Nanoseconds median_time(Loop, unsigned times) const;
  Batch warm_up(unsigned index);
  Batch lockstep_length(unsigned index);
  std::optional<Nanoseconds> probe(unsigned index);
  double to_subtract(unsigned index, uint64_t piece);
  void measure(unsigned index);
  void execute(unsigned index);
  void check();

  const ClockQuality clock_ = clock_quality();
  const Nanoseconds enough_;  ///< for a batch
  Barrier barrier_;
  PlacementProbe probe_;
  alignas(kApart) std::atomic<bool> stop_{false};
  std::atomic<bool> begun_{false};                   ///< what Kernel::release works on is there
  alignas(kApart) std::atomic<unsigned> not_ready_;  ///< threads that are still warming up
  std::atomic<uint64_t> lockstep_iterations_{0};
  std::vector<std::atomic<unsigned>> not_done_;  ///< threads of each role that still execute
  std::atomic<unsigned> here_;                   ///< threads that have not left
  bool all_left_ = false;                        ///< the owner knows it
  int left_fd_;                                  ///< readable when all have left
  int failed_fd_;                                ///< readable when one has thrown or crashed
};

}  // namespace fenceline
