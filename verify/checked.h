// The explorer's policy: what base/atomics.h is for hardware. Every operation is asked of the search that runs.
#pragma once
#include <base/order.h>
#include <verify/search.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <type_traits>
#include <utility>

namespace fenceline::verify {

template <class T>
Value to_value(const T& object) {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(Value), "the explorer keeps values of 16 bytes");
  Value value;
  std::memcpy(static_cast<void*>(&value), &object, sizeof(T));
  return value;
}

template <class T>
T from_value(const Value& value) {
  std::remove_cv_t<T> object{};
  std::memcpy(static_cast<void*>(&object), &value, sizeof(T));
  return object;
}

/// A location of the search: made with it, ended with it.
class CheckedLocation {
 public:
  CheckedLocation(Value initial, Where where) : id_(Search::current->make_location(initial, where)) {}
  ~CheckedLocation() { Search::current->end_location(id_, Where::current()); }
  CheckedLocation(const CheckedLocation&) = delete;
  CheckedLocation& operator=(const CheckedLocation&) = delete;

 protected:
  LocationId id_;
};

template <class T>
class CheckedAtomic : CheckedLocation {
 public:
  using value_type = T;

  CheckedAtomic(Where where = Where::current()) : CheckedLocation(to_value(T{}), where) {}             // NOLINT
  CheckedAtomic(T value, Where where = Where::current()) : CheckedLocation(to_value(value), where) {}  // NOLINT

  template <class Order>
  T load(Order, Where where = Where::current()) const {
    return from_value<T>(Search::current->load(access<Order>(Kind::load, where)));
  }
  template <class Order>
  void store(T value, Order, Where where = Where::current()) {
    Access a = access<Order>(Kind::store, where);
    a.value = to_value(value);
    Search::current->store(a);
  }
  template <class Order>
  T exchange(T value, Order, Where where = Where::current()) {
    return update<Order>(Change::swap, to_value(value), where);
  }

  template <class Order>
  bool compare_exchange_weak(T& expected, T desired, Order, Where where = Where::current()) {
    return compare_exchange<Order, Order>(expected, desired, where, true);
  }
  template <class Order>
  bool compare_exchange_strong(T& expected, T desired, Order, Where where = Where::current()) {
    return compare_exchange<Order, Order>(expected, desired, where, false);
  }
  template <class Order, class Failure>
  bool compare_exchange_weak(T& expected, T desired, Order, Failure, Where where = Where::current()) {
    return compare_exchange<Order, Failure>(expected, desired, where, true);
  }
  template <class Order, class Failure>
  bool compare_exchange_strong(T& expected, T desired, Order, Failure, Where where = Where::current()) {
    return compare_exchange<Order, Failure>(expected, desired, where, false);
  }

  template <class D, class Order>
  T fetch_add(D by, Order, Where where = Where::current()) {
    return update<Order>(Change::add, step(by), where);
  }
  template <class D, class Order>
  T fetch_sub(D by, Order, Where where = Where::current()) {
    return update<Order>(Change::subtract, step(by), where);
  }
  template <class Order>
  T fetch_and(T with, Order, Where where = Where::current()) {
    return update<Order>(Change::conjunction, to_value(with), where);
  }
  template <class Order>
  T fetch_or(T with, Order, Where where = Where::current()) {
    return update<Order>(Change::disjunction, to_value(with), where);
  }
  template <class Order>
  T fetch_xor(T with, Order, Where where = Where::current()) {
    return update<Order>(Change::difference, to_value(with), where);
  }

  void wait(T old, Where where = Where::current()) const requires std::is_same_v<T, std::uint32_t> {
    Search::current->wait({.kind = Kind::load, .location = id_, .site = {where, 0}}, to_value(old));
  }
  void notify_one(Where where = Where::current()) requires std::is_same_v<T, std::uint32_t> {
    Search::current->notify(id_, false, {where, 0});
  }
  void notify_all(Where where = Where::current()) requires std::is_same_v<T, std::uint32_t> {
    Search::current->notify(id_, true, {where, 0});
  }

 private:
  template <class Order>
  Access access(Kind kind, Where where) const {
    return {.kind = kind, .order = Order::order, .location = id_, .site = {where, Order::number}};
  }
  template <class Order>
  T update(Change change, Value operand, Where where) {
    Access a = access<Order>(Kind::load, where);
    return from_value<T>(Search::current->update(a, change, operand, sizeof(T), false).first);
  }
  template <class Order, class Failure>
  bool compare_exchange(T& expected, T desired, Where where, bool weak) {
    static_assert(std::has_unique_object_representations_v<T>, "padding would be compared");
    Access a = access<Order>(Kind::load, where);
    a.compares = true;
    a.expected = to_value(expected);
    a.failure = without_release(Failure::order);
    a.failure_number = Failure::number;
    const auto [seen, done] = Search::current->update(a, Change::swap, to_value(desired), sizeof(T), weak);
    if (!done) expected = from_value<T>(seen);
    return done;
  }
  /// Pointers go by elements.
  template <class D>
  static Value step(D by) {
    if constexpr (std::is_pointer_v<T>)
      return {static_cast<std::uint64_t>(by) * sizeof(std::remove_pointer_t<T>), 0};
    else
      return to_value(static_cast<T>(by));
  }
};

template <class T>
class CheckedPlain : CheckedLocation {
 public:
  using value_type = T;

  CheckedPlain(Where where = Where::current()) : CheckedLocation(to_value(T{}), where) {}             // NOLINT
  CheckedPlain(T value, Where where = Where::current()) : CheckedLocation(to_value(value), where) {}  // NOLINT

  T read(Where where = Where::current()) const {
    return from_value<T>(
        Search::current->load({.kind = Kind::load, .plain = true, .location = id_, .site = {where, 0}}));
  }
  void write(T value, Where where = Where::current()) {
    Search::current->store(
        {.kind = Kind::store, .plain = true, .location = id_, .value = to_value(value), .site = {where, 0}});
  }
  T take(Where where = Where::current()) {
    const T value = read(where);
    write(value, where);  // what a move leaves behind; whoever takes it too races
    return value;
  }
};

struct Checked {
  using Where = verify::Where;
  template <class T>
  using atomic = CheckedAtomic<T>;
  template <class T>
  using plain = CheckedPlain<T>;

  template <class Order>
  static void fence(Order, Where where = Where::current()) {
    Search::current->fence(Order::order, {where, Order::number});
  }
  template <class Order>
  static void light_fence(Order, Where where = Where::current()) {
    Search::current->fence(Order::order, {where, Order::number}, Weight::light);
  }
  template <class Order>
  static void heavy_fence(Order, Where where = Where::current()) {
    Search::current->fence(Order::order, {where, Order::number}, Weight::heavy);
  }
  static void pause() { Search::current->pause(); }
  static void retry() { Search::current->pause(); }
  static void delay() {}

  template <class T, class... Args>
  static T* make(Args&&... args) {
    return make_objects<T>(1, Where(), std::forward<Args>(args)...);
  }
  template <class T>
  static void destroy(T* object, Where where = Where::current()) {
    destroy_array(object, 1, where);
  }
  template <class T>
  static T* make_array(std::size_t n, Where where = Where::current()) {
    return make_objects<T>(n, where);
  }
  template <class T>
  static void destroy_array(T* first, std::size_t n, Where where = Where::current()) {
    if (first == nullptr) return;
    for (std::size_t i = n; i-- > 0;) first[i].~T();
    Search::current->end_object(*header(first), where);
  }

 private:
  /// The object's id stands in front of it.
  template <class T>
  static ObjectId* header(T* first) {
    return reinterpret_cast<ObjectId*>(reinterpret_cast<std::byte*>(first) - sizeof(ObjectId));
  }
  template <class T, class... Args>
  static T* make_objects(std::size_t n, Where where, Args&&... args) {
    Search& search = *Search::current;
    // Aligned as what new returns: structures keep marks in the low bits.
    constexpr std::size_t front = std::max(alignof(T), alignof(std::max_align_t));
    const ObjectId outer = search.begin_object(true, where);
    auto* first = reinterpret_cast<T*>(static_cast<std::byte*>(search.allocate(front + n * sizeof(T), front)) + front);
    *header(first) = search.making();
    for (std::size_t i = 0; i < n; ++i) new (first + i) T(std::forward<Args>(args)...);
    search.finish_object(outer);
    return first;
  }
};

}  // namespace fenceline::verify
