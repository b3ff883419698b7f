// Abseil's Mutex: it queues, spins for a while, then sleeps; readers may be together.
// package: libabsl-dev
// header: absl/synchronization/mutex.h
// library: absl_synchronization
#pragma once
#include <absl/synchronization/mutex.h>
#include <structures/lock/concept.h>

namespace fenceline::peers::absl {

class Mutex {
 public:
  using Node = NoNode;
  void lock(Node&) { mutex_.Lock(); }
  void unlock(Node&) { mutex_.Unlock(); }
  void lock_shared(Node&) { mutex_.ReaderLock(); }
  void unlock_shared(Node&) { mutex_.ReaderUnlock(); }

 private:
  ::absl::Mutex mutex_;
};

template <class F>
void for_each_lock(F&& f) {
  f.template operator()<Mutex>("absl_mutex");
}

}  // namespace fenceline::peers::absl
