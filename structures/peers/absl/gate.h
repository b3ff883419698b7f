// Abseil's means to wait: a mutex with a condition, its condition variable, and the two that serve once.
// package: libabsl-dev
// header: absl/synchronization/notification.h
// library: absl_synchronization
#pragma once
#include <absl/synchronization/blocking_counter.h>
#include <absl/synchronization/mutex.h>
#include <absl/synchronization/notification.h>
#include <structures/wait/standard.h>

namespace fenceline::peers::absl {

/// The mutex itself knows what its waiters wait for.
class AwaitGate {
 public:
  void post() {
    const ::absl::MutexLock held(&mutex_);
    posted_ = true;
  }
  void wait() {
    mutex_.LockWhen(::absl::Condition(&posted_));
    posted_ = false;
    mutex_.Unlock();
  }

 private:
  ::absl::Mutex mutex_;
  bool posted_ = false;
};

class CondVarGate {
 public:
  void post() {
    {
      const ::absl::MutexLock held(&mutex_);
      posted_ = true;
    }
    changed_.Signal();
  }
  void wait() {
    const ::absl::MutexLock held(&mutex_);
    while (!posted_) changed_.Wait(&mutex_);
    posted_ = false;
  }

 private:
  ::absl::Mutex mutex_;
  ::absl::CondVar changed_;
  bool posted_ = false;
};

struct Notification {
  ::absl::Notification notification;
  void done() { notification.Notify(); }
  void wait() { notification.WaitForNotification(); }
};
struct BlockingCounter {
  ::absl::BlockingCounter counter{1};
  void done() { counter.DecrementCount(); }
  void wait() { counter.Wait(); }
};

template <class F>
void for_each_gate(F&& f) {
  f.template operator()<AwaitGate>("absl_mutex_await");
  f.template operator()<CondVarGate>("absl_cond_var");
  f.template operator()<OnceGate<Notification>>("absl_notification");
  f.template operator()<OnceGate<BlockingCounter>>("absl_blocking_counter");
}

}  // namespace fenceline::peers::absl
