// Attempts in vain inside a structure: its compare-and-swaps that another thread made fail. They are counted by the
// policy, whose text a structure does not change by, and only once one has failed: an operation that succeeds at once
// does nothing for it.
#pragma once
#include <structures/wide.h>

#include <concepts>
#include <cstdint>

namespace fenceline {

/// The policy for hardware, counting.
struct Counted : Native {
  /// Of the calling thread, ever since.
  static constinit inline thread_local std::uint64_t failed = 0;

  /// A, an atomic that has compare_exchange_weak or both.
  template <class A>
  class Counting : public A {
    using T = typename A::value_type;

   public:
    using A::A;
    template <class... Orders>
    FENCELINE_INLINE bool compare_exchange_weak(T& expected, T desired, Orders... orders) {
      return A::compare_exchange_weak(expected, desired, orders...) || in_vain();
    }
    template <class... Orders>
    FENCELINE_INLINE bool compare_exchange_strong(T& expected, T desired, Orders... orders) {
      return A::compare_exchange_strong(expected, desired, orders...) || in_vain();
    }

   private:
    static FENCELINE_INLINE bool in_vain() { return ++failed, false; }
  };
  template <class T>
  using atomic = Counting<Atomic<T>>;
};
template <class V>
struct WideOf<Counted, V> {
  using type = Counted::Counting<NativeWide<V>>;
};

/// Adds those of the calling thread, while it lives, to a number.
class CountsFailed {
 public:
  explicit CountsFailed(std::uint64_t& into) : into_(into) {}
  ~CountsFailed() { into_ += Counted::failed - before_; }
  CountsFailed(const CountsFailed&) = delete;
  CountsFailed& operator=(const CountsFailed&) = delete;

 private:
  std::uint64_t& into_;
  const std::uint64_t before_ = Counted::failed;
};

/// Whether a structure's are counted.
template <class S>
inline constexpr bool kCounted = false;
template <template <class, class...> class S, class T, class... More>
inline constexpr bool kCounted<S<T, Counted, More...>> = true;
template <class S>
requires std::same_as<typename S::Domain::Policy, Counted>
inline constexpr bool kCounted<S> = true;

}  // namespace fenceline
