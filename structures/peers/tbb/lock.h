// oneTBB's mutexes that spin.
// package: libtbb-dev
// header: tbb/spin_mutex.h
// library: tbb
#pragma once
#include <tbb/queuing_mutex.h>
#include <tbb/queuing_rw_mutex.h>
#include <tbb/spin_mutex.h>
#include <tbb/spin_rw_mutex.h>

namespace fenceline::peers::tbb {

/// A lock is held by an object of the library's: it is our node.
template <class Mutex>
class Scoped {
 public:
  using Node = typename Mutex::scoped_lock;
  void lock(Node& node) { node.acquire(mutex_); }
  void unlock(Node& node) { node.release(); }
  void lock_shared(Node& node) requires Mutex::is_rw_mutex { node.acquire(mutex_, false); }
  void unlock_shared(Node& node) requires Mutex::is_rw_mutex { node.release(); }

 private:
  Mutex mutex_;
};

template <class F>
void for_each_lock(F&& f) {
  f.template operator()<Scoped<::tbb::spin_mutex>>("tbb_spin_mutex");
  f.template operator()<Scoped<::tbb::queuing_mutex>>("tbb_queuing_mutex");
  f.template operator()<Scoped<::tbb::spin_rw_mutex>>("tbb_spin_rw_mutex");
  f.template operator()<Scoped<::tbb::queuing_rw_mutex>>("tbb_queuing_rw_mutex");
}

}  // namespace fenceline::peers::tbb
