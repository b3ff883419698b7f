// What a structure builds on: the policy `Atomics`, here for hardware. The explorer's
// (verify/checked.h) has the same interface, so one text of a structure is measured and proven.
//
//   template <class P>                            // P: the policy
//   struct Flag {
//     typename P::template atomic<int> up{0};
//     typename P::template plain<long> payload{0};
//     void raise(long v) {
//       payload.write(v);
//       up.store(1, release<1>);  // (1) release: pairs with the acquire in (2); forbids MP
//     }
//     long get() {
//       while (up.load(acquire<2>) == 0) P::pause();  // (2) acquire: pairs with the release in (1); forbids MP
//       return payload.read();
//     }
//   };
//
// Nothing here costs more than what is written out by hand: each call is one operation of
// std::atomic.
#pragma once
#include <base/fence.h>
#include <base/futex.h>
#include <base/membarrier.h>
#include <base/order.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace fenceline {

#define FENCELINE_INLINE inline __attribute__((always_inline))

/// What a T is held as: a struct of a word as that word. GCC 12 keeps a struct that it compares and exchanges in memory
/// and not in registers.
template <class T>
struct HeldAs {
  using type = T;
};
template <class T>
requires std::is_class_v<T> &&(sizeof(T) == 4 || sizeof(T) == 8) struct HeldAs<T> {
  static_assert(std::has_unique_object_representations_v<T>, "equal values have equal bytes");
  using type = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
};

/// Where in the source a caller stands: nowhere, on hardware. The explorer's policy has one that knows (verify/event.h).
struct Nowhere {
  static constexpr Nowhere current() { return {}; }
};

/// std::atomic, whose operations take numbered orders. T: trivially copyable and lock-free.
template <class T>
class Atomic {
  using Held = typename HeldAs<T>::type;

 public:
  using value_type = T;

  Atomic() : Atomic(T{}) {}
  Atomic(T value) : value_(std::bit_cast<Held>(value)) {}  // NOLINT: as std::atomic
  Atomic(const Atomic&) = delete;
  Atomic& operator=(const Atomic&) = delete;

  template <class Order>
  FENCELINE_INLINE T load(Order, Nowhere = {}) const {
    const Held value = value_.load(Order::order);
    sanitizer::after(Order::order);
    return std::bit_cast<T>(value);
  }
  template <class Order>
  FENCELINE_INLINE void store(T value, Order) {
    sanitizer::before(Order::order);
    value_.store(std::bit_cast<Held>(value), Order::order);
  }
  template <class Order>
  FENCELINE_INLINE T exchange(T value, Order) {
    return std::bit_cast<T>(update<Order>([&] { return value_.exchange(std::bit_cast<Held>(value), Order::order); }));
  }

  /// With one order, a failure is a load of that order without its release.
  template <class Order>
  FENCELINE_INLINE bool compare_exchange_weak(T& expected, T desired, Order) {
    return compared<Order>(expected, desired, [&](Held& old, Held fresh) {
      return value_.compare_exchange_weak(old, fresh, Order::order);
    });
  }
  template <class Order>
  FENCELINE_INLINE bool compare_exchange_strong(T& expected, T desired, Order) {
    return compared<Order>(expected, desired, [&](Held& old, Held fresh) {
      return value_.compare_exchange_strong(old, fresh, Order::order);
    });
  }
  template <class Order, class Failure>
  FENCELINE_INLINE bool compare_exchange_weak(T& expected, T desired, Order, Failure) {
    return compared<Order>(expected, desired, [&](Held& old, Held fresh) {
      return value_.compare_exchange_weak(old, fresh, Order::order, Failure::order);
    });
  }
  template <class Order, class Failure>
  FENCELINE_INLINE bool compare_exchange_strong(T& expected, T desired, Order, Failure) {
    return compared<Order>(expected, desired, [&](Held& old, Held fresh) {
      return value_.compare_exchange_strong(old, fresh, Order::order, Failure::order);
    });
  }

  /// As std::atomic: of integers, and of pointers by elements.
  template <class D, class Order>
  FENCELINE_INLINE T fetch_add(D by, Order) {
    return update<Order>([&] { return value_.fetch_add(by, Order::order); });
  }
  template <class D, class Order>
  FENCELINE_INLINE T fetch_sub(D by, Order) {
    return update<Order>([&] { return value_.fetch_sub(by, Order::order); });
  }
  template <class Order>
  FENCELINE_INLINE T fetch_and(T with, Order) {
    return update<Order>([&] { return value_.fetch_and(with, Order::order); });
  }
  template <class Order>
  FENCELINE_INLINE T fetch_or(T with, Order) {
    return update<Order>([&] { return value_.fetch_or(with, Order::order); });
  }
  template <class Order>
  FENCELINE_INLINE T fetch_xor(T with, Order) {
    return update<Order>([&] { return value_.fetch_xor(with, Order::order); });
  }

  /// Sleeps while the value is `old`; may return for no reason, and orders nothing: look again. T:
  /// 32 bits.
  void wait(T old) const requires std::is_same_v<T, std::uint32_t> { futex_wait(value_, old); }
  /// Wakes one, or all, that sleep in wait(). Whoever sleeps because it had not seen a write that
  /// happens before this call is woken by it.
  void notify_one() requires std::is_same_v<T, std::uint32_t> { futex_wake(value_, 1); }
  void notify_all() requires std::is_same_v<T, std::uint32_t> { futex_wake(value_); }

 private:
  template <class Order, class F>
  FENCELINE_INLINE auto update(F&& f) {
    sanitizer::before(Order::order);
    const auto result = f();
    sanitizer::after(Order::order);
    return result;
  }
  template <class Order, class F>
  FENCELINE_INLINE bool compared(T& expected, T desired, F&& exchange) {
    auto old = std::bit_cast<Held>(expected);
    const bool done = update<Order>([&] { return exchange(old, std::bit_cast<Held>(desired)); });
    if (!done) expected = std::bit_cast<T>(old);
    return done;
  }

  std::atomic<Held> value_;
};

/// Data that is not atomic. The explorer reports two threads that meet here, one of them writing,
/// with nothing that orders them; on hardware it is a T.
template <class T>
class Plain {
 public:
  using value_type = T;

  Plain() : data_{} {}
  Plain(T value) : data_(std::move(value)) {}  // NOLINT: as Atomic
  FENCELINE_INLINE T read() const { return data_; }
  FENCELINE_INLINE void write(T value) { data_ = std::move(value); }
  /// Moves the value out: a read and, as far as races go, a write.
  FENCELINE_INLINE T take() { return std::move(data_); }

 private:
  T data_;
};

/// The policy but for pauses, which are the ISA's (structures/native.h).
struct Atomics {
  /// What an access that is made for a caller, with the caller's order, says of where it stands.
  using Where = Nowhere;
  template <class T>
  using atomic = Atomic<T>;
  template <class T>
  using plain = Plain<T>;

  template <class Order>
  static FENCELINE_INLINE void fence(Order, Where = {}) {
    thread_fence(Order::order);
  }
  /// A pair of fences as seq_cst ones, of which the light one is the compiler's and the heavy one the kernel's
  /// (base/membarrier.h). Light ones do not pair with each other.
  template <class Order>
  static FENCELINE_INLINE void light_fence(Order, Where = {}) {
    fenceline::light_fence();
  }
  template <class Order>
  static FENCELINE_INLINE void heavy_fence(Order, Where = {}) {
    fenceline::heavy_fence();
  }

  /// Objects that threads share live between make and destroy. The explorer finds their use after
  /// that, a second destroy, and what is never destroyed.
  template <class T, class... Args>
  static T* make(Args&&... args) {
    return new T(std::forward<Args>(args)...);
  }
  template <class T>
  static void destroy(T* object) {
    delete object;
  }
  /// n objects, each T(): what a ring or a table is made of.
  template <class T>
  static T* make_array(std::size_t n) {
    return new T[n]();
  }
  template <class T>
  static void destroy_array(T* first, std::size_t) {
    delete[] first;
  }
};

}  // namespace fenceline
