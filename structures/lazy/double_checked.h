// An object that is made when somebody first wants it, and once: who finds it there takes no lock.
// D. C. Schmidt, T. Harrison, "Double-checked locking", PLoP 1996; why it needs the orders below: S. Meyers,
// A. Alexandrescu, "C++ and the perils of double-checked locking", Dr. Dobb's Journal, July and August 2004.
//
//          get
//   get    together
//
// Tags: blocking while it is made, wait-free after that, linearizable. The object lives as long as this does.
#pragma once
#include <structures/lock/futex_mutex.h>

namespace fenceline {

/// T: made by make(), which returns what P::make made, and is called once.
template <class T, class P = Native, class L = FutexMutex<P>>
class DoubleChecked {
 public:
  using value_type = T;

  DoubleChecked() = default;
  ~DoubleChecked() { P::destroy(made_.load(relaxed)); }
  DoubleChecked(const DoubleChecked&) = delete;
  DoubleChecked& operator=(const DoubleChecked&) = delete;

  template <class Make>
  T& get(Make&& make) {
    T* there = made_.load(acquire<2>);  // (2) acquire: pairs with the release in (1); forbids MP
    return there != nullptr ? *there : first(make);
  }

 private:
  template <class Make>
  [[gnu::noinline]] T& first(Make& make) {
    const Guard<L> alone(lock_);
    T* there = made_.load(relaxed);  // who made it had the lock before
    if (there == nullptr) {
      there = make();
      made_.store(there, release<1>);  // (1) release: pairs with the acquire in (2); forbids MP
    }
    return *there;
  }

  typename P::template atomic<T*> made_{nullptr};
  L lock_;
};

}  // namespace fenceline
