// Things that are made once, by whoever comes first: ours, the language's and the C library's, all of one face.
//
//   uint64_t get(make)    make() has given the value in the first call, and is not called in later ones (but see Raced)
#pragma once
#include <cxxabi.h>
#include <pthread.h>
#include <structures/lazy/double_checked.h>
#include <structures/lazy/raced.h>
#include <structures/wait/once.h>

#include <cstdint>
#include <mutex>

namespace fenceline::initialisation {

/// Behind a pointer: DoubleChecked or Raced.
template <class Lazy>
struct Pointed {
  Lazy lazy;
  template <class Make>
  uint64_t get(Make&& make) {
    return lazy.get([&] { return Native::make<uint64_t>(make()); });
  }
};

struct OnceCell {
  Once<> once;
  uint64_t value = 0;
  template <class Make>
  uint64_t get(Make&& make) {
    once.call([&] { value = make(); });
    return value;
  }
};

struct CallOnce {
  std::once_flag flag;
  uint64_t value = 0;
  template <class Make>
  uint64_t get(Make&& make) {
    std::call_once(flag, [&] { value = make(); });
    return value;
  }
};

/// Its function takes no argument: what it is to make, the thread remembers beside it.
struct PthreadOnce {
  pthread_once_t once = PTHREAD_ONCE_INIT;
  uint64_t value = 0;
  template <class Make>
  uint64_t get(Make&& make) {
    static thread_local std::pair<PthreadOnce*, Make*> now;
    now = {this, &make};
    pthread_once(&once, [] { now.first->value = (*now.second)(); });
    return value;
  }
};

/// What a compiler makes of a `static` variable in a function (Itanium C++ ABI, 3.3.3), written out, for a compiler's own
/// is made once in a program.
struct StaticLocal {
  abi::__guard guard{};
  uint64_t value = 0;
  template <class Make>
  uint64_t get(Make&& make) {
    // An acquire: its release is __cxa_guard_release's.
    if ((__atomic_load_n(reinterpret_cast<const char*>(&guard), __ATOMIC_ACQUIRE) & 1) == 0 &&
        abi::__cxa_guard_acquire(&guard)) {
      value = make();
      abi::__cxa_guard_release(&guard);
    }
    return value;
  }
};

}  // namespace fenceline::initialisation
