// What a queue offers. A workload, a check or a scenario is written once for all that offer it.
#pragma once
#include <concepts>
#include <cstddef>

namespace fenceline {

/// As many threads as you like.
inline constexpr unsigned kMany = ~0u;

/// Queue(size_t capacity) makes an empty one that holds at least `capacity` items; capacity >= 1. No thread may be in a
/// call when it is destroyed; what it still holds is dropped.
///
/// try_push: false where the queue is full. try_pop: false where it is empty, and then the item is left as it was. How
/// many threads may push, and how many pop, at once: kProducers and kConsumers, each 1 or kMany.
/// One that says `static constexpr bool kOrdered = false` lets items of one producer overtake each other.
template <class Q>
concept BoundedQueue = requires(Q& queue, typename Q::value_type item) {
  { Q::kProducers } -> std::convertible_to<unsigned>;
  { Q::kConsumers } -> std::convertible_to<unsigned>;
  { queue.try_push(item) } -> std::same_as<bool>;
  { queue.try_pop(item) } -> std::same_as<bool>;
  { queue.capacity() } -> std::same_as<std::size_t>;
};

/// Whether items of one producer keep their order.
template <class Q>
constexpr bool is_ordered() {
  if constexpr (requires { Q::kOrdered; })
    return Q::kOrdered;
  else
    return true;
}

/// A queue whose callers can wait. push: waits while it is full; false once it is closed, and the item is not in it.
/// pop: waits while it is empty; false once it is closed and empty. close: wakes all who wait; once is enough. reopen:
/// undoes it once all who were woken have gone; what is in stays in. It may take capacity 0, and holds nothing then: push
/// and pop meet.
template <class Q>
concept BlockingQueue = requires(Q& queue, typename Q::value_type item) {
  { queue.push(item) } -> std::same_as<bool>;
  { queue.pop(item) } -> std::same_as<bool>;
  queue.close();
  queue.reopen();
};

/// A queue of nodes that belong to the caller: an item derives from Q::Node and lives until it is popped. push: many
/// threads; pop: one, nullptr where there is nothing.
template <class Q>
concept IntrusiveQueue = requires(Q& queue, typename Q::Node* node) {
  queue.push(node);
  { queue.pop() } -> std::same_as<typename Q::Node*>;
};

/// What became of an attempt to steal; lost: another thread was faster.
enum class Steal { item, empty, lost };

/// A deque of one owner, who pushes and takes at one end (false where it is full, or empty); others steal at the other.
template <class D>
concept WorkStealingDeque = requires(D& deque, typename D::value_type item) {
  { deque.push(item) } -> std::same_as<bool>;
  { deque.take(item) } -> std::same_as<bool>;
  { deque.steal(item) } -> std::same_as<Steal>;
  { deque.capacity() } -> std::same_as<std::size_t>;
};

}  // namespace fenceline
