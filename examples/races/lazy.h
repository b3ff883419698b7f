// An object that is made when it is first wanted, "double-checked" through an ordinary pointer: the look without the lock
// may see the pointer before the object that it leads to.
#pragma once
#include <structures/lazy/double_checked.h>
#include <structures/lock/tas.h>

namespace fenceline::races {

template <class P>
struct Wanted {
  explicit Wanted(int v) : value(v) {}
  typename P::template plain<int> value;
};

template <class P>
struct RacyLazy {
  typename P::template plain<Wanted<P>*> made{nullptr};
  TtasLock<P> lock;
  int got[2] = {};

  ~RacyLazy() { P::destroy(made.read()); }
  void run(unsigned thread) {
    if (made.read() == nullptr) {
      const Guard<TtasLock<P>> alone(lock);
      if (made.read() == nullptr) made.write(P::template make<Wanted<P>>(7));
    }
    got[thread] = made.read()->value.read();
  }
  bool right() { return got[0] == 7 && got[1] == 7; }
};

/// The pointer is released by who made the object and acquired by who finds it.
template <class P>
struct CuredLazy {
  DoubleChecked<Wanted<P>, P, TtasLock<P>> lazy;
  int got[2] = {};

  void run(unsigned thread) {
    got[thread] = lazy.get([] { return P::template make<Wanted<P>>(7); }).value.read();
  }
  bool right() { return got[0] == 7 && got[1] == 7; }
};

}  // namespace fenceline::races
