// What the explorer cannot see it cannot bound: a scenario's loop that asks it for nothing. A timer does.
#pragma once
#include <ctime>

namespace fenceline::verify {

/// Calls a function each so many seconds of the CPU time of the thread that made it, in that thread, as a signal's
/// handler (SIGVTALRM). What it interrupts may be anything: the function may look at what is its own, and leave by a
/// jump where what was interrupted is never gone back to.
class Watch {
 public:
  explicit Watch(void (*look)());
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// 0: never.
  void set(double seconds);

 private:
  timer_t timer_{};
  double seconds_ = 0;
};

}  // namespace fenceline::verify
