// The locks that everybody has: std::mutex, std::shared_mutex and pthread_spinlock_t, behind the concept.
//
//            lock       unlock
//   lock     together   together
//   unlock   together   the holder's alone
//
// Tags: blocking; what else they are the C++ library says.
#pragma once
#include <pthread.h>
#include <structures/lock/concept.h>

#include <mutex>
#include <shared_mutex>

namespace fenceline {

class StdMutex {
 public:
  using Node = NoNode;
  void lock(Node&) { mutex_.lock(); }
  void unlock(Node&) { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

class StdSharedMutex {
 public:
  using Node = NoNode;
  void lock(Node&) { mutex_.lock(); }
  void unlock(Node&) { mutex_.unlock(); }
  void lock_shared(Node&) { mutex_.lock_shared(); }
  void unlock_shared(Node&) { mutex_.unlock_shared(); }

 private:
  std::shared_mutex mutex_;
};

class PthreadSpinLock {
 public:
  using Node = NoNode;
  PthreadSpinLock() { pthread_spin_init(&lock_, PTHREAD_PROCESS_PRIVATE); }
  ~PthreadSpinLock() { pthread_spin_destroy(&lock_); }
  PthreadSpinLock(const PthreadSpinLock&) = delete;
  PthreadSpinLock& operator=(const PthreadSpinLock&) = delete;
  void lock(Node&) { pthread_spin_lock(&lock_); }
  void unlock(Node&) { pthread_spin_unlock(&lock_); }

 private:
  pthread_spinlock_t lock_;
};

}  // namespace fenceline
