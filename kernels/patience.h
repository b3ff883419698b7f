// What a thread does between two looks that found nothing to do.
#pragma once
#include <kernels/kernel.h>
#include <sched.h>
#include <structures/native.h>

namespace fenceline {

/// One that waits for long may stand in the way of the one that it waits for, where there are more threads than PUs.
class Patience {
 public:
  explicit Patience(const Shared& shared) : mask_((shared.crowded ? 1u << 10 : 1u << 20) - 1) {}
  void wait() {
    Native::pause();
    looked();
  }
  /// The same where a look takes its time itself.
  void looked() {
    if ((++looks_ & mask_) == 0) sched_yield();
  }
  uint64_t looks() const { return looks_; }

 private:
  const uint64_t mask_;
  uint64_t looks_ = 0;
};

}  // namespace fenceline
