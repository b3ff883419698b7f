// A policy under which threads meet where they seldom do.
#pragma once
#include <structures/native.h>

#include <thread>

namespace fenceline {

/// A read and a write of its own with another's in between, as threads that are moved or meet on a line have it.
struct Slow : Native {
  template <class T>
  struct atomic : Atomic<T> {
    using Atomic<T>::Atomic;
    template <class Order>
    T load(Order order, Nowhere = {}) const {
      const T value = Atomic<T>::load(order);
      std::this_thread::yield();
      return value;
    }
  };
};

}  // namespace fenceline
