// An object that is made when somebody first wants it: by whoever is there, and the first to publish one wins. Nobody waits
// for another; what the others made is thrown away.
// J. Bloch, "Effective Java", 3rd edition, 2018, item 83 (single-check), and a compare-and-swap, so that all see the same.
//
//          get
//   get    together
//
// Tags: lock-free, wait-free once it is there, linearizable. The object lives as long as this does.
#pragma once
#include <structures/native.h>

namespace fenceline {

/// T: made by make(), which returns what P::make made; it may be called by several threads.
template <class T, class P = Native>
class Raced {
 public:
  using value_type = T;

  Raced() = default;
  ~Raced() { P::destroy(made_.load(relaxed)); }
  Raced(const Raced&) = delete;
  Raced& operator=(const Raced&) = delete;

  template <class Make>
  T& get(Make&& make) {
    T* there = made_.load(acquire<2>);  // (2) acquire: pairs with the release in (1); forbids MP
    return there != nullptr ? *there : first(make);
  }

 private:
  template <class Make>
  [[gnu::noinline]] T& first(Make& make) {
    T* const mine = make();
    T* there = nullptr;
    // (1) release: pairs with the acquire in (2) and (3); forbids MP.
    // (3) acquire: pairs with the release in (1); forbids MP. Where it fails: what the winner made is there.
    if (made_.compare_exchange_strong(there, mine, release<1>, acquire<3>)) return *mine;
    P::destroy(mine);
    return *there;
  }

  typename P::template atomic<T*> made_{nullptr};
};

}  // namespace fenceline
